"""Waves without a frame, for tests of what happens to people between the extract and the call.

Building a frame and drawing a sample take seconds. Here the operations that load, release and receive a wave are the
product's own, but the frame is made up of given people, without those on the suppression list, and all are drawn.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.db import transaction

from aftercall.accounts.models import User
from aftercall.frames.flow import Flow, RegisterCounts
from aftercall.frames.frame_file import FRAME_FILE
from aftercall.frames.lists import Lists
from aftercall.frames.sample_file import SAMPLE_FILE
from aftercall.programmes import folders
from aftercall.programmes.models import Sample, Wave
from aftercall.programmes.operations import load_extract
from aftercall.programmes.operations.advancing import advance
from aftercall.programmes.states import WaveAction

STRATUM = "Burglary|all"


@dataclass(frozen=True)
class Victim:
    """One person in an extract. `details` are as the person would enter them to opt out; `digests`: of the record."""

    person_id: str
    details: Mapping[str, str]
    digests: frozenset[str]


def quick_digests(details: Mapping[str, str], **_: object) -> set[str]:
    """A replacement for `person_digests`, whose engine takes long to start: a digest of the name with each detail."""
    name = f"{details['first_name']} {details['last_name']}"
    parts = (f"{name} {value}" for kind, value in details.items() if kind not in {"first_name", "last_name"})
    return {hashlib.sha256(part.encode()).hexdigest() for part in parts}


class QuickFrames:
    """A replacement for `build_frame`: the people in `extracts` under the file's name, without those on the list.

    while_building: called once the list has been read, as anything may happen during a load.
    """

    def __init__(self) -> None:
        self.extracts: dict[str, tuple[date, Sequence[Victim]]] = {}
        self.while_building: Callable[[], None] = lambda: None

    def __call__(
        self,
        files: Sequence[Path],
        *,
        out: Path,
        lists: Lists,
        contacts: Callable[[Iterator[Mapping[str, Any]]], None],
        **_: object,
    ) -> Flow:
        reported_on, victims = self.extracts[files[0].name]
        assert lists.suppressed
        listed = set(pq.read_table(lists.suppressed)["digest"].to_pylist())
        self.while_building()
        included = [victim for victim in victims if listed.isdisjoint(victim.digests)]
        contacts(_contact(victim, reported_on) for victim in included)
        out.mkdir(parents=True)
        pq.write_table(pa.table({"reasons": pa.array([], pa.string())}), out / "excluded.parquet")
        (out / FRAME_FILE).write_bytes(b"a frame")
        excluded = {"objected": len(victims) - len(included)}
        register = RegisterCounts(known=0, new=0, merged=0, split=0)
        return Flow(len(victims), 0, excluded, repeats=0, frame=len(included), register=register)

    def load(self, wave: Wave, victims: Sequence[Victim], *, reported_on: date, actor: User, at: datetime) -> None:
        """Load an extract of these people into the wave."""
        file = Path(folders.private_working_folder()) / f"{wave.reference}.csv"
        file.write_text(wave.reference)
        self.extracts[file.name] = (reported_on, victims)
        load_extract(wave=wave, files=[file], actor=actor, at=at)


def _contact(victim: Victim, reported_on: date) -> dict[str, str]:
    row = {"title": "", "phone": "", "phone_alt": "", "language": "", **victim.details}
    row |= {"person_id": victim.person_id, "category": "Burglary", "area": "all"}
    return row | {"reported_on": reported_on.isoformat(), "digests": ";".join(sorted(victim.digests))}


@transaction.atomic
def draw_everyone(wave: Wave, *, actor: User, at: datetime) -> None:
    """Put everyone in the frame of a loaded wave into its sample."""
    people = [person["person_id"] for person in folders.decrypt_contacts(wave.load)]
    references = [f"C{number}" for number in range(len(people))]
    columns = {
        "person_id": people,
        "crime_ref": references,
        "victim_ref": references,
        "stratum": [STRATUM] * len(people),
        "probability": [1.0] * len(people),
        "base_weight": [1.0] * len(people),
    }
    folder = folders.sample_folder(wave.load)
    folder.mkdir(parents=True, exist_ok=True)  # a draw after the backup that was restored may have left it
    pq.write_table(pa.table(columns), folder / SAMPLE_FILE)
    advance(wave, WaveAction.DRAW)
    Sample.objects.create(wave=wave, drawn_at=at, drawn_by=actor, size=len(people), certificate={})
