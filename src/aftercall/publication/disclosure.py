"""Which figures of a draft must be hidden, given everything that was decided to be published before.

For each measure, all groups, populations and months that were ever decided on are one system of linked tables
(`methods.linked_cells`), and the fewest figures are hidden that protect every hidden number in it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import cycle, product

import numpy as np

from aftercall.core.errors import Refused
from aftercall.methods.disclosure import primary
from aftercall.methods.editions import Editions, changed_people, merge_editions
from aftercall.methods.joint_suppression import THE_RULE, CannotProtectError, CellState
from aftercall.methods.linked_cells import CellKey, Counts, LinkedCells, SmallestGroup
from aftercall.methods.table_suppression import hide_cells
from aftercall.publication.models import Mark, Publication, PublishedFigure, Suppression
from aftercall.publication.states import DECIDED
from aftercall.results.models import AnalysisRun, Figure, MeasureCounts, Population
from aftercall.results.periods import months_between

_COSTS = {
    Population.ALL.value: 100.0,
    Population.CRIME.value: 30.0,
    Population.ANTI_SOCIAL_BEHAVIOUR.value: 20.0,
}
_COST_OF_GROUP = 1.0
# Measures with at least this part of each other's people are answered by nearly the same.
_ALIKE = 0.9
_PARTS = {
    Population.ALL.value: (Population.CRIME.value, Population.ANTI_SOCIAL_BEHAVIOUR.value),
    Population.CRIME.value: (Population.CRIME.value,),
    Population.ANTI_SOCIAL_BEHAVIOUR.value: (Population.ANTI_SOCIAL_BEHAVIOUR.value,),
}


@dataclass(frozen=True)
class _Cell:
    """A cell of one measure. run: whose counts it is from. figure: its id, None if it was decided on before."""

    run: int
    first_month: date
    last_month: date
    population: str
    breakdown: str
    group: str
    state: CellState
    figure: int | None = None

    @property
    def about(self) -> tuple[object, ...]:
        """What the cell is about, whichever analysis it is from."""
        return self.first_month, self.last_month, self.population, self.breakdown, self.group


def suppressions(publication: Publication, figures: Iterable[Figure]) -> Mapping[int, Suppression]:
    """Why each hidden figure is hidden, by its id. Refused if earlier publications reveal what must be hidden."""
    run = publication.run
    decided = _decided(publication)
    runs = [*dict.fromkeys(line.publication.run_id for line in decided), run.pk]
    cells: dict[str, list[_Cell]] = defaultdict(list)
    for line in decided:
        cells[line.measure].append(_cell_of_line(line))
    for figure in figures:
        cells[figure.measure].append(_cell_of_figure(run, figure))
    counts = _counts(runs)
    found: dict[int, Suppression] = {}
    drafted = [name for name, of_measure in cells.items() if any(cell.figure for cell in of_measure)]
    for alike in _alike({name: counts[name].get(run.pk, {}) for name in drafted}):
        small = _small_bases([cells[name] for name in alike], runs, counts[alike[0]]) if len(alike) > 1 else set()
        for name in alike:
            already = {cell for cell in cells[name] if cell.figure and cell.about in small}
            measure, hidden = _protected(_Measure, cells[name], runs, counts[name], already)
            found |= measure.suppressions(hidden)
    return found


def _decided(publication: Publication) -> Sequence[PublishedFigure]:
    """Every line of the programme's other publications whose content is decided, oldest analysis first. Nobody was in a
    group marked x."""
    lines = PublishedFigure.objects.filter(
        publication__state__in=DECIDED, publication__run__programme=publication.run.programme
    )
    others = lines.exclude(publication=publication).exclude(mark=Mark.NOT_AVAILABLE)
    return list(others.select_related("publication").order_by("publication__prepared_at", "id"))


def _cell_of_line(line: PublishedFigure) -> _Cell:
    state = CellState.HIDDEN if line.suppressed else CellState.SHOWN
    run, months = line.publication.run_id, (line.first_month, line.last_month)
    return _Cell(run, *months, line.population, line.breakdown, line.group, state)


def _cell_of_figure(run: AnalysisRun, figure: Figure) -> _Cell:
    months = (figure.since or run.first_month, run.last_month)
    return _Cell(run.pk, *months, figure.population, figure.breakdown, figure.group, CellState.OPEN, figure.pk)


def _counts(runs: Sequence[int]) -> Mapping[str, Mapping[int, Counts]]:
    """The counts of each measure, by analysis."""
    found: dict[str, dict[int, Counts]] = defaultdict(dict)
    for one in MeasureCounts.objects.filter(run__in=runs):
        found[one.measure][one.run_id] = {
            SmallestGroup(_label(month, part), breakdown, group): (gave, did_not)
            for month, part, breakdown, group, gave, did_not in one.counts
        }
    return found


def _label(month: str, part: str) -> str:
    return f"{month} {part}"


def _linked_months(drafted: Iterable[CellKey], keys: Iterable[CellKey]) -> frozenset[str]:
    """The months that figures of the draft have in common with others, directly or through further figures."""
    linked = frozenset[str]().union(*(key.months for key in drafted))
    periods = {key.months for key in keys}
    while overlapping := [months for months in periods if months & linked and not months <= linked]:
        linked = linked.union(*overlapping)
    return linked


def _shown(keyed: Mapping[_Cell, CellKey]) -> Mapping[tuple[object, ...], list[CellKey]]:
    """The keys of the figures that were shown, by what they are about."""
    shown: dict[tuple[object, ...], list[CellKey]] = defaultdict(list)
    for cell, key in keyed.items():
        if cell.state == CellState.SHOWN:
            shown[cell.about].append(key)
    return shown


def _alike(counts: Mapping[str, Counts]) -> Iterator[list[str]]:
    """The measures that nearly the same people answered: their bases tell each other's. counts: of each measure."""
    people = {name: sum(sum(pair) for pair in of_measure.values()) for name, of_measure in counts.items()}
    left = sorted(people, key=lambda name: -people[name])
    while left:
        alike = [name for name in left if people[name] >= _ALIKE * people[left[0]]]
        yield alike
        left = [name for name in left if name not in alike]


