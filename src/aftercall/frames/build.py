"""From extracts to a frame: the whole run, step by step, and the check of one extract before anything is loaded."""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import ibis
import pyarrow as pa

from aftercall.errors import BadInput
from aftercall.frames.checks import Problem
from aftercall.frames.contacts import IN_CLEAR, SHOWN, contact_rows
from aftercall.frames.deliveries import Delivery, copies, deliveries
from aftercall.frames.engine import DuckDBWorkspace, Engine, Expression, Workspace, plain_errors
from aftercall.frames.exclude import Known, reason_words, told
from aftercall.frames.flow import Flow
from aftercall.frames.folders import whole_folder
from aftercall.frames.frame import FRAME, FRAME_FILE, drawn_events
from aftercall.frames.hashing import key_text
from aftercall.frames.lists import objected, surveyed
from aftercall.frames.normalise import RECORD
from aftercall.frames.phones import NUMBERS, count_verdicts
from aftercall.frames.reading.files import read_extracts
from aftercall.frames.reading.mapping import ExtractMapping, MappingSource
from aftercall.frames.reading.share import share_read
from aftercall.frames.reading.source import Source
from aftercall.frames.recognition.clusters import load_early
from aftercall.frames.recognition.doubtful import Pair, decided, doubtful_pairs, shown_pairs, write_doubtful
from aftercall.frames.recognition.identity import Ids
from aftercall.frames.recognition.match_keys import record_digests
from aftercall.frames.recognition.recognise import Recognised, recognise
from aftercall.frames.recognition.register import Registered, counted, look_up, told_apart, write_register
from aftercall.frames.rejects import (
    problems,
    records_by_file,
    refuse_mostly_rejected,
    rejected_by_file,
    write_rejected,
)
from aftercall.frames.rules import FrameRules
from aftercall.frames.watching import Tick

SEAL = "flow.json"  # written last: a folder that holds it is a whole frame
STEP_WORDS = (
    "Read and check the extract",
    "Find records delivered twice",
    "Recognise people",
    "Match people who objected or were surveyed",
    "Apply the exclusion rules",
    "Draw one event per person, and write the frame",
)

STEPS = len(STEP_WORDS)

type Contacts = Callable[[Iterator[Mapping[str, str | None]]], None]
type Doubtful = Callable[[Iterator[Pair]], None]
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


@dataclass(frozen=True)
class Lists:
    """What is known from elsewhere: files of digests of those who objected, of digests and days of those surveyed, and
    of the researcher's decisions on doubtful matches; the register of persons; and the key of the digests.

    `registers`: whether a register is kept; its first run has none to read."""

    suppressed: Path | None = None
    surveyed: Path | None = None
    decisions: Path | None = None
    register: Path | None = None
    registers: bool = False
    match_key: bytes | None = None

    def __post_init__(self) -> None:
        if self.match_key is None and (self.suppressed or self.surveyed or self.registers):
            raise BadInput(
                "the lists of suppressed and surveyed people and the register hold keyed digests: give their match key"
            )


def check_extract(path: Path, rules: FrameRules, *, mapping: MappingSource = None) -> CheckReport:
    """Read and check one extract. `mapping`: a TOML file, or its entries as parsed.

    Errors: BadInput where the file as a whole can't be read.
    """
    written = tuple(f"{name}_written" for name in NUMBERS)
    with DuckDBWorkspace() as workspace, plain_errors(path.name):
        source, records = _read(workspace, [path], mapping, written)
        usable = records.filter(records.faults == "")
        outside = usable.reported_on < ibis.date(rules.reported_from or date.min)
        outside |= usable.reported_on > ibis.date(rules.reported_to or date.max)
        return CheckReport(
            rows=records_by_file(workspace, source, records)[0],
            rejected=rejected_by_file(workspace, source, records)[0],
            outside_period=workspace.number(usable.aggregate(n=outside.sum().fill_null(0))),
            problems=tuple(problems(workspace, source, records)),
            unused=tuple(source.unused),
            numbers=count_verdicts(workspace, usable, written),
        )


