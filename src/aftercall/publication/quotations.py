"""Quotations beside results: of people who agreed, redacted by two people and released by both sides."""

from aftercall.instrument.series import InstrumentSeries
from aftercall.methods.small_sample import Reliability
from aftercall.publication.models import Publication
from aftercall.publication.queries import newer_than
from aftercall.results.models import Population
from aftercall.verbatims.models import Quotation
from aftercall.verbatims.queries import published_quotations
from aftercall.verbatims.quoting import group_of

MOST_QUOTATIONS = 4
_GROUPS = "category"


def quotations_beside(
    publication: Publication, instruments: InstrumentSeries, population: Population = Population.ALL
) -> list[Quotation]:
    """The newest quotations of people of groups whose overall figure is shown and sound: of a group of few people,
    somebody may be recognised. None beside results that are not the newest, because nothing says which months a
    quotation is from."""
    if newer_than(publication):
        return []
    shown = publication.figures.filter(
        population=population,
        measure=instruments.overall or "",
        breakdown=_GROUPS,
        percent__isnull=False,
        reliability=Reliability.SOUND.value,
    )
    groups = [group_of(group) for group in shown.values_list("group", flat=True)]
    return list(published_quotations(publication.run.programme).filter(group__in=groups)[:MOST_QUOTATIONS])
