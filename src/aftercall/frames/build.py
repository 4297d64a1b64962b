"""From extracts to a frame: the whole run, step by step, and the check of one extract before anything is loaded."""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ibis
import pyarrow as pa

from aftercall.frames.checks import Problem, iso_date, tidied, with_faults
from aftercall.frames.contacts import contact_rows
from aftercall.frames.deliveries import Delivery, delivered_again, deliveries, with_flags_of_copies
from aftercall.frames.engine import Expression, Workspace, plain_errors
from aftercall.frames.errors import BadInput
from aftercall.frames.exclude import Known, with_reasons
from aftercall.frames.flow import Flow
from aftercall.frames.folders import whole_folder
from aftercall.frames.frame import FRAME, drawn_events
from aftercall.frames.lists import objected, surveyed
from aftercall.frames.normalise import normalised
from aftercall.frames.persons import recognise
from aftercall.frames.phones import count_verdicts
from aftercall.frames.reading.files import read_extracts
from aftercall.frames.reading.mapping import ExtractMapping, MappingSource
from aftercall.frames.reading.source import RAW, Source
from aftercall.frames.rejects import (
    problems,
    records_by_file,
    refuse_mostly_rejected,
    rejected_by_file,
    write_rejected,
)
from aftercall.frames.rules import FrameRules

SEAL = "flow.json"  # written last: a folder that holds it is a whole frame
STEP_WORDS = (
    "Read and check every row",
    "Bring names, dates and numbers into one form",
    "Recognise people",
    "Leave out by the rules",
    "Choose one event for each person and write the frame",
    "Seal the contact details and count the flow",
)
STEPS = len(STEP_WORDS)

type Contacts = Callable[[Iterator[Mapping[str, str | None]]], None]
type Doubtful = Callable[[Iterator[Mapping[str, object]]], None]
type Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class CheckReport:
    """An extract, looked at and not loaded.

    `outside_period`: usable rows that the programme's period leaves out. `unused`: columns that the mapping passes by.
    `numbers`: telephone numbers of usable rows by what they are, see phones.VERDICTS.
    """

    rows: int
    rejected: int
    outside_period: int
    problems: tuple[Problem, ...]
    unused: tuple[str, ...]
    numbers: Mapping[str, int]

    @property
    def refused(self) -> bool:
        """Whether so many rows are rejected that the whole file will be refused."""
        return self.rejected * 2 > self.rows


def check_extract(path: Path, rules: FrameRules, *, mapping: MappingSource = None) -> CheckReport:
    """Read and check one extract. `mapping`: a TOML file, or its entries as parsed.

    Errors: BadInput where the file as a whole can't be read.
    """
    with Workspace() as workspace, plain_errors(path.name):
        source, checked = _read(workspace, [path], mapping)
        rejected = rejected_by_file(workspace, source, checked)
        usable = checked.filter(checked.faults == "")
        reported = iso_date(usable.reported_on)
        outside = reported < ibis.date(rules.reported_from or date.min)
        outside |= reported > ibis.date(rules.reported_to or date.max)
        found = problems(workspace, source, checked)
        count = workspace.number(outside.sum().fill_null(0))
        numbers = count_verdicts(workspace, usable, ("phone", "phone_alt"))
        rows = records_by_file(workspace, source, checked)
        return CheckReport(rows[0], rejected[0], count, tuple(found), tuple(source.unused), numbers)


