"""What the published figures say about an action: those of its group before and after, and those of other groups.

Only figures that everyone can read are used, so that anybody can check an effect, and it reveals nothing new.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop

from aftercall.improvements.models import Action
from aftercall.methods.action_effect import (
    ChosenPeriods,
    Effect,
    Months,
    choose_periods,
    effect,
    for_the_service,
    pooled,
)
from aftercall.methods.independent_change import Measured, measured
from aftercall.publication.models import Publication, PublishedFigure
from aftercall.publication.queries import in_force
from aftercall.results.instruments import breaks_since
from aftercall.results.models import AnalysisRun, Figure
from aftercall.results.periods import months_in


@dataclass(frozen=True)
class Part:
    """The figure of a group in one period: as estimated, and how many people answered."""

    measured: Measured
    base: int


# Why an action cannot be judged. Stored in English with the look, and shown in the language of the page.
NO_BASELINE = gettext_noop(
    "No results from before it started can serve as a baseline, apart from those that prompted it."
)
NOTHING_SINCE = gettext_noop("No results begin after the action was to be in place.")
CHANGED_SINCE = gettext_noop("The question was changed after the action began, so the results cannot be compared.")
CHANGED_BETWEEN = gettext_noop(
    "The question was changed between the baseline and the results since, so they cannot be compared."
)
NOT_SHOWN = gettext_noop("The figure is not shown before or after, to protect people.")
TOO_FEW = gettext_noop("Too few people answered to say how precise the change is.")


# By period and group; the group is empty for everybody.
type Parts = Mapping[Months, Mapping[str, Part]]


@dataclass(frozen=True)
class Evidence:
    """What the results up to a month say. effect: None if it cannot be judged, and reason says why. basis: the slugs of
    the publications that were used."""

    basis: Sequence[str]
    chosen: ChosenPeriods
    before: Measured | None = None
    after: Measured | None = None
    effect: Effect | None = None
    reason: str = ""


def evidence_of(action: Action, *, last_month: date, level: float) -> Evidence | None:
    """The evidence with the results up to this month; None while they are not public."""
    publications = {months_of(one.run): one for one in publications_of(action)}
    if not any(last == last_month for _, last in publications):
        return None
    chosen, reason = comparable_periods(action, publications, last_month=last_month)
    basis = [publications[one].slug for one in (*chosen.before, *chosen.after)]
    if reason:
        return Evidence(basis, chosen, reason=reason)
    parts = figures_of(action, [publications[one] for one in (*chosen.before, *chosen.after)])
    return _judged(action, basis, _with_figures(chosen, parts, action.group), parts, level)


def comparable_periods(
    action: Action, publications: Mapping[Months, Publication], *, last_month: date
) -> tuple[ChosenPeriods, str]:
    """Which of these periods are the baseline and which show the effect, and why they cannot be compared: empty if they
    can."""
    chosen = choose_periods(
        publications,
        prompting=months_of(action.run),
        seen=_seen(action),
        starts_on=action.starts_on,
        in_place_on=max(action.due_on, action.starts_on),
        last_month=last_month,
    )
    return _without_breaks(action, chosen, publications)


def months_of(run: AnalysisRun) -> Months:
    """The first and the last month of an analysis."""
    return run.first_month, run.last_month


def publications_of(action: Action) -> list[Publication]:
    """Results in force of as many months as those that prompted the action."""
    length = months_in(*months_of(action.run))
    found = in_force().filter(run__programme=action.programme_id)
    return [one for one in found if months_in(*months_of(one.run)) == length]


def _seen(action: Action) -> set[Months]:
    """The periods that had been analysed when the action was opened, so somebody may have chosen the figure by them."""
    runs = AnalysisRun.objects.filter(programme=action.programme_id, run_at__lte=action.opened_at)
    return set(runs.values_list("first_month", "last_month"))


def _without_breaks(
    action: Action, chosen: ChosenPeriods, publications: Mapping[Months, Publication]
) -> tuple[ChosenPeriods, str]:
    """The periods without those before a break in the series, or why none can be compared."""
    if not chosen.before:
        return chosen, NO_BASELINE
    if not chosen.after:
        return chosen, NOTHING_SINCE
    latest = publications[chosen.after[-1]].run
    breaks = breaks_since(latest, chosen.before[0][0]).get(action.measure, ())
    if any(chosen.after[0][0] < month <= chosen.after[-1][1] for month in breaks):
        return chosen, CHANGED_SINCE
    after_break = [one for one in chosen.before if all(month <= one[0] for month in breaks)]
    if not after_break:
        return chosen, CHANGED_BETWEEN
    return ChosenPeriods(after_break, chosen.after), ""


def figures_of(action: Action, publications: Iterable[Publication]) -> Parts:
    """The published figures of every group of the action's breakdown, or for everybody, by period."""
    by_pk = {one.pk: one for one in publications}
    about = {"population": action.population, "measure": action.measure, "breakdown": action.breakdown}
    lines = PublishedFigure.objects.filter(publication__in=by_pk, percent__isnull=False, base__gt=0, **about)
    runs = [one.run_id for one in by_pk.values()]
    known = Figure.objects.filter(run__in=runs, **about).values_list("run_id", "group", "degrees_of_freedom")
    df = {(run, group): degrees for run, group, degrees in known}
    found: dict[Months, dict[str, Part]] = {}
    for line in lines:
        run = by_pk[line.publication_id].run
        # Since a break, a figure may be about fewer months than its publication.
        if (line.first_month, line.last_month) == months_of(run) and line.standard_error is not None and line.base:
            degrees = df.get((run.pk, line.group), line.base - 1)
            found.setdefault(months_of(run), {})[line.group] = _part(line, run, degrees)
    return found


def _part(line: PublishedFigure, run: AnalysisRun, df: float) -> Part:
    base, share, se = line.base or 0, (line.percent or 0.0) / 100, (line.standard_error or 0.0) / 100
    fraction = run.respondents / run.frame_size if run.frame_size > run.respondents else 0.0
    return Part(for_the_service(measured(share, se, n=base, df=df), fraction), base)


def _with_figures(chosen: ChosenPeriods, parts: Parts, group: str) -> ChosenPeriods:
    """The periods in which the group's figure is shown."""
    before, after = ([one for one in months if group in parts.get(one, {})] for months in (chosen.before, chosen.after))
    return ChosenPeriods(before, after)


def _judged(action: Action, basis: Sequence[str], chosen: ChosenPeriods, parts: Parts, level: float) -> Evidence:
    if not chosen.before or not chosen.after:
        return Evidence(basis, chosen, reason=NOT_SHOWN)
    before, after = (pool(parts, months, action.group) for months in (chosen.before, chosen.after))
    others = _others(chosen, parts, action.group) if action.compared else []
    return Evidence(basis, chosen, before, after, effect(before, after, others, level=level))


def pool(parts: Parts, months: Sequence[Months], group: str) -> Measured:
    """A group's figure over several periods."""
    found = [parts[one][group] for one in months]
    return pooled([one.measured for one in found], [one.base for one in found])


def _others(chosen: ChosenPeriods, parts: Parts, group: str) -> list[tuple[Measured, Measured]]:
    """The figures before and after of the groups that are shown in every one of these periods."""
    months = (*chosen.before, *chosen.after)
    shown = set.intersection(*({name for name, one in parts[month].items() if one.measured.se > 0} for month in months))
    others = sorted(shown - {group})
    return [(pool(parts, chosen.before, one), pool(parts, chosen.after, one)) for one in others]
