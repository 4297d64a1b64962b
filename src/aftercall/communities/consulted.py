"""Who has answered a consultation so far, beside the population."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aftercall.communities.census.tables import PopulationTable
from aftercall.communities.participants import people_of
from aftercall.communities.survey import beside
from aftercall.consultations.demographics import NOT_SAID, Characteristic, tabulated
from aftercall.consultations.models import Consultation
from aftercall.methods.arrays import MethodError
from aftercall.methods.weighting_cost import WeightingCost, weighting_cost


@dataclass(frozen=True)
class Consulted:
    """people: whose answers count. compared: beside each table (as `survey.beside`), with how many did not say. cost:
    of weighting them to these tables together; reason: why they cannot be."""

    people: int
    compared: Sequence[Mapping[str, Any]]
    cost: WeightingCost | None = None
    reason: str = ""


def consulted(consultation: Consultation, tables: Sequence[PopulationTable]) -> Consulted:
    """Everybody who has answered by now."""
    about = people_of(consultation)
    if not about:
        return Consulted(0, [])
    pairs = list(_pairs(consultation, tables))
    found = [(pair, _beside(about, *pair)) for pair in pairs]
    compared = [one for _, one in found if one]
    # Whoever did not say cannot be weighted, so a characteristic that most people left out is not used.
    said = [pair for pair, one in found if one and one["unknown"] * 2 <= len(about)]
    first = {characteristic.code: (characteristic, table) for characteristic, table in reversed(said)}
    if not first:
        return Consulted(len(about), compared, reason="most people did not say anything about themselves")
    rows = [{code: _named(one, *pair) for code, pair in first.items()} for one in about]
    population = {code: dict(table.counts) for code, (_, table) in first.items()}
    try:
        return Consulted(len(about), compared, weighting_cost(rows, population))
    except MethodError as error:
        return Consulted(len(about), compared, reason=str(error))


def _pairs(
    consultation: Consultation, tables: Sequence[PopulationTable]
) -> Iterator[tuple[Characteristic, PopulationTable]]:
    """What is asked about people, with each table of it that has one of its categories."""
    for characteristic in tabulated(consultation.listed_areas):
        names = {name for one in characteristic.categories for name in (one.census, one.label)}
        for table in tables:
            if table.characteristic == characteristic.code and names & set(table.counts):
                yield characteristic, table


def _named(about: Mapping[str, str], characteristic: Characteristic, table: PopulationTable) -> str:
    """What the table calls somebody's category; empty if they did not say, or if the table has nobody in it."""
    category = characteristic.by_code.get(about.get(characteristic.code, NOT_SAID))
    names = (category.census, category.label) if category else ()
    return next((name for name in names if table.counts.get(name)), "")


def _beside(
    about: Sequence[Mapping[str, str]], characteristic: Characteristic, table: PopulationTable
) -> dict[str, Any]:
    """Participants beside a table; empty where nobody said. unknown: how many did not say."""
    counts = Counter(_named(one, characteristic, table) for one in about)
    known = {name: count for name, count in counts.items() if name}
    return {**beside(table, known), "unknown": len(about) - sum(known.values())} if known else {}
