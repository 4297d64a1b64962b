"""What each file delivered, and which records were delivered more than once: those with the same two references.

One record of each crime and victim is used (`copy` 0), and the others are excluded as delivered twice. If any of them
has a reason not to call, it applies to the one used, because only the later month's record may have the reason.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from aftercall.frames.canonical import file_digest
from aftercall.frames.duplicate_keys import FrequencyFilter
from aftercall.frames.engine import Workspace
from aftercall.frames.expression_cache import cached_expressions
from aftercall.frames.hashing import quick_hash, row_digest
from aftercall.frames.layout import NAMES
from aftercall.frames.normalise import RECORD

_REFERENCES = ("crime_ref", "victim_ref")
# Copies are ordered by these columns and then by any others, so that the order of the input never decides.
_CONTENT = tuple(name for name in RECORD if name in NAMES or name in {"born", "forenames", "surnames", "generation"})


@dataclass(frozen=True)
class Delivery:
    """One file. Counts are of records; `duplicates`: those that an earlier file or row delivered. Days are of usable
    records. `same_as` names an earlier file with the same bytes. `notes`: what to know about how it was read.
    `assumed_encoding`: where nothing shows which one it has.
    """

    file: str
    read: int
    rejected: int
    duplicates: int
    same_as: str | None
    reported_from: date | None
    reported_to: date | None
    notes: tuple[str, ...] = ()
    assumed_encoding: str | None = None

    def to_mapping(self) -> dict[str, Any]:
        """The entry of flow.json."""
        return {
            "file": self.file,
            "read": self.read,
            "rejected": self.rejected,
            "again": self.duplicates,
            "same_as": self.same_as,
            "reported_from": self.reported_from and self.reported_from.isoformat(),
            "reported_to": self.reported_to and self.reported_to.isoformat(),
            **({"notes": list(self.notes)} if self.notes else {}),
            **({"assumed_encoding": self.assumed_encoding} if self.assumed_encoding else {}),
        }


def duplicate_records(workspace: Workspace, records: ir.Table) -> ir.Table:
    """The records whose references occur more than once: record, file, usable, first_usable, first, copy, flags.

    `copy` counts from 0, usable records first, in an order that depends only on what the records say. `first_usable`
    and `first` are the first usable record and the first of all, as read; `flags` are those of all copies together.
    """
    hashed = records.select("record", key=quick_hash(*_references(records)))
    frequency = {"maybe_keys": FrequencyFilter(("key",), 2)}
    keys = workspace.duplicate_keys(hashed, frequency, workspace.fetch_int(records.count()))["maybe_keys"]
    maybe = workspace.materialize("maybe_duplicate", records.semi_join(keys, "record"))
    maybe = maybe.filter(maybe.crime_ref.notnull() & maybe.victim_ref.notnull())
    numbered = _numbered_copies(maybe)
    flags = maybe.group_by(*_REFERENCES).agg(flags=maybe.flags.group_concat(";"))
    duplicates = numbered.filter(numbered.copies > 1).inner_join(flags, _REFERENCES)
    stored = workspace.materialize("duplicate", duplicates.drop("copies", *_REFERENCES))
    workspace.drop("maybe_keys", "maybe_duplicate")
    return stored


@cached_expressions
def _numbered_copies(records: ir.Table) -> ir.Table:
    extra = [records[name] for name in records.columns if name not in {*_CONTENT, *RECORD, "record", "row"}]
    content = row_digest([records[name].cast("string") for name in _CONTENT])
    order = [records.faults != "", content, row_digest(extra), records.record]
    same = ibis.window(group_by=_REFERENCES)
    usable = ibis.ifelse(records.faults == "", records.record, ibis.null("int64"))
    return records.select(
        "record",
        "file",
        *_REFERENCES,
        usable=records.faults == "",
        first_usable=usable.min().over(same),
        first=records.record.min().over(same),
        copies=records.record.count().over(same),
        copy=ibis.row_number().over(group_by=_REFERENCES, order_by=order),
    )


def _references(records: ir.Table) -> list[ir.StringValue]:
    return [records[name].fill_null("") for name in _REFERENCES]


def deliveries(
    workspace: Workspace, extracts: Sequence[Path], records: ir.Table, duplicates: ir.Table, rejected: Counter[int]
) -> tuple[Delivery, ...]:
    """One entry for each file, in the order given. `rejected`: by the file's index."""
    usable = records.filter(records.faults == "")
    held = usable.group_by("file").agg(
        rows=usable.record.count(), reported_from=usable.reported_on.min(), reported_to=usable.reported_on.max()
    )
    later = duplicates.filter(duplicates.usable & (duplicates.record > duplicates.first_usable))
    later = later.group_by("file").agg(duplicates=ibis._.count())
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
        duplicates=counts.get("duplicates") or 0,
        same_as=same.name if same else None,
        reported_from=counts.get("reported_from"),
        reported_to=counts.get("reported_to"),
    )


def _same_bytes(paths: Sequence[Path]) -> dict[int, Path]:
    """Index of each file that repeats the bytes of an earlier one → that one. Only files of equal size are read."""
    by_size: defaultdict[int, list[int]] = defaultdict(list)
    for index, path in enumerate(paths):
        by_size[path.stat().st_size].append(index)
    same: dict[int, Path] = {}
    for indices in by_size.values():
        earlier: dict[str, int] = {}
        for index in indices if len(indices) > 1 else ():
            first = earlier.setdefault(file_digest(paths[index]), index)
            if first != index:
                same[index] = paths[first]
    return same
