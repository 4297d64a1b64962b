"""What the files of a publication show, gathered once. Whatever turns it into files is pure: the same content gives
the same bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from aftercall.core.errors import Refused
from aftercall.core.words import day
from aftercall.publication.models import Publication, PublishedChange, PublishedFigure
from aftercall.publication.notices import correction_of
from aftercall.publication.presenters import provenance
from aftercall.publication.queries import changes_shown, populations_of
from aftercall.publication.states import PublicationState
from aftercall.publication.trends import TrendPoint, trends
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import Population

LICENCE = "Open Government Licence v3.0"
LICENCE_ADDRESS = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


@dataclass(frozen=True)
class Reference:
    """Another publication: its title and absolute address."""

    title: str
    address: str


@dataclass(frozen=True)
class Content:
    """What a publication shows, with the labels that its lines need.

    measures, breakdowns: labels by name, in the order of the questionnaire. shares: the measures that are the share of
    certain answers, not of satisfied people. site: the address of the site, without a slash at the end.
    corrected_by: what replaced these figures. corrects: what these replaced, with the reason in `correction`.
    """

    slug: str
    title: str
    survey: str
    force: str
    contact: str
    site: str
    address: str
    first_month: date
    last_month: date
    period: str
    published: date
    commentary: Sequence[str]
    facts: Sequence[tuple[str, str]]
    measures: Mapping[str, str]
    shares: frozenset[str]
    breakdowns: Mapping[str, str]
    figures: Sequence[PublishedFigure]
    changes: Sequence[PublishedChange]
    # The points of each population and measure, the earliest first; only those of several periods.
    trends: Mapping[tuple[str, str], Sequence[TrendPoint]]
    corrected_by: Reference | None = None
    corrects: Reference | None = None
    correction: str = ""

    @property
    def name(self) -> str:
        """What a file is called without its ending. That of corrected figures says so."""
        return f"victim-satisfaction-{self.slug}{'-superseded' if self.corrected_by else ''}"

    @property
    def populations(self) -> list[str]:
        """The populations that the figures are about; first all victims."""
        found = {line.population for line in self.figures}
        return [one for one in Population.values if one in found]

    @property
    def warnings(self) -> list[str]:
        """What a reader must know before anything else: that these figures were corrected, or correct others."""
        warnings = []
        if self.corrected_by:
            later = self.corrected_by
            warnings.append(f"Superseded: these figures were corrected. See ‘{later.title}’: {later.address}")
        if self.corrects:
            warnings.append(f"These figures correct those in ‘{self.corrects.title}’: {self.corrects.address}")
        return [*warnings, *([f"Why they were corrected: {self.correction}"] if self.correction else [])]

    @property
    def issued(self) -> str:
        """When the publication became public, in words."""
        return f"Published on {day(self.published)}."


def content_of(publication: Publication, site: str) -> Content:
    """What the files of a public publication show. site: the address of the site, without a slash at the end. Refused
    if it is not public, or has been withdrawn: then it has no files."""
    if publication.state == PublicationState.WITHDRAWN:
        raise Refused("These results were withdrawn, so there are no files of them")
    if not publication.is_public or publication.published_at is None:
        raise Refused("These results are not public")
    run, instruments = publication.run, instruments_of_run(publication.run)
    figures = list(publication.figures.all())
    shown = {*instruments.breakdowns, *(figure.breakdown for figure in figures)}
    survey, later = run.survey, correction_of(publication)
    return Content(
        slug=publication.slug,
        title=publication.title,
        survey=survey.name,
        force=survey.force_name,
        contact=survey.contact_email,
        site=site,
        address=site + reverse("publication:result", args=[publication.slug]),
        first_month=run.first_month,
        last_month=run.last_month,
        period=run.period,
        published=timezone.localtime(publication.published_at).date(),
        commentary=[one.strip() for one in publication.commentary.split("\n\n") if one.strip()],
        facts=provenance(publication),
        measures={name: measure.label for name, measure in instruments.measures.items()},
        shares=frozenset(name for name, measure in instruments.measures.items() if measure.is_share),
        breakdowns={name: label for name, label in instruments.breakdowns_ever.items() if name in shown},
        figures=figures,
        changes=changes_shown(publication),
        trends=_trends(publication),
        corrected_by=_reference(later, site) if later else None,
        corrects=_reference(publication.supersedes, site) if publication.supersedes else None,
        correction=publication.correction,
    )


def _trends(publication: Publication) -> dict[tuple[str, str], Sequence[TrendPoint]]:
    return {
        (population.value, measure): points
        for population in populations_of(publication)
        for measure, points in trends(publication, population).items()
        if len(points) > 1
    }


def _reference(publication: Publication, site: str) -> Reference:
    return Reference(publication.title, site + reverse("publication:result", args=[publication.slug]))
