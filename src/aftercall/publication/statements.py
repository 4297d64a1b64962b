"""Headline statements to quote: a sentence for each measure, with its base, period and interval.

Statements that disagree are never put in one text: `paragraph` refuses them, and says which figures differ and why.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from aftercall.core.errors import Refused
from aftercall.core.words import joined
from aftercall.publication.models import Mark, Publication, PublishedFigure
from aftercall.publication.statement import Statement
from aftercall.publication.statement_reasons import reasons
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import Population
from aftercall.results.populations import whom_all_are


@dataclass(frozen=True)
class Disagreement:
    """Two statements about one measure with different percentages. reasons: in sentences."""

    first: Statement
    second: Statement
    reasons: tuple[str, ...]


class Disagree(Refused):
    """Statements that must not be in one text."""

    def __init__(self, found: Sequence[Disagreement]) -> None:
        pairs = [f"{one.first.label} ({one.first.shown} and {one.second.shown})" for one in found]
        super().__init__(f"These figures differ, so they cannot be in one text: {joined(pairs)}")
        self.found = tuple(found)


def headline_statements(publication: Publication, population: Population = Population.ALL) -> list[Statement]:
    """The statements of a publication about a population, in the order of its measures. There is none for a figure that
    is not shown."""
    instruments = instruments_of_run(publication.run)
    shown = publication.figures.filter(population=population, breakdown="", percent__isnull=False)
    places = list(instruments.measures)
    lines = sorted(shown, key=lambda line: places.index(line.measure))
    people = whom_all_are(publication.run) if population == Population.ALL else population
    return [_statement(publication, line, instruments.label(line.measure), people) for line in lines]


def paragraph(*sets: Sequence[Statement]) -> str:
    """All statements in one text, each once. Raises Disagree if two of them give different percentages of a measure."""
    found = [
        one for place, first in enumerate(sets) for second in sets[place + 1 :] for one in differing(first, second)
    ]
    if found:
        raise Disagree(found)
    return " ".join(dict.fromkeys(statement.text for one in sets for statement in one))


def differing(first: Sequence[Statement], second: Sequence[Statement]) -> list[Disagreement]:
    """Where two sets of statements give different percentages of a measure, and why."""
    of_measure = {statement.measure: statement for statement in second}
    pairs = [(one, of_measure[one.measure]) for one in first if one.measure in of_measure]
    return [Disagreement(one, other, tuple(reasons(one, other))) for one, other in pairs if one.shown != other.shown]


def _statement(publication: Publication, line: PublishedFigure, label: str, people: Population) -> Statement:
    return Statement(
        publication=publication,
        people=people,
        measure=line.measure,
        label=label,
        sentence=line.statement,
        first_month=line.first_month,
        last_month=line.last_month,
        share=line.percent or 0.0,
        base=line.base or 0,
        low=line.low,
        high=line.high,
        unreliable=line.mark == Mark.UNRELIABLE,
    )