def build_frame(  # noqa: PLR0913 - one run takes all of it, by name
    extracts: Sequence[Path],
    *,
    out: Path,
    rules: FrameRules,
    as_of: date,
    mapping: MappingSource = None,
    lists: Lists | None = None,
    engine: Engine = DuckDBWorkspace,
    contacts: Contacts | None = None,
    doubtful: Doubtful | None = None,
    progress: Progress | None = None,
    tick: Tick | None = None,
) -> Flow:
    """Build the frame of all extracts together into the folder `out`, and say where every record went.

    `mapping`: how the extracts are laid out, a TOML file or its entries as parsed; without it they have the layout.
    `engine`: what runs it once the extracts are read. `contacts` is called once with the contact details of the frame's
    people, `doubtful` with the doubtful matches, before the folder appears: if one raises, there is none.
    `progress` is called after each step, `tick` twice a second meanwhile, in a thread of its own, with the share of the
    step that is done: of the extracts' bytes while they are read, else None.
    Errors: BadInput, one line; then `out` is as it was.
    """
    lists = lists or Lists()
    also = _wanted(rules, in_clear=bool(contacts or doubtful))
    with whole_folder(out, seal=SEAL) as folder, engine() as workspace, plain_errors(out.name):
        step = _stepper(progress)
        load_early()
        source, read = _read(workspace.reader, extracts, mapping, also, tick)
        found, rejected = _usable(workspace.reader, source, read)
        records = workspace.take_over("record", read)
        write_rejected(folder / "rejected.csv", found)
        workspace.reader.watch.tell(tick and (lambda _: tick(None)))
        step()
        again = copies(workspace, records)
        delivered = deliveries(workspace, extracts, records, again, rejected)
        step()
        recognised = recognise(workspace, records, _certain(workspace, records, again, lists))
        doubts = doubtful_pairs(workspace, records, recognised.evidence, recognised.persons)
        write_doubtful(workspace, doubts, folder / "doubtful.csv")
        step()
        known = _known(workspace, records, recognised, again, rules, as_of, lists)
        step()
        key = lists.match_key or b""
        known_persons = _register(workspace, records, recognised, lists)
        ids = Ids(key, known_persons.ids if known_persons else None)
        carried = IN_CLEAR if contacts else ()
        records_told = told(workspace, records, rules, known, as_of=as_of, ids=ids, also=carried)
        if known_persons:
            records_told = told_apart(workspace, records_told, known_persons, key, as_of)
        drawn = drawn_events(workspace, records_told, rules, event_key=key_text(key, "event"))
        step()
        _write_tables(workspace, folder, records_told, drawn, rules)
        if known_persons:
            write_register(workspace, known_persons, records_told, folder, as_of)
        if contacts:
            contacts(contact_rows(workspace, drawn, _digests_of_persons(workspace, records, records_told, lists)))
        if doubtful:
            doubtful(shown_pairs(workspace, records, doubts))
        flow = _flow(workspace, records_told, drawn, rules, delivered)
        flow = replace(flow, register=counted(workspace, known_persons) if known_persons else None)
        workspace.reader.forget_all()  # while the files are being finished
        workspace.finish_writing()
        _write_json(folder / "rules.json", rules.to_mapping() | {"as_of": as_of.isoformat()})
        _write_json(folder / SEAL, flow.to_mapping())
        workspace.reader.watch.tell(None)  # after the last step no step goes on
        step()
        return flow


def _stepper(progress: Progress | None) -> Callable[[], None]:
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress:
            progress(done, STEPS)

    return step


def _wanted(rules: FrameRules, *, in_clear: bool) -> tuple[str, ...]:
    """The layout's columns that are needed beside a record's own: by the rules, and for the eyes of somebody."""
    asked = [exclusion.column for exclusion in rules.exclusions if exclusion.column]
    return tuple(name for name in dict.fromkeys([*asked, *(SHOWN if in_clear else ())]) if name not in RECORD)


def _read(
    workspace: DuckDBWorkspace,
    extracts: Sequence[Path],
    mapping: MappingSource,
    also: tuple[str, ...],
    tick: Tick | None = None,
) -> tuple[Source, Expression]:
    source = Source(workspace, ExtractMapping.of(mapping), also)
    workspace.watch.tell(tick and share_read(extracts, source, tick))
    read_extracts(extracts, source)
    return source, source.table()


