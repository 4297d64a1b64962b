"""Which figures of a draft must be hidden, given everything that was decided to be published before.

For each measure, all groups, populations and months that were ever decided on are one system of linked tables
(`methods.linked_cells`), and the fewest figures are hidden that protect every hidden number in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle

from aftercall.core.errors import Refused
from aftercall.methods.disclosure import THE_RULE, DisclosureRule
from aftercall.methods.editions import merge_editions
from aftercall.methods.joint_suppression import CannotProtectError, CellState
from aftercall.methods.linked_cells import Counts, SmallestGroup
from aftercall.publication.measure_system import BaseSystem, MeasureSystem
from aftercall.publication.models import Publication, Suppression
from aftercall.publication.protected_cells import (
    Cell,
    cell_of_figure,
    cell_of_line,
    counts_of_runs,
    decided_lines,
    part_label,
)
from aftercall.publication.thresholds import thresholds_of
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import AnalysisRun, Figure, Population

# Measures with at least this part of each other's people are answered by nearly the same.
_ALIKE = 0.9


def suppressions(publication: Publication, figures: Iterable[Figure]) -> Mapping[int, Suppression]:
    """Why each hidden figure is hidden, by its id. Refused if earlier publications reveal what must be hidden."""
    run = publication.run
    decided = decided_lines(publication)
    runs = [*dict.fromkeys(line.publication.run_id for line in decided), run.pk]
    cells: dict[str, list[Cell]] = defaultdict(list)
    for line in decided:
        cells[line.measure].append(cell_of_line(line))
    for figure in figures:
        cells[figure.measure].append(cell_of_figure(run, figure))
    counts, thresholds = counts_of_runs(runs), thresholds_of(run)
    found: dict[int, Suppression] = {}
    drafted = [name for name, of_measure in cells.items() if any(cell.figure for cell in of_measure)]
    for alike in _alike({name: counts[name].get(run.pk, {}) for name in drafted}):
        with _refused(run, alike[0]):
            small = (
                _small_bases([cells[name] for name in alike], runs, counts[alike[0]], thresholds)
                if len(alike) > 1
                else set()
            )
        for name in alike:
            already = {cell for cell in cells[name] if cell.figure and cell.about in small}
            with _refused(run, name):
                measure, hidden = _protected(MeasureSystem, cells[name], runs, counts[name], already, thresholds)
            found |= measure.suppressions(hidden)
    return found


@contextmanager
def _refused(run: AnalysisRun, measure: str) -> Iterator[None]:
    """Say which measure cannot be protected."""
    try:
        yield
    except CannotProtectError:
        label = instruments_of_run(run).label(measure)
        raise Refused(
            f"These results cannot be published: together with results that were published before, figures about "
            f"“{label}” would reveal others about too few people. Publish a longer period, or leave out the breakdown "
            f"that was added"
        ) from None


def _alike(counts: Mapping[str, Counts]) -> Iterator[list[str]]:
    """The measures that nearly the same people answered: their bases tell each other's. counts: of each measure."""
    people = {name: sum(sum(pair) for pair in of_measure.values()) for name, of_measure in counts.items()}
    left = sorted(people, key=lambda name: -people[name])
    while left:
        alike = [name for name in left if people[name] >= _ALIKE * people[left[0]]]
        yield alike
        left = [name for name in left if name not in alike]


def _small_bases(
    of_measures: Sequence[Sequence[Cell]],
    runs: Sequence[int],
    counts: Mapping[int, Counts],
    thresholds: DisclosureRule,
) -> set[tuple[object, ...]]:
    """What no measure may show, because of its base or to protect other bases, whatever the answers are. A base is
    known once one measure shows it. counts: of the measure that most people answered."""
    cells = {replace(cell, figure=cell.figure and 1) for cells in of_measures for cell in cells}
    shown = {replace(cell, state=CellState.HIDDEN) for cell in cells if cell.state == CellState.SHOWN}
    bases = {run: {group: (sum(pair), 0) for group, pair in of_run.items()} for run, of_run in counts.items()}
    ordered = sorted(cells - shown, key=lambda cell: (runs.index(cell.run), repr(cell.about)))
    _, hidden = _protected(BaseSystem, ordered, runs, bases, set(), thresholds)
    return {cell.about for cell in hidden}


def _protected(
    system: type[MeasureSystem],
    cells: Sequence[Cell],
    runs: Sequence[int],
    counts: Mapping[int, Counts],
    already: set[Cell],
    thresholds: DisclosureRule,
) -> tuple[MeasureSystem, set[Cell]]:
    """The exact system, and the figures of the draft that must be hidden if these are already.

    A reader may know which counts changed, or take them for equal if few people can have changed them, such as one
    whose answers were erased. What is hidden holds against both, and also if it was decided anew which categories are
    no crimes: then all victims of a month are the same as before, but not its parts.
    """
    editions = [counts.get(run, {}) for run in runs]
    exact, roughly = (merge_editions(editions, near=near) for near in (1, THE_RULE.minimum_base))
    systems = [measure := system(cells, runs, exact, thresholds)]
    if roughly.labels != exact.labels:
        systems.append(system(cells, runs, roughly, thresholds))
    if any(label != month for labels in roughly.labels for month, label in labels.items()):
        whole = merge_editions([_of_whole_months(one) for one in editions], near=THE_RULE.minimum_base)
        of_all = [cell for cell in cells if cell.population == Population.ALL]
        systems.append(system(of_all, runs, whole, thresholds))
    return measure, _hidden_in_all(systems, already)


def _hidden_in_all(systems: Sequence[MeasureSystem], already: set[Cell]) -> set[Cell]:
    """What every system hides. What one of them hides, the others must protect too."""
    hidden, agreed = already, 0
    for system in cycle(systems):
        more = system.hidden(hidden)
        agreed = agreed + 1 if more == hidden else 1
        hidden = more
        if agreed >= len(systems):
            return hidden
    return hidden


def _of_whole_months(counts: Counts) -> Counts:
    """The counts of all victims of each month, as one part."""
    found: dict[SmallestGroup, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for one, (gave, did_not) in counts.items():
        whole = replace(one, month=part_label(one.month.partition(" ")[0], Population.CRIME.value))
        found[whole] = (found[whole][0] + gave, found[whole][1] + did_not)
    return dict(found)
