"""Telephone numbers that are on the records of so many people that they belong to no single one of them."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from aftercall.frames.engine import Workspace
from aftercall.frames.hashing import quick_hash
from aftercall.frames.phones import NUMBERS
from aftercall.frames.recognition.profiles import IDENTITY, MAX_SHARED, person_records


@dataclass(frozen=True)
class SharedNumbers:
    """How many such numbers there are, and on how many records of persons."""

    numbers: int
    records: int


def count_shared_numbers(workspace: Workspace, records: ir.Table) -> SharedNumbers:
    """The numbers of more than MAX_SHARED["number"] profiles."""
    people = person_records(records)
    profile = quick_hash(*(people[name].fill_null("") for name in IDENTITY))
    held = ibis.union(*(people.select("record", profile=profile, number=people[name]) for name in NUMBERS))
    held = held.filter(held.number.notnull())
    counts = held.group_by("number").agg(profiles=held.profile.nunique())
    return count_holders(
        workspace, people, counts.filter(counts.profiles > MAX_SHARED["number"]).select(value="number")
    )


def count_holders(workspace: Workspace, records: ir.Table, numbers: ir.Table) -> SharedNumbers:
    """`numbers`: value."""
    people = person_records(records)
    holders = ibis.union(
        *(people.semi_join(numbers, people[name] == numbers.value).select("record") for name in NUMBERS)
    )
    return SharedNumbers(workspace.fetch_int(numbers.count()), workspace.fetch_int(holders.distinct().count()))
