"""A period's figures as they were published. They stay so in every later publication until one corrects them
(docs/decisions/0016-figures-stay-as-published.md)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from aftercall.publication.models import Publication, PublishedFigure
from aftercall.publication.states import PublicationState
from aftercall.results.models import AnalysisRun, Figure


@dataclass(frozen=True)
class Key:
    """What a figure is about, whichever publication it is in."""

    first_month: date
    last_month: date
    population: str
    measure: str
    breakdown: str
    group: str


def key_of_line(line: PublishedFigure) -> Key:
    """The key of a published line."""
    return Key(line.first_month, line.last_month, line.population, line.measure, line.breakdown, line.group)


def key_of_figure(run: AnalysisRun, figure: Figure) -> Key:
    """The key of a figure of this analysis."""
    first = figure.since or run.first_month
    return Key(first, run.last_month, figure.population, figure.measure, figure.breakdown, figure.group)


def published_before(run: AnalysisRun) -> Mapping[Key, PublishedFigure]:
    """The public lines of the same programme that no correction has replaced, without those of this analysis."""
    lines = PublishedFigure.objects.filter(
        publication__state=PublicationState.PUBLISHED, publication__run__programme=run.programme
    )
    return {key_of_line(line): line for line in lines.exclude(publication__run=run)}


def newest_of_period(publication: Publication) -> Publication:
    """The last public correction in the chain that starts with this publication; itself if nothing corrects it."""
    while later := getattr(publication, "superseded_by", None):
        if not later.is_public:
            break
        publication = later
    return publication