def _small_bases(
    of_measures: Sequence[Sequence[_Cell]], runs: Sequence[int], counts: Mapping[int, Counts]
) -> set[tuple[object, ...]]:
    """What no measure may show, because of its base or to protect other bases, whatever the answers are. A base is
    known once one measure shows it. counts: of the measure that most people answered."""
    cells = {replace(cell, figure=cell.figure and 1) for cells in of_measures for cell in cells}
    shown = {replace(cell, state=CellState.HIDDEN) for cell in cells if cell.state == CellState.SHOWN}
    bases = {run: {group: (sum(pair), 0) for group, pair in of_run.items()} for run, of_run in counts.items()}
    ordered = sorted(cells - shown, key=lambda cell: (runs.index(cell.run), repr(cell.about)))
    _, hidden = _protected(_Bases, ordered, runs, bases, set())
    return {cell.about for cell in hidden}


def _protected(
    system: "type[_Measure]",
    cells: Sequence[_Cell],
    runs: Sequence[int],
    counts: Mapping[int, Counts],
    already: set[_Cell],
) -> "tuple[_Measure, set[_Cell]]":
    """The exact system, and the figures of the draft that must be hidden if these are already.

    A reader may know which counts changed, or take them for equal if few people can have changed them, such as one
    whose answers were erased. What is hidden holds against both, and also if it was decided anew which categories are
    no crimes: then all victims of a month are the same as before, but not its parts.
    """
    editions = [counts.get(run, {}) for run in runs]
    exact, roughly = (merge_editions(editions, near=near) for near in (1, THE_RULE.minimum_base))
    systems = [measure := system(cells, runs, exact)]
    if roughly.labels != exact.labels:
        systems.append(system(cells, runs, roughly))
    if any(label != month for labels in roughly.labels for month, label in labels.items()):
        whole = merge_editions([_of_whole_months(one) for one in editions], near=THE_RULE.minimum_base)
        systems.append(system([cell for cell in cells if cell.population == Population.ALL], runs, whole))
    return measure, _hidden_in_all(systems, already)


def _hidden_in_all(systems: "Sequence[_Measure]", already: set[_Cell]) -> set[_Cell]:
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
        whole = replace(one, month=_label(one.month.partition(" ")[0], Population.CRIME.value))
        found[whole] = (found[whole][0] + gave, found[whole][1] + did_not)
    return dict(found)


