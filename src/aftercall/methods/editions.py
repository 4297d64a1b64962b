"""Counts of the same months in several publications: one system where they agree, apart where one corrects another.

Corrected counts of a month are other numbers than those published before, so they can't be added to or subtracted from
them. What a correction changed can be: the old and the new number of the same cell.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import inf

from aftercall.methods.linked_cells import CellKey, Counts, SmallestGroup

type Pair = tuple[int, int]
type _Month = Mapping[tuple[str, str], Pair]


@dataclass(frozen=True)
class Editions:
    """labels: for each edition, the label of each of its months; months whose counts agree share one. counts: those of
    all editions under these labels, without the groups in which nobody is."""

    labels: Sequence[Mapping[str, str]]
    counts: Counts
    _by_month: Mapping[str, _Month] = field(repr=False)

    def months(self, edition: int, months: Iterable[str]) -> frozenset[str]:
        """The labels of some of an edition's months; months in which it counts nobody have none."""
        labels = self.labels[edition]
        return frozenset(labels[month] for month in months if month in labels)

    def pair(self, key: CellKey) -> Pair:
        """How many people of a cell gave the answer and how many did not."""
        pairs = [self._pair(month, key.breakdown, key.group) for month in key.months]
        return sum(gave for gave, _ in pairs), sum(did_not for _, did_not in pairs)

    def _pair(self, month: str, breakdown: str, group: str) -> Pair:
        return self._by_month[month].get((breakdown, group), (0, 0)) if breakdown else self._everybody[month]

    @cached_property
    def _everybody(self) -> Mapping[str, Pair]:
        """By month: the people of its first breakdown, because all breakdowns have the same."""
        return {month: _everybody(groups, next(iter(groups))[0]) for month, groups in self._by_month.items()}


def merge_editions(editions: Sequence[Counts], *, near: int = 1) -> Editions:
    """All editions' counts as one system. editions: the counts of each publication, in the order of publication.

    near: months are one if fewer people than this are counted otherwise, with the counts of the first edition: what a
    reader can compute who takes small changes for none.
    """
    known: dict[str, list[tuple[str, dict[tuple[str, str], Pair]]]] = defaultdict(list)
    labels: list[dict[str, str]] = []
    for counts in editions:
        of_edition: dict[str, str] = {}
        for month, groups in _by_month(counts).items():
            same = min(known[month], key=lambda one: _apart(one[1], groups), default=None)
            if same is None or _apart(same[1], groups) >= near:
                same = (month if not known[month] else f"{month}, {len(known[month]) + 1}", {})
                known[month].append(same)
            same[1].update(_further(same[1], groups))
            of_edition[month] = same[0]
        labels.append(of_edition)
    by_month = _completed({label: groups for variants in known.values() for label, groups in variants})
    merged = {
        SmallestGroup(label, breakdown, group): pair
        for label, groups in by_month.items()
        for (breakdown, group), pair in groups.items()
    }
    return Editions(labels, merged, by_month)


def _by_month(counts: Counts) -> Mapping[str, dict[tuple[str, str], Pair]]:
    months: dict[str, dict[tuple[str, str], Pair]] = defaultdict(dict)
    for one, pair in counts.items():
        if any(pair):
            months[one.month][one.breakdown, one.group] = pair
    return months


def _completed(by_month: Mapping[str, dict[tuple[str, str], Pair]]) -> Mapping[str, _Month]:
    """Where a breakdown was not known in a month, everybody of that month is in a group of it that is never shown."""
    breakdowns = {breakdown for groups in by_month.values() for breakdown, _ in groups}
    completed: dict[str, _Month] = {}
    for month, groups in by_month.items():
        everybody = _everybody(groups, next(iter(groups))[0])
        missing = breakdowns - {breakdown for breakdown, _ in groups}
        completed[month] = groups | {(breakdown, ""): everybody for breakdown in sorted(missing)}
    return completed


def _apart(one: _Month, other: _Month) -> float:
    """How many people two editions of a month count otherwise, in the breakdown in which they differ most. Infinite if
    they have none in common."""
    common = {breakdown for breakdown, _ in one} & {breakdown for breakdown, _ in other}
    changed = dict.fromkeys(common, 0)
    for key in {*one, *other}:
        if key[0] in common:
            changed[key[0]] += changed_people(one.get(key, (0, 0)), other.get(key, (0, 0)))
    return max(changed.values(), default=inf)


def _further(known: _Month, groups: _Month) -> dict[tuple[str, str], Pair]:
    """The groups of further breakdowns, made to hold the people that are known: the others are in no group, or the
    largest groups have fewer."""
    further = {key: pair for key, pair in groups.items() if key[0] not in {name for name, _ in known}}
    if not known:
        return further
    for name in {name for name, _ in further}:
        for part in (0, 1):
            _fit(further, name, part, _everybody(known, next(iter(known))[0])[part])
    return further


def _everybody(groups: _Month, breakdown: str) -> Pair:
    pairs = [pair for (name, _), pair in groups.items() if name == breakdown]
    return sum(gave for gave, _ in pairs), sum(did_not for _, did_not in pairs)


def _fit(groups: dict[tuple[str, str], Pair], breakdown: str, part: int, people: int) -> None:
    missing = people - _everybody(groups, breakdown)[part]
    keys = sorted((key for key in groups if key[0] == breakdown), key=lambda key: -groups[key][part])
    for key in [(breakdown, "")] if missing > 0 else keys:
        gave, did_not = groups.get(key, (0, 0))
        change = max(missing, -(gave, did_not)[part])
        missing -= change
        if change:
            groups[key] = (gave + change, did_not) if part == 0 else (gave, did_not + change)


def changed_people(old: Pair, new: Pair) -> int:
    """The fewest people that a correction of a cell can rest on: each was added, removed, or counted otherwise."""
    return max(abs(now - before) for before, now in zip(old, new, strict=True))
