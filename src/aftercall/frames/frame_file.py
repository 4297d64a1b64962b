"""A frame's folder: what its files are called, and how they are read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow.parquet as pq

from aftercall.errors import BadInput
from aftercall.frames.engine import Workspace
from aftercall.frames.flow import FLOW_FILE
from aftercall.frames.rules import digest

FRAME_FILE = "frame.parquet"
RULES_FILE = "rules.json"
FRAME_COLUMNS = {
    "person_id": "string",
    "crime_ref": "string",
    "victim_ref": "string",
    "reported_on": "date",
    "category": "string",
    "area": "string",
    "age_band": "string",
    "sex": "string",
    "stratum": "string",
    "events": "int64",
}
_NAME_A_FRAME = "name a folder made by 'aftercall frame build'"


@dataclass(frozen=True)
class FrameRow:
    """One person of the frame, with the event that was selected. `events`: how many it was selected from."""

    person_id: str
    crime_ref: str
    victim_ref: str
    reported_on: date
    category: str
    area: str
    age_band: str
    sex: str
    stratum: str
    events: int


def read_frame(frame_dir: Path) -> list[FrameRow]:
    """The people of a frame, in the order of person_id. Errors: OSError where there is no frame."""
    rows = pq.read_table(frame_dir / FRAME_FILE, columns=list(FRAME_COLUMNS)).to_pylist()
    return [FrameRow(**row) for row in rows]


def frame_table(workspace: Workspace, frame_dir: Path) -> ir.Table:
    """The people of a frame, in a workspace. Errors: BadInput where there is no frame."""
    path = frame_dir / FRAME_FILE
    if not path.is_file() or not (frame_dir / FLOW_FILE).is_file():
        raise BadInput(f"{frame_dir}: contains no frame; {_NAME_A_FRAME}")
    return workspace.read_parquet(path, FRAME_COLUMNS, "frame")


def frame_rules(frame_dir: Path) -> Mapping[str, Any]:
    """The rules that a frame was built by, as rules.json holds them. Errors: BadInput."""
    path = frame_dir / RULES_FILE
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadInput(f"{path}: can't be read; {_NAME_A_FRAME}") from None
    if not isinstance(entries, dict):
        raise BadInput(f"{path}: contains no rules; build the frame again")
    return entries


def rules_digest(frame_dir: Path) -> str:
    """SHA-256 of a frame's rules, whatever the layout of their file."""
    return digest(frame_rules(frame_dir))


def sampling_fraction(frame_dir: Path) -> Fraction:
    """The sampling fraction that a frame's own rules give. Errors: BadInput."""
    try:
        return Fraction(frame_rules(frame_dir)["sampling_fraction"])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        raise BadInput(f"{frame_dir / RULES_FILE}: has no sampling_fraction; build the frame again") from None
