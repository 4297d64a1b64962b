"""The figure of an earlier period, as it was published or as it was imported."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from aftercall.methods.independent_change import Measured, measured, measured_from_published
from aftercall.publication.models import ImportedFigure, Publication, PublishedFigure
from aftercall.publication.states import PublicationState
from aftercall.results.models import AnalysisRun

# A population and a measure.
type About = tuple[str, str]


@dataclass(frozen=True)
class Earlier:
    """A figure for everybody in an earlier period. percent: from 0 to 100. supplier and method: of an imported figure,
    otherwise empty."""

    first_month: date
    last_month: date
    percent: float
    measured: Measured
    supplier: str = ""
    method: str = ""


def earlier_figures(run: AnalysisRun, months: tuple[date, date]) -> Mapping[About, Earlier]:
    """What was published for these months of the same programme, or imported if nothing was. What was published but is
    hidden is left out."""
    if (publication := _published(run, *months)) is not None:
        lines = publication.figures.filter(breakdown="", percent__isnull=False)
        found = measured_lines(publication.run, lines)
        shares = {(line.population, line.measure): line.percent for line in lines}
        return {about: Earlier(*months, shares[about] or 0.0, one) for about, one in found.items()}
    figures = ImportedFigure.objects.filter(
        series__programme=run.programme, first_month=months[0], last_month=months[1], base__gt=0
    )
    ordered = figures.select_related("series").order_by("series_id")
    return {(one.population, one.measure): _as_imported(one) for one in ordered}


def _published(run: AnalysisRun, first: date, last: date) -> Publication | None:
    public = Publication.objects.filter(state=PublicationState.PUBLISHED, run__programme=run.programme)
    return public.filter(run__first_month=first, run__last_month=last).order_by("published_at").last()


def measured_lines(run: AnalysisRun, lines: Iterable[PublishedFigure]) -> Mapping[About, Measured]:
    """The lines for everybody of a publication of this analysis as they are compared, without those hidden."""
    known = run.figures.filter(breakdown="").values_list("population", "measure", "degrees_of_freedom")
    df = {(population, measure): degrees for population, measure, degrees in known}
    return {
        (line.population, line.measure): measured(
            line.percent / 100,
            line.standard_error / 100,
            n=line.base,
            df=df.get((line.population, line.measure), line.base - 1),
        )
        for line in lines
        if not line.breakdown and line.percent is not None and line.standard_error is not None and line.base
    }


def _as_imported(figure: ImportedFigure) -> Earlier:
    found = measured_from_published(figure.percent / 100, figure.base, low=figure.low, high=figure.high)
    months = (figure.first_month, figure.last_month)
    return Earlier(*months, figure.percent, found, figure.series.supplier, figure.series.method)
