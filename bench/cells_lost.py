"""How many more figures disclosure control hides than the fewest that would do.

Run: PYTHONPATH=src:. python bench/cells_lost.py [tables, such as 100]

Random small tables: the first quarter is published, then the second quarter and the half-year, each by area and by sex.
The rival decides them with one integer program that knows every number an attacker could think of (HiGHS; Fischetti and
Salazar 2001, Management Science 47, their first model), so what it hides costs as little as possible. With two measures
that the same people answered, it decides both together, and the product one after another.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, combinations

import numpy as np
import scipy
from scipy import sparse
from tests.oracle.methods.random_tables import random_counts

from aftercall.methods.disclosure import THE_RULE
from aftercall.methods.joint_suppression import CannotProtectError, CellState, inferred
from aftercall.methods.linked_cells import CellKey, Counts, LinkedCells, SmallestGroup
from aftercall.methods.table_suppression import hide_cells

AREAS, SEXES = 4, 3
MONTHS = ("first", "second")
FIRST, SECOND = frozenset(MONTHS[:1]), frozenset(MONTHS[1:])
PERIODS = (FIRST, SECOND, FIRST | SECOND)
BREAKDOWNS = {"area": AREAS, "sex": SEXES}
ROOM = 100.0
BASES = replace(THE_RULE, minimum_count=1)

type Row = dict[int, float]
type Decide = Callable[[Sequence[Counts], dict[CellKey, list[CellState]]], list[list[bool]]]


def keys_of(period: frozenset[str]) -> list[CellKey]:
    """Everybody and every group."""
    return [
        CellKey(period),
        *(CellKey(period, name, f"{name} {place}") for name, size in BREAKDOWNS.items() for place in range(size)),
    ]


def costs_of(keys: Sequence[CellKey]) -> np.ndarray:
    """As in the product: a figure for everybody is worth many groups."""
    return np.array([1.0 if key.breakdown else 100.0 for key in keys])


def other_answers(rng: np.random.Generator, counts: Counts) -> Counts:
    """The same people's answers to a second question, which only links breakdowns through their totals."""
    changed: dict[SmallestGroup, tuple[int, int]] = {}
    for month in MONTHS:
        of_month = {one: pair for one, pair in counts.items() if one.month == month}
        left = {
            name: sum(pair[0] for one, pair in of_month.items() if one.breakdown == name) // 3 for name in BREAKDOWNS
        }
        for one in rng.permutation(np.array(list(of_month), dtype=object)).tolist():
            gave, did_not = of_month[one]
            moved = min(gave, left[one.breakdown])
            left[one.breakdown] -= moved
            changed[one] = (gave - moved, did_not + moved)
    return {one: changed[one] for one in counts}


def bases_of(counts: Counts) -> Counts:
    """Everybody as if they had given the answer."""
    return {one: (sum(pair), 0) for one, pair in counts.items()}


def by_the_product(measures: Sequence[Counts], states: dict[CellKey, list[CellState]]) -> list[list[bool]]:
    """As publication does: the bases of measures with the same people first, then each measure."""
    keys, found = list(states), []
    must = np.zeros(len(keys), dtype=np.bool_)
    if len(measures) > 1:
        must = hide_cells(LinkedCells(keys, bases_of(measures[0])), base_states(states), costs_of(keys), rule=BASES)
    for place, counts in enumerate(measures):
        own = np.array([states[key][place] for key in keys])
        own = np.where(must & (own == CellState.OPEN), CellState.HIDDEN, own)
        found.append(hide_cells(LinkedCells(keys, counts), own, costs_of(keys)).tolist())
    return found


def base_states(states: dict[CellKey, list[CellState]]) -> np.ndarray:
    """A base is known once one measure shows it."""
    return np.array([CellState.SHOWN if CellState.SHOWN in each else max(each) for each in states.values()])


@dataclass
class Program:
    """A mixed integer program that is built row by row."""

    costs: list[float] = field(default_factory=list)
    bounds: list[tuple[float, float]] = field(default_factory=list)
    whole: list[int] = field(default_factory=list)
    rows: list[tuple[Row, float]] = field(default_factory=list)

    def variables(self, lower: np.ndarray, upper: np.ndarray, costs: np.ndarray, *, whole: bool) -> list[int]:
        start = len(self.costs)
        self.bounds += list(zip(lower.tolist(), upper.tolist(), strict=True))
        self.costs += costs.tolist()
        self.whole += [int(whole)] * len(lower)
        return list(range(start, len(self.costs)))

    def at_least(self, row: Row, least: float) -> None:
        self.rows.append((row, least))

    def solve(self) -> np.ndarray:
        matrix = sparse.lil_array((len(self.rows), len(self.costs)))
        for place, (row, _) in enumerate(self.rows):
            for column, value in row.items():
                matrix[place, column] = value
        lower, upper = np.array(self.bounds).T
        found = scipy.optimize.milp(
            np.array(self.costs),
            integrality=np.array(self.whole),
            bounds=scipy.optimize.Bounds(lower, upper),
            constraints=scipy.optimize.LinearConstraint(sparse.csr_array(matrix), [least for _, least in self.rows]),
            options={"mip_rel_gap": 0.0},
        )
        if found.x is None:
            raise CannotProtectError(-1)
        return np.asarray(found.x)


