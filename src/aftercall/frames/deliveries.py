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
from aftercall.frames.normalise import flag_words

_REFERENCES = ("crime_ref", "victim_ref")


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


def delivered_again(workspace: Workspace, checked: Expression) -> Expression:
    """The references that stand more than once: crime_ref, victim_ref, first (usable record), said (all flags)."""
    groups = checked.group_by(*_REFERENCES).agg(
        copies=checked.record.count(),
        first=checked.record.min(where=checked.faults == ""),
        said=checked.flags.group_concat(";"),
    )
    return workspace.keep("again", groups.filter(groups.copies > 1).drop("copies"))


def with_flags_of_copies(records: Expression, again: Expression) -> Expression:
    """The records, each with the flags of all that bear its references."""
    said = again.filter(again.said.notnull()).select(*_REFERENCES, "said")
    joined = records.left_join(said, _REFERENCES).drop("crime_ref_right", "victim_ref_right")
    merged = ibis.ifelse(joined.said.notnull(), flag_words(joined.said), joined.flags)
    return joined.mutate(flags=merged).drop("said")


def deliveries(
    workspace: Workspace, extracts: Sequence[Path], records: Expression, again: Expression, rejected: Counter[int]
) -> tuple[Delivery, ...]:
    """One entry a file, in the order given. `rejected` by the file's index."""
    usable = records.filter(~records.rejected)
    held = usable.group_by("file").agg(
        rows=usable.record.count(), reported_from=usable.reported_on.min(), reported_to=usable.reported_on.max()
    )
    repeated = usable.inner_join(again, _REFERENCES)
    repeated = repeated.filter(repeated.record > repeated["first"]).group_by("file").agg(again=ibis._.count())
    counts = {row["file"]: row for row in workspace.fetch(held.left_join(repeated, "file")).to_pylist()}
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
