"""The register: what a person is called stays the same from extract to extract.

It holds digests of match keys and the id of the person who bears each. A person of a new extract who shares at least
two digests with one of the register is that one and keeps the id. When two of the register turn out to be one (merged),
the id with more digests in common is kept and the other given up for good; when one turns out to be two (split), the
one with more digests in common keeps the id and the other gets a new one. Both are told, so that a permanent random
number or a repeat-contact rule that hung on the id can be followed up. A digest that two bear speaks for neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import ibis
import pyarrow as pa

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.flow import Recognition
from aftercall.frames.hashing import key_text, keyed, with_hash
from aftercall.frames.joining import looked_up
from aftercall.frames.lists import read_list
from aftercall.frames.recognition.identity import ID_LENGTH

REGISTER = "register.parquet"
CHANGES = "register_changes.csv"
IN_COMMON = 2  # digests: one alone may be a namesake's, or a number that went to somebody else
_COLUMNS = ("digest", "person_id", "seen")


@dataclass(frozen=True)
class Claim:
    """A person of this run shares so many digests with a person of the register; `lowest` is the least of them."""

    person: int
    person_id: str
    digests: int
    lowest: str


@dataclass
class Resolved:
    """Who keeps which id; the ids given up for another one; and the persons who were one with somebody else before."""

    kept: dict[int, str] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)  # given up → kept
    split: dict[int, str] = field(default_factory=dict)  # person → the id that another one keeps


def resolve(claims: Iterable[Claim]) -> Resolved:
    """Each id goes to one person and each person has one id, the strongest claims first."""
    resolved, taken = Resolved(), set[str]()
    for claim in sorted(claims, key=lambda claim: (-claim.digests, claim.lowest, claim.person_id)):
        has = resolved.kept.get(claim.person)
        if has is None and claim.person_id not in taken:
            resolved.kept[claim.person] = claim.person_id
            taken.add(claim.person_id)
        elif has is None:
            resolved.split.setdefault(claim.person, claim.person_id)
        elif claim.person_id not in taken:
            resolved.merged[claim.person_id] = has
            taken.add(claim.person_id)
    for person in resolved.kept:
        resolved.split.pop(person, None)
    return resolved


@dataclass(frozen=True)
class Registered:
    """What a register says of this run: the register as it was, the digests of this run's persons, and who is who."""

    known: Expression
    held: Expression
    resolved: Resolved
    ids: Expression  # person, person_id


def look_up(workspace: Workspace, keys: Expression, persons: Expression, register: Path | None) -> Registered:
    """`keys`: record, digest. `persons`: record, person, of the records that are not the first of their person."""
    named = looked_up(keys, "record", persons, "record", person="person")
    held = named.select("digest", person=ibis.coalesce(named.person, named.record)).distinct()
    held = workspace.keep("held_digest", held)
    known = workspace.keep("registered_digest", read_list(workspace, register, "register", _COLUMNS))
    bearers = held.group_by("digest").agg(bearers=held.person.nunique())
    own = held.semi_join(bearers.filter(bearers.bearers == 1), "digest")
    shared = own.inner_join(known.filter(known.person_id.notnull()), "digest")
    claims = shared.group_by("person", "person_id").agg(digests=shared.count(), lowest=shared.digest.min())
    rows = workspace.fetch(claims.filter(claims.digests >= IN_COMMON)).to_pylist()
    resolved = resolve(Claim(**row) for row in rows)
    ids = {
        "person": pa.array(resolved.kept.keys(), pa.int64()),
        "person_id": pa.array(resolved.kept.values(), pa.string()),
    }
    return Registered(known, held, resolved, workspace.hand_in("registered_id", pa.table(ids)))


def told_apart(workspace: Workspace, told: Expression, found: Registered, key: bytes, as_of: date) -> Expression:
    """`told` without anybody new who is called what somebody else is, or was: the record whose reference made an id can
    come again as another person's."""
    ids = [*found.resolved.kept.values(), *found.resolved.merged]
    taken = workspace.hand_in("taken_id", pa.table({"person_id": pa.array(ids, pa.string())}))
    alike = told.anti_join(found.ids, "person").semi_join(taken, "person_id").select("person", "person_id").distinct()
    text = alike.person_id + f"|{as_of.isoformat()}"
    hashed = with_hash(alike, keyed(workspace, key_text(key, "person"), "other_id_key"), text, "hashed")
    other = workspace.keep("other_id", hashed.select("person", other=hashed.hashed.substr(0, ID_LENGTH)))
    named = looked_up(told, "person", other, "person", other="other")
    named = named.mutate(person_id=ibis.coalesce(named.other, named.person_id)).drop("other")
    return workspace.name("told_apart", named)


def counted(workspace: Workspace, found: Registered) -> Recognition:
    """How many people were known, new, merged and split. Who bears no digest can't be recognised, and is left out."""
    people = workspace.number(found.held.aggregate(people=found.held.person.nunique()))
    resolved = found.resolved
    known = len(resolved.kept)
    return Recognition(known, people - known, merged=len(resolved.merged), split=len(resolved.split))


def write_register(workspace: Workspace, found: Registered, told: Expression, folder: Path, as_of: date) -> None:
    """The register as it is now, and what was merged and split. `told`: person, person_id, of every record."""
    names = workspace.keep("id_of_person", told.select("person", "person_id").distinct())
    workspace.write(_brought_up_to_date(workspace, found, names, as_of).order_by("digest"), folder / REGISTER)
    workspace.write_csv(
        _changes(workspace, found.resolved, names).order_by(["change", "person_id", "other_id"]), folder / CHANGES
    )


def _brought_up_to_date(workspace: Workspace, found: Registered, names: Expression, as_of: date) -> Expression:
    merged = found.resolved.merged
    given_up = {"given_up": pa.array(merged.keys(), pa.string()), "kept": pa.array(merged.values(), pa.string())}
    aliases = workspace.hand_in("given_up", pa.table(given_up))
    before = looked_up(found.known, "person_id", aliases, "given_up", kept="kept")
    before = before.select("digest", person_id=ibis.coalesce(before.kept, before.person_id), seen="seen")
    now = looked_up(found.held, "person", names, "person", person_id="person_id")
    rows = ibis.union(before, now.select("digest", "person_id", seen=ibis.literal(as_of.isoformat())))
    whole = rows.group_by("digest").agg(
        ids=rows.person_id.nunique(),
        unclear=rows.person_id.isnull().any(),
        person_id=rows.person_id.min(),
        seen=rows.seen.max(),
    )
    one = (whole.ids == 1) & ~whole.unclear
    return whole.select("digest", person_id=ibis.ifelse(one, whole.person_id, ibis.null("string")), seen="seen")


def _changes(workspace: Workspace, resolved: Resolved, names: Expression) -> Expression:
    """change, person_id (which is kept), other_id (given up when merged, new when split)."""
    merged = {"person_id": list(resolved.merged.values()), "other_id": list(resolved.merged)}
    texts = {name: pa.array(values, pa.string()) for name, values in merged.items()}
    ids = workspace.hand_in("merged_id", pa.table(texts)).mutate(change=ibis.literal("merged"))
    parted = {
        "person": pa.array(resolved.split.keys(), pa.int64()),
        "kept": pa.array(resolved.split.values(), pa.string()),
    }
    split = looked_up(
        workspace.hand_in("split_person", pa.table(parted)), "person", names, "person", other_id="person_id"
    )
    columns = ["change", "person_id", "other_id"]
    split = split.select(change=ibis.literal("split"), person_id="kept", other_id="other_id")
    return ibis.union(ids.select(*columns), split.select(*columns))
