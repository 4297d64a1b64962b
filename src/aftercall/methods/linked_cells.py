"""The cells of all publications as one system of linked tables.

A cell is a group of people in a set of months: everybody, or one level of a breakdown. Months that no cell separates
are one. What a reader can compute by subtraction (a longer period minus a shorter one, everybody minus the groups
shown) is a difference.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations

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
        rows = np.concatenate([self._between_periods, *self._remainders(hidden)])
        distinct = list({row.tobytes(): row for row in rows}.values())
        return sparse.csr_array(np.array(distinct, dtype=np.float64).reshape(len(distinct), len(self._columns)))

    def _few(self, spans: BoolArray, groups: BoolArray) -> BoolArray:
        """(sets, groups of all spans), the sets of too few people. spans: (sets, spans). groups: (sets, groups of one
        span). They are counted before their rows are made: nearly all are of too many people to matter."""
        people = ((spans.astype(np.int64) @ self._people) * groups).sum(axis=1)
        few = (people > 0) & (people < self.rule.minimum_base)
        rows = spans[few][:, :, np.newaxis] & groups[few][:, np.newaxis, :]
        return rows.reshape(-1, len(self._columns))

    @cached_property
    def _people(self) -> IntArray:
        """(spans, groups of one span), people."""
        people = self.tables.yes + self.tables.no
        return people.reshape(self.spans_of_periods.shape[1], -1)

    @cached_property
    def _places(self) -> Mapping[tuple[str, str], int]:
        """The place of each group among those of one span."""
        groups = [(breakdown, group) for breakdown, groups in self._levels.items() for group in groups]
        return {one: place for place, one in enumerate(groups)}

    def _of_breakdown(self, breakdown: str) -> BoolArray:
        """(groups of one span,), those of a breakdown. Everybody is counted by the first one."""
        name = breakdown or next(iter(self._levels))
        return np.array([one == name for one, _ in self._places])

    @cached_property
    def _between_periods(self) -> BoolArray:
        """Every group, and everybody, in the months by which one period is longer than another, if they are few."""
        groups = np.array([self._group(*one) for one in sorted({(key.breakdown, key.group) for key in self.keys})])
        gap, group = (place.ravel() for place in np.indices((len(self._gaps), len(groups))))
        return self._few(self._as_spans(self._gaps)[gap], groups[group])

    def _group(self, breakdown: str, group: str) -> BoolArray:
        """(groups of one span,), one of them or everybody."""
        if breakdown == EVERYBODY:
            return self._of_breakdown(breakdown)
        return np.arange(len(self._places)) == self._places[breakdown, group]

    @cached_property
    def _periods(self) -> Mapping[frozenset[str], int]:
        """The spans of each period of a cell, as bits."""
        return {
            months: sum({1 << self._spans[month] for month in months}) for months in {key.months for key in self.keys}
        }

    @cached_property
    def _gaps(self) -> list[int]:
        """The spans between two periods of which one contains the other, and what is left between such gaps."""
        known = set(self._periods.values())
        first = _gaps(known)
        return sorted(first | _gaps(first | known))

    def _as_spans(self, periods: Sequence[int]) -> BoolArray:
        """(periods, spans)."""
        spans = range(self.spans_of_periods.shape[1])
        rows = [[bool(period >> span & 1) for span in spans] for period in periods]
        return np.array(rows, dtype=np.bool_).reshape(-1, len(spans))

    def _remainders(self, hidden: BoolArray) -> Iterator[BoolArray]:
        """What is left of everybody after the groups shown, in a period and between two periods."""
        shown = {key for key, is_hidden in zip(self.keys, hidden, strict=True) if not is_hidden}
        whole = sorted((key.months for key in shown if key.breakdown == EVERYBODY), key=self._periods.__getitem__)
        if not whole:
            return
        alone = [(months, frozenset[str]()) for months in whole]
        pairs = [*alone, *((longer, shorter) for longer, shorter in permutations(whole, 2) if shorter < longer)]
        spans = self._as_spans([self._periods[longer] - self._periods.get(shorter, 0) for longer, shorter in pairs])
        in_period = {months: np.array([CellKey(months, *one) in shown for one in self._places]) for months in whole}
        shows = np.array([in_period[longer] & in_period.get(shorter, True) for longer, shorter in pairs])
        for breakdown in self._levels:
            groups = self._of_breakdown(breakdown)
            some = (shows & groups).any(axis=1)
            yield self._few(spans[some], groups & ~shows[some])


def _gaps(periods: set[int]) -> set[int]:
    """What is left of each period after another one that it contains."""
    return {longer - shorter for longer, shorter in permutations(periods, 2) if shorter & longer == shorter}
