"""Counts of the same months in several publications: one system where they agree, apart where one corrects another.

Corrected counts of a month are other numbers than those published before, so they can't be added to or subtracted from
them. What a correction changed can be: the old and the new number of the same cell.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

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
        of_months: list[Pair] = []
        for month in key.months:
            groups = self._by_month[month]
            name = key.breakdown or next(iter(groups))[0]
            of_months += [
                pair
                for (breakdown, group), pair in groups.items()
                if breakdown == name and (not key.breakdown or group == key.group)
            ]
        return sum(gave for gave, _ in of_months), sum(did_not for _, did_not in of_months)


def merge_editions(editions: Sequence[Counts]) -> Editions:
    """All editions' counts as one system. editions: the counts of each publication, in the order of publication."""
    known: dict[str, list[tuple[str, dict[tuple[str, str], Pair]]]] = defaultdict(list)
    labels: list[dict[str, str]] = []
    for counts in editions:
        of_edition: dict[str, str] = {}
        for month, groups in _by_month(counts).items():
            same = next((one for one in known[month] if _agree(one[1], groups)), None)
            if same is None:
                same = (month if not known[month] else f"{month}, {len(known[month]) + 1}", {})
                known[month].append(same)
            same[1].update(groups)
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
        one, _ = next(iter(groups))
        pairs = [pair for (breakdown, _), pair in groups.items() if breakdown == one]
        everybody = (sum(gave for gave, _ in pairs), sum(did_not for _, did_not in pairs))
        missing = breakdowns - {breakdown for breakdown, _ in groups}
        completed[month] = groups | {(breakdown, ""): everybody for breakdown in sorted(missing)}
    return completed


def _agree(one: _Month, other: _Month) -> bool:
    """Whether two editions of a month have the same counts in every breakdown that both have."""
    common = {breakdown for breakdown, _ in one} & {breakdown for breakdown, _ in other}
    parts = [{key: pair for key, pair in groups.items() if key[0] in common} for groups in (one, other)]
    return bool(common) and parts[0] == parts[1]


def changed_people(old: Pair, new: Pair) -> int:
    """The fewest people that a correction of a cell can rest on: each was added, removed, or counted otherwise."""
    return max(abs(now - before) for before, now in zip(old, new, strict=True))
