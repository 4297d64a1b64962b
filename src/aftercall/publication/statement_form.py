"""The form that chooses the publications and populations to make statements of."""

from collections.abc import Mapping, Sequence

from django import forms

from aftercall.publication.models import Publication
from aftercall.publication.states import PublicationState
from aftercall.results.models import Population

type Choosable = tuple[Publication, Population]


class StatementsForm(forms.Form):
    """One publication and population, and perhaps a second."""

    first = forms.ChoiceField(
        label="Results", error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose results from the list")
    )
    second = forms.ChoiceField(
        label="Also in the same text",
        help_text="If figures of the two differ, you get the differences and the reasons instead of one text",
        required=False,
        error_messages={"invalid_choice": "Choose results from the list"},
    )

    def __init__(self, choosable: Sequence[Choosable], data: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self._choosable = {
            f"{publication.slug}:{population}": (publication, population) for publication, population in choosable
        }
        choices = [(key, words_of(*one)) for key, one in self._choosable.items()]
        for name, empty in (("first", "Choose results"), ("second", "No others")):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", empty), *choices]

    @property
    def chosen(self) -> list[Choosable]:
        """What was chosen in a valid form."""
        keys = [self.cleaned_data[name] for name in ("first", "second") if self.cleaned_data[name]]
        return [self._choosable[key] for key in dict.fromkeys(keys)]

    @property
    def warnings(self) -> list[str]:
        """Why some of what was chosen should not be quoted."""
        states = {publication.state: publication for publication, _ in self.chosen}
        corrected = states.pop(PublicationState.CORRECTED, None)
        states.pop(PublicationState.PUBLISHED, None)
        found = [f"{one.title} is not public. Nobody may learn these figures before that." for one in states.values()]
        return found if corrected is None else [*found, f"{corrected.title} has been corrected. Quote the correction."]

    @property
    def quotable(self) -> list[Choosable]:
        """What was chosen, without results that have been corrected if others were chosen too."""
        current = [one for one in self.chosen if one[0].state != PublicationState.CORRECTED]
        return current or self.chosen


def words_of(publication: Publication, population: Population) -> str:
    """A choice in words."""
    is_current = publication.state == PublicationState.PUBLISHED
    state = "" if is_current else f" ({publication.get_state_display().lower()})"
    return f"{publication.title}{state}: {population.label.lower()}"
