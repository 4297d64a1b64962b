"""The register: keeps a person's id the same from extract to extract.

It contains digests of match keys, each with the id of the person it belongs to. A person of a new extract who shares at
least two digests with a registered person keeps that id. When two registered people turn out to be one (merged), the id
that shares more digests is kept and the other is given up for good. When one turns out to be two (split), the person
who shares more digests keeps the id and the other gets a new one. Both changes are reported, so that anything that
depends on the id, such as a permanent random number, can be updated. A digest that two people share counts for neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from aftercall.frames.engine import Workspace
from aftercall.frames.flow import RegisterCounts
from aftercall.frames.hashing import key_table, key_text, with_keyed_hash
from aftercall.frames.joining import looked_up
from aftercall.frames.lists import read_list
from aftercall.frames.recognition.identity import ID_LENGTH

REGISTER = "register.parquet"
CHANGES = "register_changes.csv"
MIN_SHARED_DIGESTS = 2  # a single one may be a namesake's, or a number that now belongs to someone else
_COLUMNS = ("digest", "person_id", "seen")


@dataclass(frozen=True)
class Claim:
    """How many digests a person of this run shares with a registered person; `lowest` is the first of them."""

    person: int
    person_id: str
    digests: int
    lowest: str


@dataclass
class IdAssignment:
    """Which person keeps which id, which ids were given up, and which persons were part of another person before."""

    kept: dict[int, str] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)  # given up → kept
    split: dict[int, str] = field(default_factory=dict)  # person → the id that another person keeps


def assign_ids(claims: Iterable[Claim]) -> IdAssignment:
    """Assign each id to one person, and one id to each person, the strongest claims first."""
    assignment, assigned = IdAssignment(), set[str]()
    for claim in sorted(claims, key=lambda claim: (-claim.digests, claim.lowest, claim.person_id)):
        own_id = assignment.kept.get(claim.person)
        if own_id is None and claim.person_id not in assigned:
            assignment.kept[claim.person] = claim.person_id
            assigned.add(claim.person_id)
        elif own_id is None:
            assignment.split.setdefault(claim.person, claim.person_id)
        elif claim.person_id not in assigned:
            assignment.merged[claim.person_id] = own_id
            assigned.add(claim.person_id)
    for person in assignment.kept:
        assignment.split.pop(person, None)
    return assignment


@dataclass(frozen=True)
class RegisterMatch:
    """How this run's persons match the register.

    entries: the register as it was. digests: digest, person, of this run. ids: person, person_id, of those who keep an
    id.
    """

    entries: ir.Table
    digests: ir.Table
    assignment: IdAssignment
    ids: ir.Table


def match_register(
    workspace: Workspace, keys: ir.Table, persons: ir.Table, register: Path | None, *, since: date | None = None
) -> RegisterMatch:
    """`keys`: record, digest. `persons`: record, person, of the records that are not the first of their person.
    `since`: entries last seen before this day are left out, and so out of the next register."""
    identified = looked_up(keys, "record", persons, "record", person="person")
    person = ibis.coalesce(identified.person, identified.record)
    digests = workspace.materialize("person_digest", identified.select("digest", person=person).distinct())
    listed = read_list(workspace, register, "register", _COLUMNS)
    current = listed.filter(listed.seen >= since.isoformat()) if since else listed
    entries = workspace.materialize("register_entry", current)
    sharers = digests.group_by("digest").agg(persons=digests.person.nunique())
    unique = digests.semi_join(sharers.filter(sharers.persons == 1), "digest")
    shared = unique.inner_join(entries.filter(entries.person_id.notnull()), "digest")
    claims = shared.group_by("person", "person_id").agg(digests=shared.count(), lowest=shared.digest.min())
    rows = workspace.fetch(claims.filter(claims.digests >= MIN_SHARED_DIGESTS)).to_pylist()
    assignment = assign_ids(Claim(**row) for row in rows)
    ids = {
        "person": pa.array(assignment.kept.keys(), pa.int64()),
        "person_id": pa.array(assignment.kept.values(), pa.string()),
    }
    return RegisterMatch(entries, digests, assignment, workspace.register_arrow("registered_id", pa.table(ids)))


def reassign_colliding_ids(
    workspace: Workspace, screened: ir.Table, match: RegisterMatch, key: bytes, as_of: date
) -> ir.Table:
    """The screened records, with another id for new people whose id someone else has or had.

    An id is made from a record's reference, and that record can be delivered again as another person's.
    """
    registered = [*match.assignment.kept.values(), *match.assignment.merged]
    taken = workspace.register_arrow("taken_id", pa.table({"person_id": pa.array(registered, pa.string())}))
    new = screened.anti_join(match.ids, "person")
    colliding = new.semi_join(taken, "person_id").select("person", "person_id").distinct()
    text = colliding.person_id + f"|{as_of.isoformat()}"
    person_key = key_table(workspace, key_text(key, "person"), "other_id_key")
    hashed = with_keyed_hash(colliding, person_key, text, "hashed")
    other = workspace.materialize("other_id", hashed.select("person", other=hashed.hashed.substr(0, ID_LENGTH)))
    renamed = looked_up(screened, "person", other, "person", other="other")
    renamed = renamed.mutate(person_id=ibis.coalesce(renamed.other, renamed.person_id)).drop("other")
    return workspace.create_view("screened_with_unique_ids", renamed)


def register_counts(workspace: Workspace, match: RegisterMatch) -> RegisterCounts:
    """How many people were known, new, merged and split. Those without a digest can't be recognised or counted."""
    people = workspace.fetch_int(match.digests.aggregate(people=match.digests.person.nunique()))
    assignment = match.assignment
    known = len(assignment.kept)
    return RegisterCounts(known, people - known, merged=len(assignment.merged), split=len(assignment.split))


