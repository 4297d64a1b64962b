"""How many people gave the answer of each measure, in the smallest groups that may ever be published."""

from collections import Counter
from collections.abc import Iterator, Sequence

from aftercall.results.answered import Answered
from aftercall.results.models import AnalysisRun, MeasureCounts

type Cell = tuple[str, str, str, str]


def measure_counts(run: AnalysisRun, answered: Answered) -> Iterator[MeasureCounts]:
    """The counts of each measure, including answers before a break in its series: what was published about those months
    is known. A cell is [month, population, breakdown, group, gave, did not]; everybody is in the breakdown ""."""
    cells = _cells_of_people(answered)
    for measure, gave in answered.gave.items():
        yield MeasureCounts(run=run, measure=measure, counts=_counted(cells, gave))


def _cells_of_people(answered: Answered) -> list[list[Cell]]:
    """For each breakdown, the cell of each person."""
    places = [(f"{person.month:%Y-%m}", person.population.value) for person in answered.people]
    everybody = ("", [""] * len(places))
    return [
        [(*place, breakdown, group or "") for place, group in zip(places, groups, strict=True)]
        for breakdown, groups in (everybody, *answered.groups.items())
    ]


def _counted(cells: Sequence[Sequence[Cell]], gave: Sequence[bool | None]) -> list[list[str | int]]:
    counts: dict[bool, Counter[Cell]] = {}
    for answer in (True, False):
        places = [place for place, one in enumerate(gave) if one is answer]
        counts[answer] = Counter(of_people[place] for of_people in cells for place in places)
    found = sorted({*counts[True], *counts[False]})
    return [[*cell, counts[True][cell], counts[False][cell]] for cell in found]