class Table:
    """The cells of one measure in the program. hidden: the variable of each cell."""

    def __init__(self, program: Program, cells: LinkedCells, hidden: Sequence[int]) -> None:
        self._program, self._cells, self._hidden = program, cells, hidden
        self._dense = cells.tables.cells.toarray()

    def protect(self, *, minimum_count: int) -> None:
        """Add what an attacker must be able to imagine for every hidden cell and every difference."""
        for row, hidden in zip(self._dense, self._hidden, strict=True):
            self._imagine(row, ("yes",), 10.0, {hidden: 1.0}, 0.0)
            if minimum_count > 1:
                self._imagine(row, ("no",), minimum_count - 1.0, {hidden: 1.0}, 0.0)
        for row in self._cells.differences(np.ones(len(self._hidden), dtype=np.bool_)).toarray():
            self._imagine(row, ("yes", "no"), 10.0, {}, 1.0)
        for row, condition, constant in self._remainders():
            self._imagine(row, ("yes", "no"), 10.0, condition, constant)

    def _imagine(self, row: np.ndarray, parts: Sequence[str], least: float, condition: Row, constant: float) -> None:
        """The sums of two tables that agree with what is shown are so far apart, if the condition is 1."""
        total: Row = {variable: -least * weight for variable, weight in condition.items()}
        for part in parts:
            for sign in (1.0, -1.0):
                total |= {
                    one: sign * value for one, value in zip(self._numbers(part), row.tolist(), strict=True) if value
                }
        self._program.at_least(total, least * constant)

    def _numbers(self, part: str) -> list[int]:
        """A table that agrees with what is shown."""
        tables = self._cells.tables
        truth = (tables.yes if part == "yes" else tables.no).astype(np.float64)
        numbers = self._program.variables(np.zeros(len(truth)), truth + ROOM, np.zeros(len(truth)), whole=False)
        for link in tables.links.toarray():
            same = {one: value for one, value in zip(numbers, link.tolist(), strict=True) if value}
            self._program.at_least(same, 0.0)
            self._program.at_least({one: -value for one, value in same.items()}, 0.0)
        for row, hidden in zip(self._dense, self._hidden, strict=True):
            known = float(row @ truth)
            own = {one: value for one, value in zip(numbers, row.tolist(), strict=True) if value}
            self._program.at_least(own | {hidden: known}, known)
            self._program.at_least({one: -value for one, value in own.items()} | {hidden: ROOM}, -known)
        return numbers

    def _remainders(self) -> Iterator[tuple[np.ndarray, Row, float]]:
        """Each set of few people that may be left of everybody, and when: the other groups and everybody are shown, and
        none of these is."""
        people = self._cells.tables.yes + self._cells.tables.no
        place = {key: number for number, key in enumerate(self._cells.keys)}
        whole = [key.months for key in place if not key.breakdown]
        pairs = [(months, None) for months in whole]
        pairs += [(longer, shorter) for longer in whole for shorter in whole if shorter < longer]
        for (longer, shorter), (name, size) in ((pair, one) for pair in pairs for one in BREAKDOWNS.items()):
            groups = [f"{name} {number}" for number in range(size)]
            periods = [longer, *([shorter] if shorter else [])]
            if any(CellKey(period, name, groups[0]) not in place for period in periods):
                continue
            rows = {
                group: self._dense[place[CellKey(longer, name, group)]]
                - (self._dense[place[CellKey(shorter, name, group)]] if shorter else 0.0)
                for group in groups
            }
            for left in chain.from_iterable(combinations(groups, count) for count in range(1, size)):
                row = sum(rows[group] for group in left)
                if 0 < row @ people < THE_RULE.minimum_base:
                    yield row, *self._only_left(left, groups, periods, name, place)

    def _only_left(
        self,
        left: Sequence[str],
        groups: Sequence[str],
        periods: Sequence[frozenset[str]],
        name: str,
        place: dict[CellKey, int],
    ) -> tuple[Row, float]:
        condition: Row = {}
        for period in periods:
            shown = [CellKey(period), *(CellKey(period, name, group) for group in groups if group not in left)]
            condition |= {self._hidden[place[key]]: -1.0 for key in shown}
        for group in left:
            [any_hidden] = self._program.variables(np.zeros(1), np.ones(1), np.zeros(1), whole=False)
            for period in periods:
                self._program.at_least({any_hidden: 1.0, self._hidden[place[CellKey(period, name, group)]]: -1.0}, 0.0)
            condition[any_hidden] = 1.0
        return condition, 1.0 - len(left)