def build_frame(  # noqa: PLR0913 - one run takes all of it, by name
    extracts: Sequence[Path],
    *,
    out: Path,
    rules: FrameRules,
    as_of: date,
    mapping: MappingSource = None,
    suppressed: Path | None = None,
    surveyed: Path | None = None,
    match_key: bytes | None = None,
    contacts: Contacts | None = None,
    doubtful: Doubtful | None = None,  # noqa: ARG001 - to come
    decisions: Path | None = None,  # noqa: ARG001 - to come
    progress: Progress | None = None,
) -> Flow:
    """Build the frame of all extracts together into the folder `out`, and say where every record went.

    `mapping`: how the extracts are laid out, a TOML file or its entries as parsed; without it they have the layout.
    `contacts` is called once with the contact details of the frame's people, before the folder appears: if it raises,
    there is none. Errors: BadInput, one line; then `out` is as it was.
    """
    if match_key is None and (suppressed or surveyed):
        raise BadInput("the lists of suppressed and surveyed people hold keyed digests: give their match key")
    with whole_folder(out, seal=SEAL) as folder, Workspace() as workspace, plain_errors(out.name):
        step = _stepper(progress)
        source, checked = _read(workspace, extracts, mapping)
        step()
        found, rejected = _usable(workspace, source, checked)
        write_rejected(folder / "rejected.csv", found)
        again = delivered_again(workspace, checked)
        records = workspace.keep("record", with_flags_of_copies(normalised(workspace, checked), again))
        delivered = deliveries(workspace, extracts, records, again, rejected)
        workspace.forget("checked")
        step()
        records, keys = recognise(workspace, records, match_key=match_key)
        workspace.forget("record")
        step()
        known = _known(workspace, keys, rules, as_of, _Lists(suppressed, surveyed, keyed=match_key is not None))
        told = with_reasons(workspace, records, rules, as_of=as_of, known=known)
        step()
        drawn = drawn_events(workspace, told, rules, event_key=_event_key(match_key))
        _write_tables(workspace, folder, told, drawn)
        step()
        if contacts:
            contacts(contact_rows(workspace, drawn, keys if match_key is not None else None))
        flow = _flow(workspace, told, drawn, rules, delivered)
        _write_json(folder / "rules.json", rules.to_mapping() | {"as_of": as_of.isoformat()})
        _write_json(folder / SEAL, flow.to_mapping())
        step()
        return flow


@dataclass(frozen=True)
class _Lists:
    suppressed: Path | None
    surveyed: Path | None
    keyed: bool


def _stepper(progress: Progress | None) -> Callable[[], None]:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, STEPS)

    return step


def _event_key(match_key: bytes | None) -> bytes:
    """Which event is drawn must not be open to choice, nor use the match key itself."""
    return hmac.new(match_key or b"", b"event", hashlib.sha256).digest()


def _read(workspace: Workspace, extracts: Sequence[Path], mapping: MappingSource) -> tuple[Source, Expression]:
    source = Source(workspace, ExtractMapping.of(mapping))
    read_extracts(extracts, source)
    checked = workspace.keep("checked", with_faults(tidied(source.raw)))
    workspace.forget(RAW)
    return source, checked


def _usable(workspace: Workspace, source: Source, checked: Expression) -> tuple[list[Problem], Counter[int]]:
    """(everything to mend, rows rejected by the file's index). Errors: BadInput where most of a file can't be used."""
    found = problems(workspace, source, checked)
    rejected = rejected_by_file(workspace, source, checked)
    refuse_mostly_rejected(workspace, source, checked, found)
    return found, rejected


def _known(workspace: Workspace, keys: Expression, rules: FrameRules, as_of: date, lists: _Lists) -> Known:
    if not lists.keyed:
        nobody = workspace.hand_in("nobody", pa.table({"person_id": pa.array([], pa.string())}))
        return Known(nobody, nobody)
    months = rules.repeat_contact_months
    return Known(
        objected(workspace, keys, lists.suppressed),
        surveyed(workspace, keys, lists.surveyed, months=months, as_of=as_of),
    )


def _write_tables(workspace: Workspace, folder: Path, told: Expression, drawn: Expression) -> None:
    """Every file is in an order of its own, so that the same frame is the same bytes."""
    usable = told.filter(~told.rejected)
    order = ["crime_ref", "victim_ref", "person_id", "copy"]
    persons = usable.order_by(order).select("crime_ref", "victim_ref", "person_id")
    excluded = usable.filter(usable.reason.notnull()).order_by(order)
    workspace.write(persons, folder / "persons.parquet")
    workspace.write(
        excluded.select("crime_ref", "victim_ref", "person_id", "reason", "reasons"), folder / "excluded.parquet"
    )
    workspace.write(drawn.select(*FRAME).order_by("person_id"), folder / "frame.parquet")


def _flow(
    workspace: Workspace, told: Expression, drawn: Expression, rules: FrameRules, delivered: tuple[Delivery, ...]
) -> Flow:
    usable = told.filter(~told.rejected)
    reasons = usable.filter(usable.reason.notnull()).group_by("reason").agg(rows=ibis._.count())
    counts = Counter({row["reason"]: row["rows"] for row in workspace.fetch(reasons).to_pylist()})
    frame = workspace.number(drawn.count())
    eligible = workspace.number(usable.reason.isnull().sum().fill_null(0))
    excluded = {exclusion.code: counts[exclusion.code] for exclusion in rules.exclusions}
    read, rejected = sum(file.read for file in delivered), sum(file.rejected for file in delivered)
    return Flow(read, rejected, excluded, eligible - frame, frame, delivered)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
