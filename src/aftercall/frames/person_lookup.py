"""What the files of a frame hold about one person, who is recognised by digests. No names are in any of them."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from aftercall.frames.building.outputs import EXCLUDED_FILE, PERSONS_FILE
from aftercall.frames.frame_file import FRAME_COLUMNS, FRAME_FILE, FrameRow
from aftercall.frames.recognition.register import MIN_SHARED_DIGESTS, REGISTER
from aftercall.frames.sample_file import SAMPLE_COLUMNS, SAMPLE_FILE, SampledRow


@dataclass(frozen=True)
class RecordEntry:
    """One record of an extract. reasons: the codes of all reasons for which it was excluded."""

    crime_ref: str
    victim_ref: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class FrameEntry:
    """A person's records in an extract; their row in the frame and in the sample, if they are in them."""

    records: tuple[RecordEntry, ...]
    frame: FrameRow | None
    sampled: SampledRow | None


def find_person(frame_dir: Path, sample_dir: Path, digests: Collection[str]) -> FrameEntry | None:
    """What a frame's files and those of its sample hold about the person; None if that is nothing, or if the files
    have been deleted.

    A person is someone who shares two digests, or the only one that there is: one of several may be a namesake's.
    """
    ids = _ids(frame_dir / REGISTER, digests)
    records = _records(frame_dir, ids) if ids else ()
    if not records:
        return None
    frame = _rows(frame_dir / FRAME_FILE, ids, list(FRAME_COLUMNS))
    sampled = _rows(sample_dir / SAMPLE_FILE, ids, list(SAMPLE_COLUMNS))
    return FrameEntry(records, FrameRow(**frame[0]) if frame else None, SampledRow(**sampled[0]) if sampled else None)


def _ids(register: Path, digests: Collection[str]) -> list[str]:
    """The ids that the register gives the person. A digest that two people share has none."""
    if not digests or not register.is_file():
        return []
    table = pq.read_table(register, columns=["person_id"], filters=[("digest", "in", sorted(digests))])
    shared = Counter(table["person_id"].to_pylist())
    least = min(MIN_SHARED_DIGESTS, len(digests))
    return sorted(person_id for person_id, count in shared.items() if person_id and count >= least)


def _records(frame_dir: Path, ids: list[str]) -> tuple[RecordEntry, ...]:
    reasons = {
        (row["crime_ref"], row["victim_ref"]): tuple(row["reasons"].split(";"))
        for row in _rows(frame_dir / EXCLUDED_FILE, ids, ["crime_ref", "victim_ref", "reasons"])
    }
    persons = _rows(frame_dir / PERSONS_FILE, ids, ["crime_ref", "victim_ref"])
    keys = sorted((row["crime_ref"], row["victim_ref"]) for row in persons)
    return tuple(RecordEntry(*key, reasons.get(key, ())) for key in keys)


def _rows(path: Path, ids: list[str], columns: list[str]) -> list[dict[str, Any]]:
    if not path.is_file():
        return []
    rows: list[dict[str, Any]] = pq.read_table(path, columns=columns, filters=[("person_id", "in", ids)]).to_pylist()
    return rows
