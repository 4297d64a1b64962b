"""A period's figures as they were published. They stay so in every later publication until one corrects them.

The weights of an analysis depend on its whole period, so the same people have slightly different figures in a quarter's
analysis and in a year's (docs/decisions/0016-figures-stay-as-published.md).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from aftercall.publication.models import Publication, PublishedFigure
from aftercall.results.models import AnalysisRun, Figure
from aftercall.results.periods import QUARTER, months_of_quarter


@dataclass(frozen=True)
class Key:
    """What a figure is about, whichever publication it is in: a quarter is a period like any other, and so are the
    months since a break in the series."""

    first_month: date
    last_month: date
    measure: str
    breakdown: str
    group: str


@dataclass(frozen=True)
class ChangeKey:
    """What a change is about: a measure in two quarters, in words."""

    measure: str
    earlier: str
    later: str


@dataclass(frozen=True)
class Published:
    """The latest public line of each figure and of each change."""

    figures: Mapping[Key, PublishedFigure]
    changes: Mapping[ChangeKey, PublishedFigure]


def key_of(run: AnalysisRun, figure: Figure | PublishedFigure) -> Key:
    """The key of a figure or a published line of this analysis."""
    first, last, breakdown, group = run.first_month, run.last_month, figure.breakdown, figure.group
    if breakdown == QUARTER:
        first, last = months_of_quarter(group, first, last)
        breakdown, group = "", ""
    return Key(figure.since or first, last, figure.measure, breakdown, group)


def published_before(run: AnalysisRun) -> Published:
    """Everything public about the months of this analysis, without its own publication."""
    figures: dict[Key, PublishedFigure] = {}
    changes: dict[ChangeKey, PublishedFigure] = {}
    for publication in _public(run).exclude(run=run).order_by("published_at"):
        lines = list(publication.figures.all())
        figures |= {key_of(publication.run, line): line for line in lines}
        changes |= dict(_changes(publication, lines))
    return Published(figures, changes)


def _public(run: AnalysisRun) -> QuerySet[Publication]:
    """Public results of the same programme about any of the same months."""
    return Publication.objects.filter(
        published_at__isnull=False,
        run__programme=run.programme,
        run__first_month__lte=run.last_month,
        run__last_month__gte=run.first_month,
    ).select_related("run")


def _changes(publication: Publication, lines: Iterable[PublishedFigure]) -> Iterator[tuple[ChangeKey, PublishedFigure]]:
    headlines = {line.measure: line for line in lines if not line.breakdown and line.change}
    for change in publication.run.changes.all():
        if line := headlines.get(change.measure):
            yield ChangeKey(change.measure, change.earlier, change.later), line


def show_the_same(line: PublishedFigure, other: PublishedFigure) -> bool:
    """Whether two lines show the same numbers, or neither shows any."""
    fields = ("suppressed", "base", "percent", "low", "high")
    return all(getattr(line, name) == getattr(other, name) for name in fields)


def has_figures_published_before(publication: Publication) -> bool:
    """Whether any of this draft's figures have been published before."""
    before = published_before(publication.run).figures
    return any(key_of(publication.run, line) in before for line in publication.figures.all())


def recalculated(publication: Publication) -> list[tuple[Figure, PublishedFigure]]:
    """Figures that were published before and that this analysis calculates differently."""
    run = publication.run
    before = published_before(run).figures
    pairs = ((figure, before.get(key_of(run, figure))) for figure in run.figures.all())
    return [(figure, line) for figure, line in pairs if line is not None and _differs(figure, line)]


def _differs(figure: Figure, line: PublishedFigure) -> bool:
    if line.percent is None:
        return False
    shown = (line.base, round(line.percent, 1), _rounded(line.low), _rounded(line.high))
    bounds = (None if bound is None else 100 * bound for bound in (figure.low, figure.high))
    return shown != (figure.base, round(100 * figure.estimate, 1), *map(_rounded, bounds))


def _rounded(percentage: float | None) -> float | None:
    return None if percentage is None else round(percentage, 1)


def out_of_date(publication: Publication) -> bool:
    """Whether other results have since been published that give another figure for one of this draft's periods."""
    before = published_before(publication.run).figures
    lines = ((line, before.get(key_of(publication.run, line))) for line in publication.figures.all())
    return any(other is not None and not line.suppressed and not show_the_same(line, other) for line, other in lines)


def corrected_by(publication: Publication) -> Publication | None:
    """The latest publication that corrected any of these figures after they were published."""
    corrections = _public(publication.run).exclude(pk=publication.pk).exclude(correction="")
    lines = {key_of(publication.run, line): line for line in publication.figures.all()}
    for correction in corrections.filter(published_at__gt=publication.published_at).order_by("-published_at"):
        for line in correction.figures.all():
            mine = lines.get(key_of(correction.run, line))
            if mine is not None and not show_the_same(mine, line):
                return correction
    return None
