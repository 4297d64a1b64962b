"""Reads of publications."""

from datetime import date, datetime

from django.db.models import Max, QuerySet

from aftercall.instrument.series import InstrumentSeries
from aftercall.programmes.models import Programme
from aftercall.publication.models import Publication, PublicationEvent, PublishedChange, PublishedFigure
from aftercall.publication.states import OPEN, PUBLIC, PublicationAction, PublicationState
from aftercall.results.models import AnalysisRun, Population
from aftercall.results.periods import PeriodKind, kind_of
from aftercall.results.queries import runs


def published() -> QuerySet[Publication]:
    """Results that everyone can read, including those marked as corrected or withdrawn; the newest period first."""
    return _newest_first().filter(state__in=PUBLIC)


def with_figures() -> QuerySet[Publication]:
    """Public results whose figures everyone can read: all but those that were withdrawn."""
    return published().exclude(state=PublicationState.WITHDRAWN)


def in_force() -> QuerySet[Publication]:
    """Published results that have been neither corrected nor withdrawn, newest period first."""
    return _newest_first().filter(state=PublicationState.PUBLISHED)


def _newest_first() -> QuerySet[Publication]:
    found = Publication.objects.select_related("run__programme", "supersedes", "superseded_by")
    return found.order_by("-run__last_month", "-run__first_month", "-published_at")


def with_populations() -> list[tuple[Publication, Population]]:
    """Every publication that was not withdrawn with each population that it has figures for, newest period first."""
    found = Publication.objects.exclude(state=PublicationState.WITHDRAWN).select_related("run")
    ordered = found.order_by("-run__last_month", "-prepared_at")
    everybody = PublishedFigure.objects.filter(breakdown="").order_by()  # its usual order would undo `distinct`
    has = set(everybody.values_list("publication_id", "population").distinct())
    return [(one, population) for one in ordered for population in Population if (one.pk, population.value) in has]


def newer_than(publication: Publication) -> Publication | None:
    """The newest published results of the same programme, if they are newer than these."""
    newest = in_force().filter(run__programme=publication.run.programme).first()
    return newest if newest and newest.pk != publication.pk else None


def upcoming() -> QuerySet[Publication]:
    """Approved results that are not public yet, the next first."""
    return Publication.objects.filter(state=PublicationState.APPROVED).order_by("publish_at", "id")


def due(at: datetime) -> QuerySet[Publication]:
    """Approved results whose time has come."""
    return upcoming().filter(publish_at__lte=at).select_related("run")


def of_period(run: AnalysisRun) -> QuerySet[Publication]:
    """All publications of the programme and months of an analysis, in the order in which they were prepared."""
    return Publication.objects.filter(
        run__programme=run.programme_id, run__first_month=run.first_month, run__last_month=run.last_month
    ).order_by("id")


def newest_public(run: AnalysisRun) -> Publication | None:
    """What was published last for the months of an analysis: each publication of them corrects the one before."""
    return of_period(run).filter(state__in=PUBLIC).exclude(superseded_by__state__in=PUBLIC).last()


def last_event_of(programme: Programme) -> int:
    """The number of the last event of a programme's publications; 0 if there is none."""
    events = PublicationEvent.objects.filter(publication__run__programme=programme)
    last: int | None = events.aggregate(last=Max("id"))["last"]
    return last or 0


def with_trail() -> QuerySet[Publication]:
    """All publications with what was done with each and by whom, newest first."""
    found = Publication.objects.select_related("run__programme", "prepared_by", "supersedes")
    return found.prefetch_related("events__by").order_by("-prepared_at", "-id")


def unfinished() -> QuerySet[Publication]:
    """Publications that are not public yet, with their trails."""
    return with_trail().filter(state__in=OPEN)


def unpublished_latest_run() -> AnalysisRun | None:
    """The newest analysis, if no publication of it has been prepared."""
    newest = runs().first()
    return newest if newest and not hasattr(newest, "publication") else None


def headlines(
    publication: Publication, instruments: InstrumentSeries, population: Population = Population.ALL
) -> list[PublishedFigure]:
    """The figures for everybody of a population, in the order of the instruments' measures."""
    measures = list(instruments.measures)
    everybody = publication.figures.filter(population=population, breakdown="")
    return sorted(everybody, key=lambda figure: measures.index(figure.measure))


def changes_shown(publication: Publication) -> list[PublishedChange]:
    """Its changes, without those since figures that nobody can read any more because their results were withdrawn."""
    changes = list(publication.changes.all())
    of_programme = Publication.objects.filter(run__programme=publication.run.programme_id)
    withdrawn = of_programme.filter(state=PublicationState.WITHDRAWN)
    periods = set(withdrawn.values_list("run__first_month", "run__last_month"))
    if not periods:
        return changes
    readable_results = of_programme.filter(state__in=PUBLIC).exclude(state=PublicationState.WITHDRAWN)
    lines = PublishedFigure.objects.filter(publication__in=readable_results, breakdown="")
    months = ("publication__run__first_month", "publication__run__last_month")
    readable = set(lines.values_list(*months, "population", "measure", "percent"))
    return [
        one
        for one in changes
        if one.imported
        or (period := (one.earlier_first_month, one.earlier_last_month)) not in periods
        or (*period, one.population, one.measure, one.earlier_percent) in readable
    ]


def no_longer_compared(publication: Publication) -> list[tuple[date, date]]:
    """The first and last months of the periods with which it was compared until their results were withdrawn."""
    shown = {one.pk for one in changes_shown(publication)}
    gone = publication.changes.exclude(pk__in=shown).order_by("earlier_first_month", "earlier_last_month")
    return list(gone.values_list("earlier_first_month", "earlier_last_month").distinct())


def corrected_since(publication: Publication) -> list[Publication]:
    """The results of earlier periods with which this publication compares its own, and which were corrected only after
    its figures were written."""
    changes = publication.changes.filter(imported=False, earlier_percent__isnull=False)
    periods = set(changes.values_list("earlier_first_month", "earlier_last_month"))
    corrected = Publication.objects.filter(
        run__programme=publication.run.programme_id,
        state=PublicationState.CORRECTED,
        superseded_by__state__in=PUBLIC,
        superseded_by__events__action=PublicationAction.PUBLISH,
        superseded_by__events__id__gt=publication.written_after,
    )
    found = corrected.select_related("run", "superseded_by").order_by("run__first_month", "id") if periods else ()
    return [one for one in found if (one.run.first_month, one.run.last_month) in periods]


def populations_of(publication: Publication) -> list[Population]:
    """The populations that a publication has figures about; first all victims."""
    found = set(publication.figures.filter(breakdown="").values_list("population", flat=True))
    return [population for population in Population if population.value in found]


def other_latest(publication: Publication) -> list[Publication]:
    """The latest results in force for each other kind of period of the same programme (quarter, calendar year, …), and
    the latest of each other programme."""
    programme = publication.run.programme_id
    kinds: dict[PeriodKind, Publication] = {}
    elsewhere: dict[int, Publication] = {}
    for one in in_force():
        if one.run.programme_id == programme:
            kinds.setdefault(kind_of(one.run.first_month, one.run.last_month), one)
        else:
            elsewhere.setdefault(one.run.programme_id, one)
    own = kind_of(publication.run.first_month, publication.run.last_month)
    return [*(one for kind, one in kinds.items() if kind is not own), *elsewhere.values()]
