"""Lines for the levels of a list in which nobody answered, so that every list is shown in full."""

from collections.abc import Collection, Iterator, Sequence

from aftercall.core.ordering import order_key
from aftercall.publication.models import Mark, Publication, PublishedFigure
from aftercall.results.group_order import group_orders
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import Population
from aftercall.results.populations import population_of

type Table = tuple[str, str, str]


def with_empty_levels(publication: Publication, lines: Sequence[PublishedFigure]) -> list[PublishedFigure]:
    """The lines, and one marked as not available for each listed level of a table without one. A table is a breakdown
    of a measure in a population; its groups are in the order of the list."""
    if not lines:
        return []
    orders = group_orders(list(publication.run.waves.all()), instruments_of_run(publication.run))
    incidents = publication.run.survey.incident_categories
    tables: dict[Table, list[PublishedFigure]] = {}
    for line in lines:
        tables.setdefault((line.population, line.breakdown, line.measure), []).append(line)
    complete: list[PublishedFigure] = []
    for (population, breakdown, _), shown in tables.items():
        levels = [level for level in orders.get(breakdown, ()) if _is_in(population, breakdown, level, incidents)]
        complete += sorted([*shown, *_empty(shown, levels)], key=lambda line: order_key(line.group, levels))
    return complete


def _empty(shown: Sequence[PublishedFigure], levels: Sequence[str]) -> Iterator[PublishedFigure]:
    known, sibling = {line.group.casefold() for line in shown}, shown[0]
    for level in levels:
        if level.casefold() not in known:
            yield PublishedFigure(
                publication=sibling.publication,
                first_month=sibling.first_month,
                last_month=sibling.last_month,
                population=sibling.population,
                measure=sibling.measure,
                breakdown=sibling.breakdown,
                group=level,
                mark=Mark.NOT_AVAILABLE,
            )


def _is_in(population: str, breakdown: str, level: str, incidents: Collection[str]) -> bool:
    """Whether a population can have people at a level: no victim of crime has a category of incidents."""
    return breakdown != "category" or population in {Population.ALL, population_of(level, incidents)}