def _usable(workspace: Workspace, source: Source, records: Expression) -> tuple[list[Problem], Counter[int]]:
    """(everything to mend, rows rejected by the file's index). Errors: BadInput where most of a file can't be used."""
    found = problems(workspace, source, records)
    rejected = rejected_by_file(workspace, source, records)
    refuse_mostly_rejected(workspace, source, records, found)
    return found, rejected


def _certain(workspace: Workspace, records: Expression, again: Expression, lists: Lists) -> Expression:
    """a, b, same: what the references say, and what the researcher decided."""
    copied = again.filter(again.record != again.lowest)
    copied = copied.select(a="lowest", b="record", same=ibis.literal(value=True))
    return workspace.keep("certain", ibis.union(copied, decided(workspace, records, lists.decisions)))


def _known(
    workspace: Workspace,
    records: Expression,
    recognised: Recognised,
    again: Expression,
    rules: FrameRules,
    as_of: date,
    lists: Lists,
) -> Known:
    if lists.match_key is None:
        nobody = workspace.hand_in("nobody", pa.table({"record": pa.array([], pa.int64())}))
        return Known(recognised.persons, again, objected=nobody, surveyed=nobody)
    keys = record_digests(workspace, records, lists.match_key)
    months = rules.repeat_contact_months
    return Known(
        recognised.persons,
        again,
        objected=objected(workspace, keys, lists.suppressed),
        surveyed=surveyed(workspace, keys, lists.surveyed, months=months, as_of=as_of),
    )


def _register(workspace: Workspace, records: Expression, recognised: Recognised, lists: Lists) -> Registered | None:
    if not lists.registers or lists.match_key is None:
        return None
    keys = record_digests(workspace, records, lists.match_key)
    return look_up(workspace, keys, recognised.persons, lists.register)


def _digests_of_persons(workspace: Workspace, records: Expression, told: Expression, lists: Lists) -> Expression | None:
    """person_id, digest; None without a match key."""
    if lists.match_key is None:
        return None
    keys = record_digests(workspace, records, lists.match_key)
    return keys.inner_join(told.select("record", "person_id"), "record").select("person_id", "digest")


def _write_tables(workspace: Workspace, folder: Path, told: Expression, drawn: Expression, rules: FrameRules) -> None:
    """The frame is in an order of its own, so that the same frame is the same bytes."""
    usable = told.filter(told.reasons.notnull())
    persons = usable.select("crime_ref", "victim_ref", "person_id")
    excluded = usable.filter(usable.reasons > 0).inner_join(_reason_words(workspace, usable, rules), "reasons")
    excluded = excluded.select("crime_ref", "victim_ref", "person_id", reason="first", reasons="all")
    # The one that takes longest to write comes first.
    workspace.write(drawn.select(*FRAME).order_by("person_id"), folder / FRAME_FILE)
    workspace.write(persons, folder / "persons.parquet")
    workspace.write(excluded, folder / "excluded.parquet")


def _reason_words(workspace: Workspace, usable: Expression, rules: FrameRules) -> Expression:
    """reasons (a number), first, all."""
    found = workspace.fetch(usable.filter(usable.reasons > 0).select("reasons").distinct())["reasons"].to_pylist()
    words = [reason_words(rules, reasons) for reasons in found]
    columns = {"first": [first for first, _ in words], "all": [every for _, every in words]}
    texts = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    return workspace.hand_in("reason_words", pa.table({"reasons": pa.array(found, pa.int64())} | texts))


def _flow(
    workspace: Workspace, told: Expression, drawn: Expression, rules: FrameRules, delivered: tuple[Delivery, ...]
) -> Flow:
    usable = told.filter(told.reasons.notnull())
    counted = workspace.fetch(usable.group_by("reasons").agg(rows=ibis._.count())).to_pylist()
    counts: Counter[str] = Counter()
    for row in counted:
        counts[reason_words(rules, row["reasons"])[0] if row["reasons"] else ""] += row["rows"]
    frame = workspace.number(drawn.count())
    excluded = {exclusion.code: counts[exclusion.code] for exclusion in rules.exclusions}
    read, rejected = sum(file.read for file in delivered), sum(file.rejected for file in delivered)
    return Flow(read, rejected, excluded, counts[""] - frame, frame, delivered)


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
