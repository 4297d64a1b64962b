"""How many people gave the answer of each measure, in the smallest groups that may ever be published."""

from collections import Counter
from collections.abc import Iterator

from aftercall.results.answered import Answered
from aftercall.results.models import AnalysisRun, MeasureCounts

type Cell = tuple[str, str, str, str]


def measure_counts(run: AnalysisRun, answered: Answered) -> Iterator[MeasureCounts]:
    """The counts of each measure, also of answers before a break in its series: a later analysis may not be told about
    the break, and what was published about its months is known."""
    for measure in answered.gave:
        yield MeasureCounts(run=run, measure=measure, counts=_cells(answered, measure))


def _cells(answered: Answered, measure: str) -> list[list[str | int]]:
    """[month, population, breakdown, group, gave, did not]; everybody is in the breakdown ""."""
    counts: dict[bool, Counter[Cell]] = {True: Counter(), False: Counter()}
    breakdowns = [("", [""] * len(answered.people)), *answered.groups.items()]
    for breakdown, groups in breakdowns:
        for person, gave, group in zip(answered.people, answered.gave[measure], groups, strict=True):
            if gave is not None:
                counts[gave][f"{person.month:%Y-%m}", person.population.value, breakdown, group or ""] += 1
    cells = dict.fromkeys([*counts[True], *counts[False]])
    return [[*cell, counts[True][cell], counts[False][cell]] for cell in sorted(cells)]
