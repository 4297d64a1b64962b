"""Stages 4 and 5: match the lists, and work out which records to exclude and what each person's id is."""

from dataclasses import dataclass

import ibis.expr.types as ir
import pyarrow as pa

from aftercall.frames.building.stage import Build
from aftercall.frames.lists import objected, surveyed
from aftercall.frames.recognition.identity import PersonIds
from aftercall.frames.recognition.match_keys import record_digests
from aftercall.frames.recognition.register import RegisterMatch, match_register, reassign_colliding_ids
from aftercall.frames.recognition.suppression_keys import HOUSEHOLD_KEYS, SUPPRESSION_KEYS
from aftercall.frames.screening import RecordMatches, screen_records


@dataclass(frozen=True)
class Screened:
    """records: as `screen_records` returns them. register: how persons match it; None where no register is kept."""

    records: ir.Table
    register: RegisterMatch | None


def match_lists(build: Build, records: ir.Table, persons: ir.Table, duplicates: ir.Table) -> RecordMatches:
    """Match the suppression list and the list of those surveyed. Errors: BadInput where a list can't be read."""
    lists = build.lists
    if lists.match_key is None:
        nobody = build.workspace.register_arrow("nobody", pa.table({"record": pa.array([], pa.int64())}))
        return RecordMatches(persons, duplicates, objected=nobody, surveyed=nobody)
    listed = record_digests(build.workspace, records, lists.match_key, (*SUPPRESSION_KEYS, *HOUSEHOLD_KEYS))
    found = objected(build.workspace, listed, lists.suppressed)
    keys = record_digests(build.workspace, records, lists.match_key)
    months = build.rules.repeat_contact_months
    return RecordMatches(
        persons,
        duplicates,
        objected=found,
        surveyed=surveyed(build.workspace, keys, lists.surveyed, months=months, as_of=build.as_of),
    )


def apply_exclusions(
    build: Build, records: ir.Table, matches: RecordMatches, extra_columns: tuple[str, ...]
) -> Screened:
    """Screen the records, and give each person an id: that of the register where one is kept. Errors: BadInput where
    the register can't be read."""
    key = build.lists.match_key or b""
    register = _match_register(build, records, matches.persons)
    screened = screen_records(
        build.workspace,
        records,
        build.rules,
        matches,
        as_of=build.as_of,
        ids=PersonIds(key, register.ids if register else None),
        extra_columns=extra_columns,
    )
    if register:
        screened = reassign_colliding_ids(build.workspace, screened, register, key, build.as_of)
    return Screened(screened, register)


def _match_register(build: Build, records: ir.Table, persons: ir.Table) -> RegisterMatch | None:
    if not build.lists.keeps_register or build.lists.match_key is None:
        return None
    keys = record_digests(build.workspace, records, build.lists.match_key)
    lists = build.lists
    return match_register(build.workspace, keys, persons, lists.register, since=lists.register_since)
