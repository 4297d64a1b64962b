"""Stages 2 and 3: find the records that were delivered more than once, and the records that are of one person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import ibis
import ibis.expr.types as ir

from aftercall.frames.building.extracts import ReadExtracts
from aftercall.frames.building.stage import Build
from aftercall.frames.deliveries import Delivery, deliveries, duplicate_records
from aftercall.frames.recognition.possible_matches import decided_pairs, possible_matches
from aftercall.frames.recognition.recognise import recognise
from aftercall.frames.recognition.shared_numbers import SharedNumbers, count_holders


@dataclass(frozen=True)
class Duplicates:
    """records: as `duplicate_records` returns them. deliveries: what each file delivered."""

    records: ir.Table
    deliveries: tuple[Delivery, ...]


@dataclass(frozen=True)
class RecognisedPersons:
    """persons: record, person, of records that are not the first of their person. possible_matches: to review."""

    persons: ir.Table
    possible_matches: ir.Table
    shared_numbers: SharedNumbers


def find_duplicates(build: Build, extracts: Sequence[Path], read: ReadExtracts) -> Duplicates:
    """`extracts`: in the order in which they were read."""
    duplicates = duplicate_records(build.workspace, read.records)
    delivered = deliveries(build.workspace, extracts, read.records, duplicates, read.rejected)
    return Duplicates(duplicates, tuple(_with_notes(one, at, read) for at, one in enumerate(delivered)))


def _with_notes(delivery: Delivery, index: int, read: ReadExtracts) -> Delivery:
    notes = tuple(text for file, text in read.notes if file == index)
    return replace(delivery, notes=notes, assumed_encoding=read.assumed_encodings.get(index))


def recognise_persons(build: Build, records: ir.Table, duplicates: ir.Table) -> RecognisedPersons:
    """Errors: BadInput where the list of decisions can't be used."""
    recognised = recognise(build.workspace, records, _certain_pairs(build, records, duplicates))
    matches = possible_matches(build.workspace, records, recognised.evidence, recognised.persons)
    shared = count_holders(build.workspace, records, recognised.shared_numbers)
    return RecognisedPersons(recognised.persons, matches, shared)


def _certain_pairs(build: Build, records: ir.Table, duplicates: ir.Table) -> ir.Table:
    """a, b, same: duplicates, which are one person, and what the researcher decided."""
    copies = duplicates.filter(duplicates.record != duplicates["first"])
    copies = copies.select(a="first", b="record", same=ibis.literal(value=True))
    decided = decided_pairs(build.workspace, records, build.lists.decisions)
    return build.workspace.materialize("certain", ibis.union(copies, decided))