def by_the_optimum(measures: Sequence[Counts], states: dict[CellKey, list[CellState]]) -> list[list[bool]]:
    """The cheapest choice, decided for all measures together."""
    keys, program = list(states), Program()
    hidden = []
    for place, counts in enumerate(measures):
        cells = LinkedCells(keys, counts)
        own = np.array([states[key][place] for key in keys])
        hidden.append(_decisions(program, cells, own, THE_RULE, costs_of(keys)))
        Table(program, cells, hidden[-1]).protect(minimum_count=THE_RULE.minimum_count)
    if len(measures) > 1:
        cells = LinkedCells(keys, bases_of(measures[0]))
        unknown = _decisions(program, cells, base_states(states), BASES, np.zeros(len(keys)))
        for base, *each in zip(unknown, *hidden, strict=True):
            for one in each:
                program.at_least({one: 1.0, base: -1.0}, 0.0)
        Table(program, cells, unknown).protect(minimum_count=1)
    found = program.solve()
    return [[bool(found[one] > 0.5) for one in of_measure] for of_measure in hidden]


def _decisions(program: Program, cells: LinkedCells, states: np.ndarray, rule: object, costs: np.ndarray) -> list[int]:
    small = cells.tables.too_small(rule)  # type: ignore[arg-type]
    least = np.isin(states, (CellState.HIDDEN, CellState.HIDDEN_BEFORE)) | ((states == CellState.OPEN) & small)
    most = states != CellState.SHOWN
    return program.variables(least.astype(float), most.astype(float), costs, whole=True)


def published(measures: Sequence[Counts], decide: Decide, before: dict[CellKey, list[CellState]]) -> tuple[int, float]:
    """How many figures the second publication hides, and what they cost."""
    new = [key for period in PERIODS[1:] for key in keys_of(period)]
    states = before | open_states(new, measures)
    hidden = decide(measures, states)
    for counts, of_measure in zip(measures, hidden, strict=True):
        cells = LinkedCells(list(states), counts)
        if inferred(cells.tables, np.array(of_measure), differences=cells.differences):
            sys.exit("A choice does not protect")
    own = [np.array(of_measure)[len(before) :] for of_measure in hidden]
    return sum(int(one.sum()) for one in own), sum(float(costs_of(new)[one].sum()) for one in own)


def open_states(keys: Sequence[CellKey], measures: Sequence[Counts]) -> dict[CellKey, list[CellState]]:
    """Every figure is to be decided on, but readers see that nobody is in an empty group."""
    empty = [LinkedCells(keys, counts).tables.bases == 0 for counts in measures]
    return {
        key: [CellState.SHOWN if of_measure[place] else CellState.OPEN for of_measure in empty]
        for place, key in enumerate(keys)
    }


def first_publication(measures: Sequence[Counts]) -> dict[CellKey, list[CellState]]:
    """What the product decided about the first quarter."""
    keys = keys_of(FIRST)
    hidden = by_the_product(measures, open_states(keys, measures))
    states = np.where(np.array(hidden).T, CellState.HIDDEN_BEFORE, CellState.SHOWN)
    return {key: [CellState(one) for one in each] for key, each in zip(keys, states.tolist(), strict=True)}


def main() -> None:
    tables = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    for measures in (1, 2):
        found = {"product": [0, 0.0, 0.0], "optimum": [0, 0.0, 0.0]}
        worst, alike, left_out = 1.0, 0, 0
        for seed in range(tables):
            rng = np.random.default_rng(seed)
            counts = [random_counts(rng, MONTHS, BREAKDOWNS, people=(100, 500), satisfied=(0.3, 0.8, 0.95))]
            counts += [other_answers(rng, counts[0]) for _ in range(measures - 1)]
            try:
                before = first_publication(counts)
                results = {}
                for name, decide in (("product", by_the_product), ("optimum", by_the_optimum)):
                    start = time.perf_counter()
                    results[name] = (*published(counts, decide, before), time.perf_counter() - start)
            except CannotProtectError:
                left_out += 1
                continue
            for name, numbers in results.items():
                found[name] = [one + other for one, other in zip(found[name], numbers, strict=True)]
            costs = [results[name][1] for name in ("product", "optimum")]
            alike += costs[0] <= costs[1] + 1e-6
            worst = max(worst, costs[0] / costs[1]) if costs[1] else worst
        figures = (tables - left_out) * measures * 2 * len(keys_of(FIRST))
        (cells, cost, seconds), (fewest, least, longer) = found["product"], found["optimum"]
        print(
            f"{measures} measure(s), {tables - left_out} tables, {figures:,} figures: {cells} hidden, at least {fewest}"
            f" ({cells / fewest - 1:+.1%}); by cost {cost:.0f} and {least:.0f} ({cost / least - 1:+.1%}); as cheap in "
            f"{alike}, worst {worst:.2f}; {seconds:.1f} s and {longer:.1f} s; {left_out} could not be published"
        )


if __name__ == "__main__":
    main()
