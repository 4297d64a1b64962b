"""Person ids: what a person is called outside a run."""

from dataclasses import dataclass

import ibis

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.hashing import key_text, keyed, with_hash
from aftercall.frames.joining import looked_up

ID_LENGTH = 32  # hex digits


@dataclass(frozen=True)
class Ids:
    """What persons are called by: the ids that a register has (person, person_id), else keyed hashes."""

    key: bytes
    registered: Expression | None = None


def with_person_ids(
    workspace: Workspace, table: Expression, records: Expression, members: Expression, ids: Ids
) -> Expression:
    """A table of all records (with person, faults and both references) with `person_id` more.

    The id is the one in the register, else a keyed hash of the lowest reference of the person's records: good for this
    run only. `members`: record, person, of persons of several records.
    """
    of_members = members.inner_join(records.select("record", reference=_reference(records)), "record")
    lowest = workspace.keep("origin", of_members.group_by("person").agg(origin=of_members.reference.min()))
    joined = looked_up(table, "person", lowest, "person", origin="origin")
    origin = ibis.coalesce(joined.origin, _reference(joined))
    hashed = with_hash(joined, keyed(workspace, key_text(ids.key, "person"), "id_key"), origin, "hashed")
    hashed = hashed.mutate(person_id=hashed.hashed.substr(0, ID_LENGTH)).drop("hashed", "origin")
    if ids.registered is None:
        return hashed
    known = looked_up(hashed, "person", ids.registered, "person", registered="person_id")
    return known.mutate(person_id=ibis.coalesce(known.registered, known.person_id)).drop("registered")


def _reference(table: Expression) -> Expression:
    """Both references in one text. A rejected record may have none, or a wrong one: it comes last."""
    crime, victim = (table[name].fill_null("") for name in ("crime_ref", "victim_ref"))
    # With the length of the first in front, no two pairs of references read alike.
    return ibis.ifelse(table.faults == "", "0", "1") + crime.length().cast("string") + ":" + crime + victim
