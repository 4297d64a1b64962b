"""Reads of publications."""

from django.db.models import QuerySet

from aftercall.instrument.series import InstrumentSeries
from aftercall.publication.models import Publication, PublishedFigure
from aftercall.publication.states import PUBLIC
from aftercall.results.models import AnalysisRun, Population
from aftercall.results.queries import runs


def published() -> QuerySet[Publication]:
    """Published results, newest period first."""
    public = Publication.objects.filter(state__in=PUBLIC)
    return public.select_related("run__programme").order_by("-run__last_month", "-published_at")


def newer_than(publication: Publication) -> Publication | None:
    """The newest published results of the same programme, if they are newer than these."""
    newest = published().filter(run__programme=publication.run.programme).first()
    return newest if newest and newest.pk != publication.pk else None


def drafts() -> QuerySet[Publication]:
    """Publications that have not been signed off, newest first."""
    return Publication.objects.exclude(state__in=PUBLIC).select_related("run").order_by("-prepared_at")


def unpublished_latest_run() -> AnalysisRun | None:
    """The newest analysis, if no publication of it has been prepared."""
    newest = runs().first()
    return newest if newest and not hasattr(newest, "publication") else None


def headlines(publication: Publication, instruments: InstrumentSeries) -> list[PublishedFigure]:
    """The figures for all victims, in the order of the instruments' measures."""
    measures = list(instruments.measures)
    everybody = publication.figures.filter(population=Population.ALL, breakdown="")
    return sorted(everybody, key=lambda figure: measures.index(figure.measure))
