"""Deliveries: which file brought what, and what came more than once. A record is the same where both references are.

Of the records of one crime and victim one is taken (`copy` 0) and the others are excluded as delivered twice, but what
any of them says against calling holds for the one taken: the later month may be the one that knows.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis

from aftercall.frames.canonical import file_digest
from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.hashing import digest_of, quick_hash
from aftercall.frames.layout import NAMES
from aftercall.frames.normalise import RECORD
from aftercall.frames.repeated import Often

_REFERENCES = ("crime_ref", "victim_ref")
# In this order copies are taken; then by what else was kept of them, so that no record's place decides.
_CONTENT = tuple(name for name in RECORD if name in NAMES or name in {"born", "forenames", "surnames"})


@dataclass(frozen=True)
class Delivery:
    """One file. Counts of records; `again`: those that stand in an earlier file or row. Days are of usable records.

    `same_as` names an earlier file with the same bytes.
    """

    file: str
    read: int
    rejected: int
    again: int
    same_as: str | None
    reported_from: date | None
    reported_to: date | None

    def to_mapping(self) -> dict[str, Any]:
        """As flow.json holds it."""
        days = {name: day and day.isoformat() for name, day in vars(self).items() if name.startswith("reported")}
        return vars(self) | days


def copies(workspace: Workspace, records: Expression) -> Expression:
    """The records whose references stand more than once: record, file, usable, first, lowest, copy, flags.

    `copy` counts from 0, usable records first, in an order that hangs on nothing but what they say; `first` is the
    first usable record in the order read, `lowest` the first of all; `flags` are those of all copies together.
    """
    hashed = records.select("record", key=quick_hash(*_texts(records)))
    maybe = workspace.repeated(hashed, {"maybe": Often(("key",), 2)}, workspace.number(records.count()))["maybe"]
    maybe = workspace.keep("maybe_again", records.semi_join(maybe, "record"))
    maybe = maybe.filter(maybe.crime_ref.notnull() & maybe.victim_ref.notnull())
    extra = [maybe[name] for name in maybe.columns if name not in {*_CONTENT, *RECORD, "record", "row"}]
    order = [maybe.faults != "", digest_of([maybe[name].cast("string") for name in _CONTENT]), digest_of(extra)]
    same = ibis.window(group_by=_REFERENCES)
    usable = ibis.ifelse(maybe.faults == "", maybe.record, ibis.null("int64"))
    numbered = maybe.select(
        "record",
        "file",
        *_REFERENCES,
        usable=maybe.faults == "",
        first=usable.min().over(same),
        lowest=maybe.record.min().over(same),
        copies=maybe.record.count().over(same),
        copy=ibis.row_number().over(group_by=_REFERENCES, order_by=[*order, maybe.record]),
    )
    flags = maybe.group_by(*_REFERENCES).agg(flags=maybe.flags.group_concat(";"))
    often = numbered.filter(numbered.copies > 1).inner_join(flags, _REFERENCES)
    again = workspace.keep("again", often.drop("copies", *_REFERENCES))
    workspace.forget("maybe", "maybe_again")
    return again


def _texts(records: Expression) -> list[Expression]:
    return [records[name].fill_null("") for name in _REFERENCES]


def deliveries(
    workspace: Workspace, extracts: Sequence[Path], records: Expression, again: Expression, rejected: Counter[int]
) -> tuple[Delivery, ...]:
    """One entry a file, in the order given. `rejected` by the file's index."""
    usable = records.filter(records.faults == "")
    held = usable.group_by("file").agg(
        rows=usable.record.count(), reported_from=usable.reported_on.min(), reported_to=usable.reported_on.max()
    )
    later = again.filter(again.usable & (again.record > again["first"])).group_by("file").agg(again=ibis._.count())
    counts = {row["file"]: row for row in workspace.fetch(held.left_join(later, "file")).to_pylist()}
    same = _same_bytes(extracts)
    return tuple(
        _delivery(path.name, counts.get(index, {}), rejected[index], same.get(index))
        for index, path in enumerate(extracts)
    )


def _delivery(file: str, counts: dict[str, Any], rejected: int, same: Path | None) -> Delivery:
    return Delivery(
        file,
        read=counts.get("rows", 0) + rejected,
        rejected=rejected,
        again=counts.get("again") or 0,
        same_as=same.name if same else None,
        reported_from=counts.get("reported_from"),
        reported_to=counts.get("reported_to"),
    )


def _same_bytes(paths: Sequence[Path]) -> dict[int, Path]:
    """Files, by index, with the bytes of an earlier one. Only files of one size are read for it."""
    by_size: defaultdict[int, list[int]] = defaultdict(list)
    for index, path in enumerate(paths):
        by_size[path.stat().st_size].append(index)
    same: dict[int, Path] = {}
    for alike in by_size.values():
        earlier: dict[str, int] = {}
        for index in alike if len(alike) > 1 else ():
            first = earlier.setdefault(file_digest(paths[index]), index)
            if first != index:
                same[index] = paths[first]
    return same
