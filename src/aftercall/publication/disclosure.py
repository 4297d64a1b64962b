"""Which figures of a draft must be hidden, given everything that was decided to be published before.

For each measure, all groups, populations and months that were ever decided on are one system of linked tables
(`methods.linked_cells`), and the fewest figures are hidden that protect every hidden number in it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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

# How many people answered a measure, by analysis and smallest group.
type _Bases = Mapping[int, Mapping[SmallestGroup, int]]


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
    drafted = {name for name, of_measure in cells.items() if any(cell.figure for cell in of_measure)}
    for alike in _alike({name: counts[name] for name in cells}, drafted):
        systems = {
            name: _systems(MeasureSystem, cells[name], runs, counts[name], thresholds)
            for name in alike
            if name in drafted
        }
        small: set[tuple[object, ...]] = set()
        if len(alike) > 1 and any(system.adds for system, *_ in systems.values()):
            with _refused(run, alike[0]):
                small = _small_bases([(cells[name], counts[name]) for name in alike], runs, thresholds)
        for name, of_measure in systems.items():
            already = {cell for cell in cells[name] if cell.figure and cell.about in small}
            with _refused(run, name):
                found |= of_measure[0].suppressions(_hidden_in_all(of_measure, already))
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
            f"“{label}” would reveal others about too few people. Publish a longer period, or one that is not part of "
            f"a period that is public"
        ) from None


def _alike(counts: Mapping[str, Mapping[int, Counts]], drafted: Collection[str]) -> Iterator[list[str]]:
    """The measures that nearly the same people answered, in all analyses together: their bases tell each other's. The
    drafted one that most people answered comes first.

    counts: of each measure, by analysis. drafted: the measures of the draft; without any of them, a group is left out.
    """
    bases = {name: _bases(of_measure) for name, of_measure in counts.items()}
    left = sorted(bases, key=lambda name: (name not in drafted, -_people(bases[name], bases[name]), name))
    while left and left[0] in drafted:
        alike = [name for name in left if name == left[0] or _have_same_people(bases[name], bases[left[0]])]
        yield alike
        left = [name for name in left if name not in alike]


def _bases(of_measure: Mapping[int, Counts]) -> _Bases:
    return {run: {group: sum(pair) for group, pair in counts.items()} for run, counts in of_measure.items()}


def _people(bases: _Bases, runs: Iterable[int]) -> int:
    return sum(sum(bases[run].values()) for run in runs)


def _have_same_people(one: _Bases, other: _Bases) -> bool:
    """Whether nearly as many people answered in every smallest group of the analyses that have both measures."""
    runs = one.keys() & other.keys()
    both = _people(one, runs) + _people(other, runs)
    if 2 * min(_people(one, runs), _people(other, runs)) < _ALIKE * both:
        return False  # no need to look at every group
    fewer = sum(min(people, one[run].get(group, 0)) for run in runs for group, people in other[run].items())
    return fewer >= _ALIKE * (both - fewer) > 0


def _small_bases(
    measures: Sequence[tuple[Sequence[Cell], Mapping[int, Counts]]], runs: Sequence[int], thresholds: DisclosureRule
) -> set[tuple[object, ...]]:
    """What no measure may show, because of its base or to protect other bases, whatever the answers are. A base is
    known once one measure shows it. measures: the cells and counts of each; the first one with counts of an analysis
    says what its bases are."""
    cells = {replace(cell, figure=cell.figure and 1) for cells, _ in measures for cell in cells}
    counts = {run: of_run for _, of_measure in reversed(measures) for run, of_run in of_measure.items()}
    shown = {replace(cell, state=CellState.HIDDEN_BEFORE) for cell in cells if cell.state == CellState.SHOWN}
    bases = {run: {group: (sum(pair), 0) for group, pair in of_run.items()} for run, of_run in counts.items()}
    ordered = sorted(cells - shown, key=lambda cell: (runs.index(cell.run), repr(cell.about)))
    return {cell.about for cell in _hidden_in_all(_systems(BaseSystem, ordered, runs, bases, thresholds), set())}


def _systems(
    system: type[MeasureSystem],
    cells: Sequence[Cell],
    runs: Sequence[int],
    counts: Mapping[int, Counts],
    thresholds: DisclosureRule,
) -> list[MeasureSystem]:
    """The systems in which the figures of a measure must be protected, the exact one first.

    A reader may know which counts changed, or take them for equal if few people can have changed them, such as one
    whose answers were erased. What is hidden holds against both, even if it was decided again which categories are
    no crimes: then all victims of a month are the same as before, but not its parts.
    """
    editions = [counts.get(run, {}) for run in runs]
    exact, roughly = (merge_editions(editions, near=near) for near in (1, THE_RULE.minimum_base))
    systems = [system(cells, runs, exact, thresholds)]
    if roughly.labels != exact.labels:
        systems.append(system(cells, runs, roughly, thresholds))
    if any(label != month for labels in roughly.labels for month, label in labels.items()):
        whole = merge_editions([_of_whole_months(one) for one in editions], near=THE_RULE.minimum_base)
        of_all = [cell for cell in cells if cell.population == Population.ALL]
        systems.append(system(of_all, runs, whole, thresholds))
    return systems


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
