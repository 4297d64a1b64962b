"""The system of linked tables of one measure, in which the fewest figures of a draft are hidden that protect every
hidden number."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from itertools import product

import numpy as np

from aftercall.methods.disclosure import THE_RULE, DisclosureRule, primary
from aftercall.methods.editions import Editions, changed_people
from aftercall.methods.joint_suppression import CellState
from aftercall.methods.linked_cells import CellKey, LinkedCells
from aftercall.methods.table_suppression import hide_cells
from aftercall.publication.models import Suppression
from aftercall.publication.protected_cells import Cell, part_label
from aftercall.results.models import Population
from aftercall.results.periods import months_between

_COSTS = {
    Population.ALL.value: 100.0,
    Population.CRIME.value: 30.0,
    Population.ANTI_SOCIAL_BEHAVIOUR.value: 20.0,
}
_COST_OF_GROUP = 1.0
# The parts of a month that each population is the sum of.
_PARTS = {
    Population.ALL.value: (Population.CRIME.value, Population.ANTI_SOCIAL_BEHAVIOUR.value),
    Population.CRIME.value: (Population.CRIME.value,),
    Population.ANTI_SOCIAL_BEHAVIOUR.value: (Population.ANTI_SOCIAL_BEHAVIOUR.value,),
}


class MeasureSystem:
    """The system of one measure: the key of each of its cells, and their numbers."""

    rule = THE_RULE

    def __init__(
        self, cells: Sequence[Cell], runs: Sequence[int], editions: Editions, thresholds: DisclosureRule
    ) -> None:
        """thresholds: those of the draft, not below the rule by which hidden numbers are protected."""
        self._thresholds = thresholds
        self._edition = {run: number for number, run in enumerate(runs)}
        self._editions = editions
        self._months: dict[tuple[int, date, date, str], frozenset[str]] = {}
        keyed = {cell: key for cell in cells if any(self._editions.pair(key := self._key(cell)))}
        keyed |= self._empty(keyed)
        self._shown = _shown(keyed)
        linked = _linked_months([key for cell, key in keyed.items() if cell.figure], keyed.values())
        self._keys = {cell: key for cell, key in keyed.items() if key.months & linked}

    def _key(self, cell: Cell) -> CellKey:
        about = (cell.run, cell.first_month, cell.last_month, cell.population)
        if about not in self._months:
            months = [f"{month:%Y-%m}" for month in months_between(cell.first_month, cell.last_month)]
            labels = [part_label(month, part) for month, part in product(months, _PARTS[cell.population])]
            self._months[about] = self._editions.months(self._edition[cell.run], labels)
        return CellKey(self._months[about], cell.breakdown, cell.group)

    def _empty(self, cells: Iterable[Cell]) -> dict[Cell, CellKey]:
        """The levels without people in each table: readers see that nobody is in them."""
        levels: dict[str, set[str]] = defaultdict(set)
        for smallest in self._editions.counts:
            levels[smallest.breakdown].add(smallest.group)
        tables = dict.fromkeys(replace(cell, group="", state=CellState.SHOWN, figure=None) for cell in cells)
        whole = [replace(table, group=group) for table in tables for group in sorted(levels[table.breakdown] - {""})]
        keyed = {cell: self._key(cell) for cell in whole if cell.breakdown}
        return {cell: key for cell, key in keyed.items() if key.months and not any(self._editions.pair(key))}

    def hidden(self, already: Collection[Cell]) -> set[Cell]:
        """The figures of the draft that must be hidden, if these are already. Raises CannotProtectError if hiding all
        of them would not be enough."""
        states = self._states()
        barred = [cell for cell in self._drafted if self._is_barred(cell)]
        for key in (self._keys.get(cell) for cell in (*already, *barred)):
            if key is not None and states[key] == CellState.OPEN:
                states[key] = CellState.HIDDEN
        found = self._hidden(states) if self.adds else _hidden_before(states)
        return {*already, *(cell for cell in self._drafted if self._keys[cell] in found)}

    @cached_property
    def adds(self) -> bool:
        """Whether the draft has anything that no earlier publication decided on."""
        return CellState.OPEN in self._states().values()

    @cached_property
    def _drafted(self) -> list[Cell]:
        return [cell for cell in self._keys if cell.figure]

    def suppressions(self, hidden: Iterable[Cell]) -> dict[int, Suppression]:
        """Why each of these figures of the draft is hidden."""
        return {cell.figure: self._reason(cell) for cell in hidden if cell.figure}

    def _hidden(self, states: Mapping[CellKey, CellState]) -> set[CellKey]:
        keys = list(states)
        linked = LinkedCells(keys, self._editions.counts)
        costs = np.array([self._costs[key] for key in keys])
        hidden = hide_cells(linked, np.array([states[key] for key in keys]), costs, rule=self.rule)
        return {key for key, is_hidden in zip(keys, hidden, strict=True) if is_hidden}

    def _states(self) -> dict[CellKey, CellState]:
        """What was decided of each key. Once shown, it is known for good."""
        states: dict[CellKey, CellState] = {}
        for cell, key in self._keys.items():
            if cell.state == CellState.SHOWN or states.get(key, CellState.OPEN) == CellState.OPEN:
                states[key] = cell.state
        return states

    def _is_barred(self, cell: Cell) -> bool:
        """Whether a figure of the draft must not be shown by itself."""
        key = self._keys[cell]
        return self._singles_out(cell, key) or self._is_small(key)

    def _is_small(self, key: CellKey) -> bool:
        """Whether it does not meet the thresholds of the draft."""
        gave, did_not = self._editions.pair(key)
        least, base, count = self._thresholds, np.array([gave + did_not]), np.array([gave])
        small = primary(base, count, minimum_base=least.minimum_base, minimum_count=least.minimum_count)
        return bool(small[0])

    def _singles_out(self, cell: Cell, key: CellKey) -> bool:
        """Whether the corrected figure and the published one of the same cell differ by few people."""
        new = self._editions.pair(key)
        old = (self._editions.pair(other) for other in self._shown.get(cell.about, ()))
        return any(0 < changed_people(pair, new) < THE_RULE.minimum_base for pair in old)

    @cached_property
    def _costs(self) -> Mapping[CellKey, float]:
        """What hiding each figure costs: one for everybody is worth many groups."""
        everybody = {key: _COSTS[cell.population] for cell, key in self._keys.items()}
        return {key: _COST_OF_GROUP if key.breakdown else cost for key, cost in everybody.items()}

    def _reason(self, cell: Cell) -> Suppression:
        key = self._keys[cell]
        if self._singles_out(cell, key):
            return Suppression.FEW_CHANGED
        if sum(self._editions.pair(key)) < self._thresholds.minimum_base:
            return Suppression.FEW_PEOPLE
        return Suppression.FEW_ANSWERS if self._is_small(key) else Suppression.PROTECTS_ANOTHER


class BaseSystem(MeasureSystem):
    """The system of the bases alone, as counts of people who did answer. Of what was hidden before, only small bases
    must stay hidden."""

    rule = replace(THE_RULE, minimum_count=1)

    def __init__(
        self, cells: Sequence[Cell], runs: Sequence[int], editions: Editions, thresholds: DisclosureRule
    ) -> None:
        super().__init__(cells, runs, editions, replace(thresholds, minimum_count=1))
        least = self.rule.minimum_base
        self._keys = {
            cell: key
            for cell, key in self._keys.items()
            if cell.state != CellState.HIDDEN_BEFORE or self._editions.pair(key)[0] < least
        }

    def _singles_out(self, cell: Cell, key: CellKey) -> bool:  # noqa: ARG002 - each measure looks at its own
        return False


def _hidden_before(states: Mapping[CellKey, CellState]) -> set[CellKey]:
    return {key for key, state in states.items() if state == CellState.HIDDEN_BEFORE}


def _linked_months(drafted: Iterable[CellKey], keys: Iterable[CellKey]) -> frozenset[str]:
    """The months that figures of the draft have in common with others, directly or through further figures."""
    linked = frozenset[str]().union(*(key.months for key in drafted))
    periods = {key.months for key in keys}
    while overlapping := [months for months in periods if months & linked and not months <= linked]:
        linked = linked.union(*overlapping)
    return linked


def _shown(keyed: Mapping[Cell, CellKey]) -> Mapping[tuple[object, ...], list[CellKey]]:
    """The keys of the figures that were shown, by what they are about."""
    shown: dict[tuple[object, ...], list[CellKey]] = defaultdict(list)
    for cell, key in keyed.items():
        if cell.state == CellState.SHOWN:
            shown[cell.about].append(key)
    return shown
