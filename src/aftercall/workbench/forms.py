"""The forms of the workbench: which period, then what to cross in it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from aftercall.instrument.series import InstrumentSeries
from aftercall.programmes.models import Programme
from aftercall.publication.models import Publication
from aftercall.publication.presenters import breakdowns_shown
from aftercall.results.forms import PeriodForm
from aftercall.results.models import Population
from aftercall.workbench.asked import EVERY, Asked, groups_of
from aftercall.workbench.dimensions import AREA, MEASURE, POPULATION
from aftercall.workbench.published import Choice
from aftercall.workbench.workspace import Workspace

_NOT_LISTED = dict.fromkeys(("required", "invalid_choice"), "Choose one from the list")


class CrossingForm(forms.Form):
    """Whom the figures are about, and what is crossed. It offers what the period's questionnaire and answers have."""

    population = forms.ChoiceField(label="About", error_messages=_NOT_LISTED)
    base = forms.ChoiceField(label="Only people in", required=False, error_messages=_NOT_LISTED)
    measure = forms.ChoiceField(label="Measure", required=False, error_messages=_NOT_LISTED)
    rows = forms.ChoiceField(label="By", error_messages=_NOT_LISTED)
    columns = forms.ChoiceField(label="And by", required=False, error_messages=_NOT_LISTED)

    def __init__(self, workspace: Workspace, data: Mapping[str, str]) -> None:
        super().__init__(_with_defaults(workspace, data))
        self._workspace = workspace
        dimensions = [(one.name, one.label) for one in workspace.dimensions.values()]
        measures = [(name, measure.label) for name, measure in workspace.instruments.measures.items()]
        kinds = workspace.dimensions.get(POPULATION)
        self._offer(
            "population", [(Population.ALL.value, str(Population.ALL.label)), *(kinds.groups.items() if kinds else ())]
        )
        self._offer("base", [("", "Everybody"), *_bases(workspace)])
        self._offer("measure", [(EVERY, "Every measure of satisfaction"), *measures])
        self._offer("rows", [(MEASURE, "Measure"), *dimensions])
        self._offer("columns", [("", "Nothing else"), (MEASURE, "Measure"), *dimensions])

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)

    def clean(self) -> dict[str, Any]:
        """Check that two different things are crossed, and that there is one measure unless measures are crossed."""
        cleaned = super().clean() or {}
        rows, columns = cleaned.get("rows"), cleaned.get("columns")
        if rows and rows == columns:
            self.add_error("columns", "Choose something other than in ‘By’")
        if not cleaned.get("measure") and MEASURE not in {rows, columns} and "measure" in cleaned:
            self.add_error("measure", "Choose one measure, or cross by measure")
        return cleaned

    @property
    def asked(self) -> Asked:
        """What a valid form asks for."""
        values = self.cleaned_data
        return Asked(
            programme=self._workspace.programme.pk,
            period=self._workspace.period,
            population=Population(values["population"]),
            groups=groups_of([values["base"]] if values["base"] else []),
            measure=values["measure"],
            rows=values["rows"],
            columns=values["columns"],
        )


def _bases(workspace: Workspace) -> list[tuple[str, str]]:
    """Each group of each dimension but that of the population, which has a field of its own."""
    return [
        (f"{one.name}:{group}", f"{one.label}: {label}")
        for one in workspace.dimensions.values()
        if one.name != POPULATION
        for group, label in one.groups.items()
    ]


def _with_defaults(workspace: Workspace, data: Mapping[str, str]) -> dict[str, str]:
    """At first, the overall measure by area if there are several areas, otherwise every measure."""
    by_area = AREA in workspace.dimensions and workspace.instruments.overall
    first = {"measure": workspace.instruments.overall or EVERY, "rows": AREA} if by_area else {"rows": MEASURE}
    names = ("population", "base", "measure", "rows", "columns")
    given = {name: data[name] for name in names if name in data}
    return {"population": Population.ALL.value} | (given if "rows" in given else first | given)


class WorkbenchPeriodForm(PeriodForm):
    """The period of the workbench. Nothing chosen means the longest of the latest periods."""

    def __init__(
        self,
        programmes: Sequence[Programme],
        months: Mapping[int, Iterable[date]],
        data: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(programmes, months, data)
        self.fields["period_choice"].help_text = ""

    @classmethod
    def latest(cls, periods: Iterable[tuple[str, str]]) -> str:
        """The choice that is made for somebody who has not chosen."""
        offered = [value for value, _ in periods if value]
        return max(offered, key=lambda value: (_length(value), value), default="")


def _length(value: str) -> int:
    first, last = value.split("/")
    months = [12 * int(one[:4]) + int(one[5:]) for one in (first, last)]
    return months[1] - months[0]


class SaveForm(forms.Form):
    """The name of a view to keep, and whether other researchers see it."""

    name = forms.CharField(
        label="Name",
        max_length=80,
        error_messages={"required": "Enter a name for the view", "max_length": "Use 80 characters or fewer"},
    )
    shared = forms.BooleanField(label="Show it to other researchers", required=False)


def _with_most_to_see(publication: Publication, first: Mapping[str, str], names: Sequence[str]) -> dict[str, str]:
    """The breakdown that is chosen at first: by area, or else the first of which several groups are shown."""
    lines = publication.figures.filter(population=Population.ALL, measure=first["measure"], percent__isnull=False)
    shown = Counter(lines.values_list("breakdown", flat=True))
    return next(({"breakdown": name} for name in (AREA, *names) if name in names and shown[name] > 1), {})


class PublishedForm(forms.Form):
    """What to look at in a publication: whom, and one measure by one breakdown."""

    population = forms.ChoiceField(label="About", error_messages=_NOT_LISTED)
    measure = forms.ChoiceField(label="Measure", error_messages=_NOT_LISTED)
    breakdown = forms.ChoiceField(label="By", required=False, error_messages=_NOT_LISTED)

    def __init__(
        self,
        publication: Publication,
        instruments: InstrumentSeries,
        populations: Iterable[Population],
        data: Mapping[str, str],
    ) -> None:
        offered: dict[str, list[tuple[str, str]]] = {
            "population": [(one.value, str(one.label)) for one in populations],
            "measure": [(name, measure.label) for name, measure in instruments.measures.items()],
            "breakdown": list(breakdowns_shown(publication, Population.ALL, instruments).items()),
        }
        first = {name: choices[0][0] for name, choices in offered.items() if choices}
        overall = {"measure": instruments.overall} if instruments.overall else {}
        names = [name for name, _ in offered["breakdown"]]
        super().__init__(first | overall | _with_most_to_see(publication, first | overall, names) | dict(data))
        self._publication = publication
        for name, choices in offered.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    @property
    def choice(self) -> Choice:
        """What a valid form asks for."""
        values = self.cleaned_data
        return Choice(self._publication, Population(values["population"]), values["measure"], values["breakdown"])
