"""Results that a later decision about a series affects: they add up or compare what is a break now, or leave out what
can be compared now."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from aftercall.instrument.series_breaks import Verdict, break_months
from aftercall.publication.models import Direction, Publication, PublishedChange
from aftercall.publication.states import OPEN, PublicationState
from aftercall.questionnaires.models import InstrumentVersion
from aftercall.results.coded import code_breaks
from aftercall.results.instruments import instruments_of_run, steps_of_waves

# Results that somebody would still write again or correct.
_STILL_USED = (*OPEN, PublicationState.PUBLISHED)


def affected_results(later: InstrumentVersion, **_: object) -> list[tuple[str, str]]:
    """The title and measures of each publication that decisions about a version affect, and its staff page. A receiver
    of the questionnaires' signal."""
    found = Publication.objects.filter(
        state__in=_STILL_USED, run__programme__waves__release__instrument=later
    ).select_related("run__programme")
    return [
        (f"{one.title}: {', '.join(labels)}", reverse("publication:draft", args=[one.slug]))
        for one in found.distinct().order_by("run__first_month", "id")
        if (labels := decided_otherwise(one))
    ]


def decided_otherwise(publication: Publication) -> list[str]:
    """The labels of the measures that people have decided otherwise about since the figures were written. Empty once
    the results are corrected or withdrawn."""
    if publication.state not in _STILL_USED:
        return []
    run = publication.run
    changes = list(publication.changes.filter(imported=False))
    first_month = min([run.first_month, *(one.earlier_first_month for one in changes)])
    waves = run.programme.waves.filter(month__range=(first_month, run.last_month), release__isnull=False)
    asked = list(waves.select_related("programme", "release__instrument"))
    breaks = break_months(steps_of_waves(asked)) if asked else {}
    affected = {*_within(publication, breaks), *_compared(changes, {**breaks, **code_breaks(asked)}, run.last_month)}
    instruments = instruments_of_run(run)
    return [instruments.label(measure) for measure in instruments.measures if measure in affected]


def _within(publication: Publication, breaks: dict[str, tuple[date, ...]]) -> set[str]:
    """The measures whose series breaks elsewhere within the period than its analysis took it to."""
    run = publication.run
    now = {(measure, month) for measure, months in breaks.items() for month in months if month > run.first_month}
    steps = run.steps.filter(verdict=Verdict.SERIES_BREAK, month__gt=run.first_month)
    then = set(steps.values_list("measure", "month"))
    return {measure for measure, month in now ^ then if month <= run.last_month}


def _compared(changes: list[PublishedChange], breaks: dict[str, tuple[date, ...]], last: date) -> Iterator[str]:
    """The measures that are compared across a break, or not compared although there is none."""
    for one in changes:
        is_break = any(one.earlier_first_month < month <= last for month in breaks.get(one.measure, ()))
        if is_break != (one.direction == Direction.NOT_COMPARABLE):
            yield one.measure
