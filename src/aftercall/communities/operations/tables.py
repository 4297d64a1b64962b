"""Loading population tables, and comparing a survey with them."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import prefetch_related_objects

from aftercall.accounts.models import User
from aftercall.communities import queries
from aftercall.communities.census.tables import PopulationTable, age_table
from aftercall.communities.models import LoadedTable, SurveyComparison
from aftercall.communities.pooled import pooled_results
from aftercall.communities.survey import compare
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.methods.arrays import MethodError
from aftercall.programmes.models import Programme, Wave
from aftercall.results.dataset import read_period


@transaction.atomic
def load_table(
    *, title: str, characteristic: str, source: str, counts: Mapping[str, int], actor: User, at: datetime
) -> LoadedTable:
    """Store a table that was read and checked. It may have the categories of a shipped one, and is shown beside it.
    Refused if there is one of this title."""
    if title in {one.title for one in queries.tables()}:
        raise Refused("There is a table of this title already. Enter another title", field="title")
    table = LoadedTable.objects.create(
        title=title,
        characteristic=characteristic,
        source=source,
        counts=dict(counts),
        loaded_by=actor,
        loaded_at=at,
    )
    details = {"characteristic": characteristic, "categories": len(counts)}
    audit.record(
        actor=actor, action="population_table.loaded", subject=f"table:{table.reference}", at=at, details=details
    )
    return table


@transaction.atomic
def remove_table(*, table: LoadedTable, actor: User, at: datetime) -> None:
    """Remove a table. Comparisons that were made with it stay as they are."""
    subject = f"table:{table.reference}"
    table.delete()
    audit.record(actor=actor, action="population_table.removed", subject=subject, at=at)


def _of_an_age_to_be_asked(wave: Wave) -> list[PopulationTable]:
    """Every table; the one of ages leaves out people who are too young for the survey."""
    ages = age_table(youngest=wave.version.minimum_age)
    return [ages if table.key == ages.key else table for table in queries.tables()]


@transaction.atomic
def compare_survey(*, programme: Programme, actor: User, at: datetime) -> SurveyComparison:
    """Compare the last returned waves, twelve at most, with their frames and the census, and what people of each
    community said. Refused if there are none."""
    waves = queries.waves_to_compare(programme)
    if not waves:
        raise Refused("No results have been returned yet, so there is nothing to compare")
    prefetch_related_objects(waves, "release__instrument")
    dataset = read_period(waves, last_month=waves[-1].month)
    try:
        found = {**compare(dataset, _of_an_age_to_be_asked(waves[-1])), "pooled": pooled_results(waves, dataset)}
    except MethodError as error:
        raise Refused(f"These interviews cannot be compared: {error}") from None
    comparison = SurveyComparison.objects.create(
        programme=programme,
        first_month=waves[0].month,
        last_month=waves[-1].month,
        found=found,
        compared_by=actor,
        compared_at=at,
    )
    details = {"waves": len(waves), "sampled": found["sampled"], "responded": found["responded"]}
    audit.record(actor=actor, action="survey.compared", subject=f"programme:{programme.slug}", at=at, details=details)
    return comparison
