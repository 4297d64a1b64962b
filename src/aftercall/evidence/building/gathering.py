"""What was published, with the analysis that each figure is from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

from aftercall.core.words import rounded_points
from aftercall.evidence.archive.published import (
    EARLIER,
    IMPORTED,
    ChangeRecord,
    FigureRecord,
    Labels,
    PointRecord,
    Published,
)
from aftercall.evidence.building.analyses import ReadAnalysis, read_analysis
from aftercall.publication.files.content import Content
from aftercall.publication.files.values import values_of
from aftercall.publication.models import (
    Comparison,
    Direction,
    ImportedFigure,
    Publication,
    PublishedChange,
    PublishedFigure,
)
from aftercall.publication.states import DECIDED
from aftercall.publication.trends import TrendPoint
from aftercall.results.models import AnalysisRun, Figure, Population

type _Months = tuple[date, date]
type _About = tuple[str, str, str, str]


@dataclass
class Sources:
    """Finds the analysis that a published figure is from, and reads each analysis once. microdata: whether analyses are
    enclosed at all."""

    publication: Publication
    microdata: bool
    read: dict[int, ReadAnalysis | None] = field(default_factory=dict)
    _figures: dict[int, dict[_About, Figure]] = field(default_factory=dict)

    def of(self, about: _About, months: _Months, percent: float | None, n: int | None) -> str:
        """The name of the analysis, or EARLIER if its data have changed since; empty without microdata."""
        if not self.microdata:
            return ""
        run = self._run(about, months, percent, n)
        found = None if run is None else self.analysis(run)
        return found.name if found else EARLIER

    def analysis(self, run: AnalysisRun) -> ReadAnalysis | None:
        """The analysis with its data; None if they have changed since."""
        if run.pk not in self.read:
            self.read[run.pk] = read_analysis(run)
        return self.read[run.pk]

    def figure(self, about: _About, months: _Months, percent: float) -> Figure | None:
        """The calculated figure behind a published one."""
        run = self._run(about, months, percent, None)
        return None if run is None else self._figures_of(run).get(about)

    def _run(self, about: _About, months: _Months, percent: float | None, n: int | None) -> AnalysisRun | None:
        """The publication's own analysis if it has this figure; otherwise the one that it was first published from."""
        own = self.publication.run
        if percent is None or self._has(own, about, months, percent, n):
            return own
        return next((run for run in self._others if self._has(run, about, months, percent, n)), None)

    @cached_property
    def _others(self) -> Sequence[AnalysisRun]:
        programme = self.publication.run.programme_id
        decided = Publication.objects.filter(state__in=DECIDED, run__programme=programme).select_related("run")
        return [one.run for one in decided.order_by("prepared_at")]

    def _has(self, run: AnalysisRun, about: _About, months: _Months, percent: float, n: int | None) -> bool:
        figure = self._figures_of(run).get(about)
        if figure is None or months not in {(run.first_month, run.last_month), (figure.since, run.last_month)}:
            return False
        return 100 * figure.estimate == percent and n in {None, figure.base}

    def _figures_of(self, run: AnalysisRun) -> dict[_About, Figure]:
        if run.pk not in self._figures:
            self._figures[run.pk] = {
                (one.population, one.measure, one.breakdown, one.group): one for one in run.figures.all()
            }
        return self._figures[run.pk]


def gather(content: Content, sources: Sources) -> Published:
    """What a publication shows. Without microdata, its numbers are rounded as they were published."""
    publication, run = sources.publication, sources.publication.run
    points = [
        _point(population, measure, one, sources)
        for (population, measure), of_measure in content.trends.items()
        for one in of_measure
    ]
    own = sources.analysis(run) if sources.microdata else None
    published = Published(
        slug=content.slug,
        file=content.name,
        analysis=own.name if own else "",
        first_month=_month(run.first_month),
        last_month=_month(run.last_month),
        all_changes=len(content.changes) == publication.changes.count(),
        microdata=sources.microdata,
        labels=_labels(content),
        figures=[_figure(one, sources) for one in content.figures],
        changes=[_change(one, sources) for one in content.changes],
        over_time=points,
    )
    return published if sources.microdata else _rounded(published)


def _labels(content: Content) -> Labels:
    return Labels(
        title=content.title,
        force=content.force,
        measures=dict(content.measures),
        shares=sorted(content.shares),
        breakdowns=dict(content.breakdowns),
        populations={one.value: str(one.label) for one in Population},
        comparisons={one.value: str(one.label) for one in Comparison},
        directions={one.value: str(one.label) for one in Direction},
    )