def write_register(workspace: Workspace, match: RegisterMatch, screened: ir.Table, folder: Path, as_of: date) -> None:
    """Write the updated register, and the ids that were merged and split. `screened`: person, person_id, by record."""
    ids = workspace.materialize("id_of_person", screened.select("person", "person_id").distinct())
    workspace.write_parquet(_updated(workspace, match, ids, as_of).order_by("digest"), folder / REGISTER)
    changes = _changes(workspace, match.assignment, ids)
    workspace.write_csv(changes.order_by(["change", "person_id", "other_id"]), folder / CHANGES)


def _updated(workspace: Workspace, match: RegisterMatch, ids: ir.Table, as_of: date) -> ir.Table:
    merged = match.assignment.merged
    given_up = {"given_up": pa.array(merged.keys(), pa.string()), "kept": pa.array(merged.values(), pa.string())}
    aliases = workspace.register_arrow("given_up", pa.table(given_up))
    before = looked_up(match.entries, "person_id", aliases, "given_up", kept="kept")
    before = before.select("digest", person_id=ibis.coalesce(before.kept, before.person_id), seen="seen")
    now = looked_up(match.digests, "person", ids, "person", person_id="person_id")
    rows = ibis.union(before, now.select("digest", "person_id", seen=ibis.literal(as_of.isoformat())))
    by_digest = rows.group_by("digest").agg(
        ids=rows.person_id.nunique(),
        ambiguous=rows.person_id.isnull().any(),
        person_id=rows.person_id.min(),
        seen=rows.seen.max(),
    )
    one_person = (by_digest.ids == 1) & ~by_digest.ambiguous
    person_id = ibis.ifelse(one_person, by_digest.person_id, ibis.null("string"))
    return by_digest.select("digest", person_id=person_id, seen="seen")


def _changes(workspace: Workspace, assignment: IdAssignment, ids: ir.Table) -> ir.Table:
    """change, person_id (which is kept), other_id (given up when merged, new when split)."""
    merged = {"person_id": list(assignment.merged.values()), "other_id": list(assignment.merged)}
    texts = {name: pa.array(values, pa.string()) for name, values in merged.items()}
    merged_ids = workspace.register_arrow("merged_id", pa.table(texts)).mutate(change=ibis.literal("merged"))
    split_from = {
        "person": pa.array(assignment.split.keys(), pa.int64()),
        "kept": pa.array(assignment.split.values(), pa.string()),
    }
    split = workspace.register_arrow("split_person", pa.table(split_from))
    split = looked_up(split, "person", ids, "person", other_id="person_id")
    columns = ["change", "person_id", "other_id"]
    split = split.select(change=ibis.literal("split"), person_id="kept", other_id="other_id")
    return ibis.union(merged_ids.select(*columns), split.select(*columns))