class _Measure:
    """The system of one measure: the key of each of its cells, and their numbers."""

    rule = THE_RULE

    def __init__(self, cells: Sequence[_Cell], runs: Sequence[int], editions: Editions) -> None:
        self._edition = {run: number for number, run in enumerate(runs)}
        self._editions = editions
        keyed = {cell: key for cell in cells if any(self._editions.pair(key := self._key(cell)))}
        keyed |= self._empty(keyed)
        self._shown = _shown(keyed)
        linked = _linked_months([key for cell, key in keyed.items() if cell.figure], keyed.values())
        self._keys = {cell: key for cell, key in keyed.items() if key.months & linked}

    def _key(self, cell: _Cell) -> CellKey:
        months = [f"{month:%Y-%m}" for month in months_between(cell.first_month, cell.last_month)]
        labels = [_label(month, part) for month, part in product(months, _PARTS[cell.population])]
        return CellKey(self._editions.months(self._edition[cell.run], labels), cell.breakdown, cell.group)

    def _empty(self, cells: Iterable[_Cell]) -> dict[_Cell, CellKey]:
        """The levels without people in each table: readers see that nobody is in them."""
        levels: dict[str, set[str]] = defaultdict(set)
        for smallest in self._editions.counts:
            levels[smallest.breakdown].add(smallest.group)
        tables = dict.fromkeys(replace(cell, group="", state=CellState.SHOWN, figure=None) for cell in cells)
        whole = [replace(table, group=group) for table in tables for group in sorted(levels[table.breakdown] - {""})]
        keyed = {cell: self._key(cell) for cell in whole if cell.breakdown}
        return {cell: key for cell, key in keyed.items() if key.months and not any(self._editions.pair(key))}

    def hidden(self, already: Collection[_Cell]) -> set[_Cell]:
        """The figures of the draft that must be hidden, if these are already."""
        states = self._states()
        changed = [cell for cell in self._drafted if self._singles_out(cell, self._keys[cell])]
        for key in (self._keys.get(cell) for cell in (*already, *changed)):
            if key is not None and states[key] == CellState.OPEN:
                states[key] = CellState.HIDDEN
        found = self._hidden(states)
        return {*already, *(cell for cell in self._drafted if self._keys[cell] in found)}

    @cached_property
    def _drafted(self) -> list[_Cell]:
        return [cell for cell in self._keys if cell.figure]

    def suppressions(self, hidden: Iterable[_Cell]) -> dict[int, Suppression]:
        """Why each of these figures of the draft is hidden."""
        return {cell.figure: self._reason(cell) for cell in hidden if cell.figure}

    def _hidden(self, states: Mapping[CellKey, CellState]) -> set[CellKey]:
        keys = list(states)
        linked = LinkedCells(keys, self._editions.counts)
        costs = np.array([self._costs[key] for key in keys])
        try:
            hidden = hide_cells(linked, np.array([states[key] for key in keys]), costs, rule=self.rule)
        except CannotProtectError:
            raise Refused(_CANNOT_PROTECT) from None
        return {key for key, is_hidden in zip(keys, hidden, strict=True) if is_hidden}

    def _states(self) -> dict[CellKey, CellState]:
        """What was decided of each key. Once shown, it is known for good."""
        states: dict[CellKey, CellState] = {}
        for cell, key in self._keys.items():
            if cell.state == CellState.SHOWN or states.get(key, CellState.OPEN) == CellState.OPEN:
                states[key] = cell.state
        return states

    def _singles_out(self, cell: _Cell, key: CellKey) -> bool:
        """Whether the corrected figure and the published one of the same cell differ by few people."""
        new = self._editions.pair(key)
        old = (self._editions.pair(other) for other in self._shown.get(cell.about, ()))
        return any(0 < changed_people(pair, new) < THE_RULE.minimum_base for pair in old)

    @cached_property
    def _costs(self) -> Mapping[CellKey, float]:
        """What hiding each figure costs: one for everybody is worth many groups."""
        everybody = {key: _COSTS[cell.population] for cell, key in self._keys.items()}
        return {key: _COST_OF_GROUP if key.breakdown else cost for key, cost in everybody.items()}

    def _reason(self, cell: _Cell) -> Suppression:
        key = self._keys[cell]
        if self._singles_out(cell, key):
            return Suppression.FEW_CHANGED
        gave, did_not = self._editions.pair(key)
        if gave + did_not < THE_RULE.minimum_base:
            return Suppression.FEW_PEOPLE
        bases, counts = np.array([gave + did_not]), np.array([gave])
        few = primary(bases, counts, minimum_base=THE_RULE.minimum_base, minimum_count=THE_RULE.minimum_count)[0]
        return Suppression.FEW_ANSWERS if few else Suppression.PROTECTS_ANOTHER


class _Bases(_Measure):
    """The system of the bases alone, as counts of people who did answer. Of what was hidden before, only small bases
    must stay hidden."""

    rule = replace(THE_RULE, minimum_count=1)

    def __init__(self, cells: Sequence[_Cell], runs: Sequence[int], editions: Editions) -> None:
        super().__init__(cells, runs, editions)
        least = self.rule.minimum_base
        self._keys = {
            cell: key
            for cell, key in self._keys.items()
            if cell.state != CellState.HIDDEN or self._editions.pair(key)[0] < least
        }

    def _singles_out(self, cell: _Cell, key: CellKey) -> bool:  # noqa: ARG002 - each measure looks at its own
        return False


_CANNOT_PROTECT = (
    "These results cannot be published: together with results that were published before, they would reveal figures "
    "about too few people. Publish a longer period, or leave out the breakdown that was added"
)
