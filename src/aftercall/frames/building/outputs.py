"""Stage 6: write the frame's files, and count where every record went."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from aftercall.frames.building.exclusions import Screened
from aftercall.frames.building.stage import Build
from aftercall.frames.contacts import DIGESTS
from aftercall.frames.deliveries import Delivery
from aftercall.frames.flow import FLOW_FILE, Flow
from aftercall.frames.frame_file import FRAME_COLUMNS, FRAME_FILE, RULES_FILE
from aftercall.frames.recognition.match_keys import record_digests
from aftercall.frames.recognition.register import register_counts, write_register
from aftercall.frames.recognition.shared_numbers import SharedNumbers
from aftercall.frames.screening import reason_codes

PERSONS_FILE = "persons.parquet"
EXCLUDED_FILE = "excluded.parquet"


@dataclass(frozen=True)
class SelectedEvents:
    """events: one row for each person of the frame, as `select_events` returns them. screened: all records."""

    events: ir.Table
    screened: Screened

    @property
    def usable(self) -> ir.Table:
        """The records that were not rejected."""
        records = self.screened.records
        return records.filter(records.reasons.notnull())


def write_tables(build: Build, selected: SelectedEvents) -> None:
    """Start to write the Parquet files. The frame is ordered, so that the same frame always has the same bytes."""
    workspace, usable = build.workspace, selected.usable
    persons = usable.select("crime_ref", "victim_ref", "person_id")
    excluded = usable.filter(usable.reasons > 0).inner_join(_reason_codes(build, usable), "reasons")
    excluded = excluded.select("crime_ref", "victim_ref", "person_id", reason="first", reasons="all")
    # The file that takes longest comes first.
    workspace.write_parquet(selected.events.select(*FRAME_COLUMNS).order_by("person_id"), build.folder / FRAME_FILE)
    workspace.write_parquet(persons, build.folder / PERSONS_FILE)
    workspace.write_parquet(excluded, build.folder / EXCLUDED_FILE)
    if register := selected.screened.register:
        write_register(workspace, register, selected.screened.records, build.folder, build.as_of)


def _reason_codes(build: Build, usable: ir.Table) -> ir.Table:
    """reasons (an integer), first, all."""
    distinct = build.workspace.fetch(usable.filter(usable.reasons > 0).select("reasons").distinct())
    reasons = distinct["reasons"].to_pylist()
    codes = [reason_codes(build.rules, each) for each in reasons]
    columns = {"first": [first for first, _ in codes], "all": [every for _, every in codes]}
    texts = {name: pa.array(values, pa.string()) for name, values in columns.items()}
    return build.workspace.register_arrow("reason_codes", pa.table({"reasons": pa.array(reasons, pa.int64())} | texts))


def digests_of_persons(build: Build, records: ir.Table, selected: SelectedEvents) -> ir.Table | None:
    """person_id, use (the name of a list of contacts.DIGESTS), digest, of the people of the frame; None without a match
    key."""
    if build.lists.match_key is None:
        return None
    framed = selected.screened.records.semi_join(selected.events, "person_id").select("record", "person_id")
    framed = build.workspace.materialize("framed_record", framed)
    uses, keys = zip(*((use, key) for use, keys in DIGESTS.items() for key in keys), strict=True)
    found = record_digests(build.workspace, records.semi_join(framed, "record"), build.lists.match_key, keys)
    found = found.mutate(use=found["rank"].cases(*enumerate(uses)))
    return found.inner_join(framed, "record").select("person_id", "use", "digest")


def count_flow(build: Build, selected: SelectedEvents, deliveries: tuple[Delivery, ...], shared: SharedNumbers) -> Flow:
    """Where every record went."""
    workspace, usable, register = build.workspace, selected.usable, selected.screened.register
    counts: Counter[str] = Counter()
    for row in workspace.fetch(usable.group_by("reasons").agg(rows=ibis._.count())).to_pylist():
        counts[reason_codes(build.rules, row["reasons"])[0] if row["reasons"] else ""] += row["rows"]
    frame = workspace.fetch_int(selected.events.count())
    return Flow(
        read=sum(file.read for file in deliveries),
        rejected=sum(file.rejected for file in deliveries),
        excluded={exclusion.code: counts[exclusion.code] for exclusion in build.rules.all_exclusions},
        repeats=counts[""] - frame,
        frame=frame,
        deliveries=deliveries,
        register=register_counts(workspace, register) if register else None,
        shared_numbers=shared if shared.numbers else None,
    )


def finish_files(build: Build, flow: Flow) -> None:
    """Wait for the Parquet files and write the JSON files; the flow comes last, as the mark of a complete frame."""
    build.workspace.reader.drop_all()  # while the files are being finished
    build.workspace.finish_writing()
    _write_json(build.folder / RULES_FILE, build.rules.to_mapping() | {"as_of": build.as_of.isoformat()})
    _write_json(build.folder / FLOW_FILE, flow.to_mapping())


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
