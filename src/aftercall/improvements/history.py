"""The published figures of an action's group over time, and what each of them is used for."""

from collections.abc import Sequence
from dataclasses import dataclass

from aftercall.core.words import percent
from aftercall.improvements.evidence import comparable_periods, months_of, publications_of
from aftercall.improvements.models import Action
from aftercall.methods.action_effect import ChosenPeriods, Months
from aftercall.publication.models import PublishedFigure
from aftercall.publication.trends import TrendPoint
from aftercall.results.instruments import breaks_since

PROMPTED, BASELINE, SINCE, NOT_USED = "Prompted the action", "Baseline", "Since it was in place", "Not used"


@dataclass(frozen=True)
class UsedPoint:
    """The figure of one period, and what it is used for."""

    point: TrendPoint
    use: str

    @property
    def interval(self) -> str:
        """Its 95% interval in words."""
        return interval_words(self.point.low, self.point.high)


def history(action: Action) -> list[UsedPoint]:
    """The figures in force of periods as long as the one that prompted the action, the earliest first."""
    publications = {one.pk: one for one in publications_of(action)}
    about = {name: getattr(action, name) for name in ("population", "measure", "breakdown", "group")}
    lines = PublishedFigure.objects.filter(publication__in=publications, percent__isnull=False, **about)
    shown = {months_of(publications[line.publication_id].run): line for line in lines}
    ordered = sorted(shown)
    if not ordered:
        return []
    latest = max(publications.values(), key=lambda one: one.run.last_month).run
    breaks = breaks_since(latest, ordered[0][0]).get(action.measure, ())
    last_month = max(look.last_month for look in action.looks.all())
    by_months = {months_of(one.run): one for one in publications.values()}
    chosen, _ = comparable_periods(action, by_months, last_month=last_month)
    points = []
    for place, months in enumerate(ordered):
        after_break = place > 0 and any(ordered[place - 1][0] < month <= months[1] for month in breaks)
        points.append(UsedPoint(_point(months, shown[months], after_break=after_break), _use(action, months, chosen)))
    return points


def interval_words(low: float | None, high: float | None) -> str:
    """An interval from bounds between 0 and 100."""
    return "not known" if low is None or high is None else f"{percent(low / 100)} to {percent(high / 100)}"


def _point(months: Months, line: PublishedFigure, *, after_break: bool) -> TrendPoint:
    return TrendPoint(*months, line.base, line.percent, line.low, line.high, after_break=after_break, line=line.pk)


def _use(action: Action, months: Months, chosen: ChosenPeriods) -> str:
    uses: Sequence[tuple[str, Sequence[Months]]] = (
        (PROMPTED, [months_of(action.run)]),
        (BASELINE, chosen.before),
        (SINCE, chosen.after),
    )
    return next((use for use, periods in uses if months in periods), NOT_USED)
