"""The cells of all publications as one system of linked tables.

A cell is a group of people in a set of months: everybody, or one level of a breakdown. Months that no cell separates
are one. What a reader can compute by subtraction (a longer period minus a shorter one, everybody minus the groups
shown) is a difference.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations, product

import numpy as np
from scipy import sparse

from aftercall.methods.arrays import BoolArray, FloatArray, IntArray
from aftercall.methods.joint_suppression import THE_RULE, DisclosureRule, LinkedTables

EVERYBODY = ""


@dataclass(frozen=True)
class CellKey:
    """What a cell is about. months: any labels. breakdown, group: both empty for everybody."""

    months: frozenset[str]
    breakdown: str = EVERYBODY
    group: str = ""


@dataclass(frozen=True)
class SmallestGroup:
    """A level of a breakdown in one month."""

    month: str
    breakdown: str
    group: str


type Counts = Mapping[SmallestGroup, tuple[int, int]]
type Line = tuple[int, list[int]]


@dataclass(frozen=True, eq=False)
class LinkedCells:
    """The cells of one measure. counts: people who gave the answer and people who did not, of each smallest group. In
    a month, every breakdown has the same people."""

    keys: Sequence[CellKey]
    counts: Counts
    rule: DisclosureRule = THE_RULE

    @cached_property
    def tables(self) -> LinkedTables:
        """As `hide_jointly` needs them."""
        yes, no = np.zeros((2, len(self._columns)), dtype=np.int64)
        for smallest, (gave, did_not) in self.counts.items():
            if place := self._place(smallest):
                yes[place[0]] += gave
                no[place[0]] += did_not
        rows = [self._row(key.months, key.breakdown, [key.group]) for key in self.keys]
        return LinkedTables(sparse.csr_array(np.array(rows)), self._links(), yes, no)

    @cached_property
    def _spans(self) -> Mapping[str, int]:
        """Each month's span: months that are in the same cells are one. Months in no cell are left out."""
        periods = sorted({key.months for key in self.keys}, key=sorted)
        signatures: dict[str, tuple[bool, ...]] = {
            month: tuple(month in period for period in periods) for month in sorted(frozenset().union(*periods))
        }
        numbers = {signature: number for number, signature in enumerate(dict.fromkeys(signatures.values()))}
        return {month: numbers[signature] for month, signature in signatures.items()}

    @cached_property
    def spans_of_periods(self) -> IntArray:
        """(cells, spans), 1 where a span is part of the months of a cell."""
        spans = np.zeros((len(self.keys), len(set(self._spans.values()))), dtype=np.int64)
        for place, key in enumerate(self.keys):
            spans[place, [self._spans[month] for month in key.months]] = 1
        return spans

    @cached_property
    def _levels(self) -> Mapping[str, list[str]]:
        levels: dict[str, dict[str, None]] = defaultdict(dict)
        for smallest in self.counts:
            levels[smallest.breakdown][smallest.group] = None
        return {breakdown: list(groups) for breakdown, groups in levels.items()}

    @cached_property
    def _columns(self) -> Mapping[tuple[int, str, str], int]:
        """The place of each span, breakdown and group."""
        spans = sorted(set(self._spans.values()))
        triples = [(span, name, group) for span in spans for name, groups in self._levels.items() for group in groups]
        return {triple: place for place, triple in enumerate(triples)}

    def _place(self, smallest: SmallestGroup) -> list[int]:
        if smallest.month not in self._spans:
            return []
        return [self._columns[self._spans[smallest.month], smallest.breakdown, smallest.group]]

    def _row(self, months: frozenset[str], breakdown: str, groups: Sequence[str]) -> FloatArray:
        """Everybody is counted by the first breakdown; the links say that the others have the same people."""
        row = np.zeros(len(self._columns))
        name = breakdown or next(iter(self._levels))
        for span in {self._spans[month] for month in months}:
            for group in groups if breakdown else self._levels[name]:
                row[self._columns[span, name, group]] = 1.0
        return row

    def _links(self) -> sparse.csr_array:
        first, *others = self._levels
        months = {span: frozenset({month}) for month, span in self._spans.items()}
        rows = [
            self._row(months[span], first, self._levels[first]) - self._row(months[span], other, self._levels[other])
            for span in sorted(months)
            for other in others
        ]
        return sparse.csr_array(np.array(rows).reshape(-1, len(self._columns)))

    def differences(self, hidden: BoolArray) -> sparse.csr_array:
        """(sets, groups), the sets of too few people that a reader could single out by subtraction."""
        rows = [*self._between_periods, *self._with_few(self._remainders(hidden))]
        found = list({row.tobytes(): row for row in rows}.values())
        return sparse.csr_array(np.array(found).reshape(len(found), len(self._columns)))

    def _with_few(self, rows: Iterable[FloatArray]) -> Iterator[FloatArray]:
        """Those of too few people. One after another, because there can be very many with many groups each."""
        return (row for row in rows if 0 < row @ self._people < self.rule.minimum_base)

    @cached_property
    def _people(self) -> IntArray:
        return self.tables.yes + self.tables.no

    @cached_property
    def _between_periods(self) -> list[FloatArray]:
        """Every group, and everybody, in the months by which one period is longer than another, if they are few."""
        groups = sorted({(key.breakdown, key.group) for key in self.keys})
        rows = (self._row(months, name, [group]) for months, (name, group) in product(self._gaps, groups))
        return list(self._with_few(rows))

    @cached_property
    def _gaps(self) -> list[frozenset[str]]:
        """The months between two periods of which one contains the other, and what is left between such gaps."""
        known = {key.months for key in self.keys}
        first = {longer - shorter for longer, shorter in permutations(known, 2) if shorter < longer}
        second = {longer - shorter for longer, shorter in permutations(first | known, 2) if shorter < longer}
        return sorted(first | second, key=sorted)

    def _remainders(self, hidden: BoolArray) -> Iterator[FloatArray]:
        """What is left of everybody after the groups shown, in a period and between two periods."""
        shown = {key for key, is_hidden in zip(self.keys, hidden, strict=True) if not is_hidden}
        periods = sorted({key.months for key in shown if key.breakdown == EVERYBODY}, key=sorted)
        for months in periods:
            yield from self._left_over(months, [months], shown)
        for longer, shorter in permutations(periods, 2):
            if shorter < longer:
                yield from self._left_over(longer - shorter, [longer, shorter], shown)

    def _left_over(
        self, months: frozenset[str], periods: Sequence[frozenset[str]], shown: set[CellKey]
    ) -> Iterator[FloatArray]:
        for breakdown, groups in self._levels.items():
            left = [g for g in groups if not all(CellKey(period, breakdown, g) in shown for period in periods)]
            if 0 < len(left) < len(groups):
                yield self._row(months, breakdown, left)
