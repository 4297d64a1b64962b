"""A publication's figures over time: those of earlier periods that are in force, imported ones, and its own."""

import itertools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext

from aftercall.charts.trend import TrendPoint as PlottedPoint
from aftercall.core.dates import months_later
from aftercall.publication.models import ImportedFigure, Publication, PublishedFigure
from aftercall.publication.states import PublicationState
from aftercall.results.instruments import breaks_since
from aftercall.results.models import Population
from aftercall.results.periods import PeriodKind, kind_of, months_in, period_words

_QUARTER = 3


@dataclass(frozen=True)
class TrendPoint:
    """The figure of one period. percent, low and high: from 0 to 100, None where they are not shown or not known.
    supplier: of an imported figure, otherwise empty. after_break: it can't be compared with the point before. line: the
    number of the published figure, None for an imported one."""

    first_month: date
    last_month: date
    base: int | None
    percent: float | None
    low: float | None
    high: float | None
    not_shown: str = ""
    supplier: str = ""
    after_break: bool = False
    line: int | None = None

    @property
    def period(self) -> str:
        """The months in words."""
        return period_words(self.first_month, self.last_month)

    @property
    def whose_period(self) -> str:
        """The months in words, marked if another supplier's figure is about them."""
        return gettext("%(period)s (another supplier)") % {"period": self.period} if self.supplier else self.period


def trends(
    publication: Publication, population: Population, kind: PeriodKind | None = None
) -> Mapping[str, list[TrendPoint]]:
    """The points of each measure, the earliest first, for periods of one kind up to the publication's last month.
    kind: that of the publication unless it is given."""
    kind = kind or kind_of(publication.run.first_month, publication.run.last_month)
    points: dict[str, dict[date, TrendPoint]] = defaultdict(dict)
    for measure, point in (*_imported(publication, population, kind), *_published(publication, population, kind)):
        points[measure][point.last_month] = point
    ordered = {measure: sorted(found.values(), key=lambda one: one.last_month) for measure, found in points.items()}
    if not ordered:
        return {}
    first = min(found[0].first_month for found in ordered.values())
    breaks = breaks_since(publication.run, first)
    return {measure: _with_breaks(found, breaks.get(measure, ())) for measure, found in ordered.items()}


def quarters_within(publication: Publication, population: Population) -> Mapping[str, list[TrendPoint]]:
    """The points of the quarters up to the last month of a publication about a longer period; none of a shorter one."""
    run = publication.run
    if months_in(run.first_month, run.last_month) <= _QUARTER:
        return {}
    return trends(publication, population, PeriodKind.QUARTER)


def _published(publication: Publication, population: Population, kind: PeriodKind) -> Iterator[tuple[str, TrendPoint]]:
    """The published points in force up to its last month, and then the publication's own."""
    run = publication.run
    lines = PublishedFigure.objects.filter(population=population, breakdown="").select_related("publication__run")
    earlier = lines.filter(
        publication__state=PublicationState.PUBLISHED,
        publication__run__programme=run.programme,
        publication__run__last_month__lte=run.last_month,
    )
    for line in (*earlier, *lines.filter(publication=publication)):
        of = line.publication.run
        if kind_of(of.first_month, of.last_month) is kind:
            numbers = (line.base, line.percent, line.low, line.high, line.not_shown)
            yield line.measure, TrendPoint(of.first_month, of.last_month, *numbers, line=line.pk)


def _imported(publication: Publication, population: Population, kind: PeriodKind) -> Iterator[tuple[str, TrendPoint]]:
    run = publication.run
    figures = ImportedFigure.objects.filter(
        series__programme=run.programme, population=population, last_month__lt=run.last_month
    )
    for one in figures.select_related("series"):
        if kind_of(one.first_month, one.last_month) is kind:
            months = (one.first_month, one.last_month)
            supplier = one.series.supplier
            yield one.measure, TrendPoint(*months, one.base, one.percent, one.low, one.high, supplier=supplier)


def _with_breaks(points: list[TrendPoint], breaks: tuple[date, ...]) -> list[TrendPoint]:
    """The points, marked where the series breaks between one and the next."""
    marked = points[:1]
    for before, point in itertools.pairwise(points):
        broken = any(before.first_month < month <= point.last_month for month in breaks)
        marked.append(replace(point, after_break=broken))
    return marked


def plotted(points: Sequence[TrendPoint]) -> list[PlottedPoint]:
    """The points as a chart shows them: a line leads to each that follows the one before directly, from the same
    supplier, without a break."""
    return [
        PlottedPoint(
            period=point.period,
            place=months_in(points[0].last_month, point.last_month),
            share=_share(point.percent),
            low=_share(point.low),
            high=_share(point.high),
            joined=place > 0 and _follows(point, points[place - 1]),
            hollow=bool(point.supplier),
        )
        for place, point in enumerate(points)
    ]


def _share(percent: float | None) -> float | None:
    return None if percent is None else percent / 100


def _follows(point: TrendPoint, before: TrendPoint) -> bool:
    directly = point.first_month <= months_later(before.last_month, 1)
    return directly and point.supplier == before.supplier and not point.after_break