def _figure(line: PublishedFigure, sources: Sources) -> FigureRecord:
    about = (line.population, line.measure, line.breakdown, line.group)
    shown = values_of(line)
    return FigureRecord(
        measure=line.measure,
        population=line.population,
        breakdown=line.breakdown,
        group=line.group,
        first_month=_month(line.first_month),
        last_month=_month(line.last_month),
        n=shown.base,
        percent=None if shown.percent is None else line.percent,
        low=None if shown.low is None else line.low,
        high=None if shown.high is None else line.high,
        mark=shown.mark,
        source=sources.of(about, (line.first_month, line.last_month), line.percent, line.base),
    )


def _point(population: str, measure: str, point: TrendPoint, sources: Sources) -> PointRecord:
    about, months = (population, measure, "", ""), (point.first_month, point.last_month)
    return PointRecord(
        measure=measure,
        population=population,
        period=point.period,
        first_month=_month(point.first_month),
        last_month=_month(point.last_month),
        n=point.base,
        percent=point.percent,
        low=point.low,
        high=point.high,
        supplier=point.supplier,
        after_break=point.after_break,
        source=IMPORTED if point.supplier else sources.of(about, months, point.percent, point.base),
    )


def _change(change: PublishedChange, sources: Sources) -> ChangeRecord:
    about, months = (change.population, change.measure, "", ""), (change.earlier_first_month, change.earlier_last_month)
    percent = change.earlier_percent
    source = IMPORTED if change.imported else sources.of(about, months, percent, None) if percent is not None else ""
    earlier = _earlier_figure(change, about, months, sources) if source in {IMPORTED, EARLIER} else {}
    return ChangeRecord(
        measure=change.measure,
        population=change.population,
        comparison=change.comparison,
        earlier_first_month=_month(change.earlier_first_month),
        earlier_last_month=_month(change.earlier_last_month),
        earlier_source=source,
        **{**dict.fromkeys(_AS_COMPARED), **earlier},
        earlier_percent=percent,
        difference=change.difference,
        low=change.low,
        high=change.high,
        direction=change.direction,
        imported=change.imported,
    )


_AS_COMPARED = ("earlier_n", "earlier_low", "earlier_high", "earlier_se", "earlier_df")


def _earlier_figure(change: PublishedChange, about: _About, months: _Months, sources: Sources) -> Mapping[str, Any]:
    """The numbers with which an earlier figure is compared that is not computed again."""
    if change.imported:
        imported = (
            ImportedFigure.objects.filter(
                series__programme=sources.publication.run.programme_id,
                first_month=months[0],
                last_month=months[1],
                population=change.population,
                measure=change.measure,
            )
            .order_by("series_id")
            .last()
        )
        return (
            {"earlier_n": imported.base, "earlier_low": imported.low, "earlier_high": imported.high} if imported else {}
        )
    figure = sources.figure(about, months, change.earlier_percent or 0.0)
    if figure is None:
        return {}
    numbers = (figure.base, 100 * figure.standard_error, figure.degrees_of_freedom)
    return dict(zip(("earlier_n", "earlier_se", "earlier_df"), numbers, strict=True))


_EXACT = ("percent", "low", "high", "difference", "earlier_percent", "earlier_low", "earlier_high")


def _rounded(published: Published) -> Published:
    """With the decimal places of the tables, so that the file says no more than they do."""
    return replace(
        published,
        figures=[_rounded_record(one) for one in published.figures],
        changes=[_rounded_record(one) for one in published.changes],
        over_time=[_rounded_record(one) for one in published.over_time],
    )


def _rounded_record[Record: (FigureRecord, ChangeRecord, PointRecord)](one: Record) -> Record:
    known = {name: getattr(one, name, None) for name in _EXACT}
    numbers: dict[str, Any] = {name: rounded_points(value) for name, value in known.items() if value is not None}
    return replace(one, **numbers)


def shown_groups(published: Published) -> Mapping[str, frozenset[str]]:
    """By breakdown, the groups of which at least one figure is shown."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in published.figures:
        if one.breakdown and one.n is not None:
            found[one.breakdown].add(one.group)
    return {name: frozenset(groups) for name, groups in found.items()}


def _month(month: date) -> str:
    return f"{month:%Y-%m}"
