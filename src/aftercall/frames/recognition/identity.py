"""Person ids: what a person is called outside a run."""

import ibis

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.hashing import key_text, keyed, with_hash
from aftercall.frames.joining import looked_up

_LENGTH = 32  # hex digits


def with_person_ids(
    workspace: Workspace, table: Expression, members: Expression, key: bytes, registered: Expression | None = None
) -> Expression:
    """A table of all records (person, references, reasons: null where rejected) with `person_id` more.

    The id is the one in the register (`registered`: person, person_id), else a keyed hash of the lowest reference of
    the person's records: good for this run only. `members`: record, person, of persons of several records.
    """
    # A rejected record may have no reference, or a wrong one: a person is called by it only where there is no other.
    last = ibis.ifelse(table.reasons.isnull(), "1", "0")
    reference = last + _reference(table.crime_ref) + _reference(table.victim_ref)
    with_own = table.mutate(reference=reference)
    of_members = members.inner_join(with_own.select("record", "reference"), "record")
    lowest = workspace.keep("origin", of_members.group_by("person").agg(origin=of_members.reference.min()))
    joined = looked_up(with_own, "person", lowest, "person", origin="origin")
    origin = ibis.coalesce(joined.origin, joined.reference)
    hashed = with_hash(joined, keyed(workspace, key_text(key, "person"), "id_key"), origin, "hashed")
    hashed = hashed.mutate(person_id=hashed.hashed.substr(0, _LENGTH)).drop("hashed", "origin", "reference")
    if registered is None:
        return hashed
    known = looked_up(hashed, "person", registered, "person", registered="person_id")
    return known.mutate(person_id=ibis.coalesce(known.registered, known.person_id)).drop("registered")


def _reference(column: Expression) -> Expression:
    text = column.fill_null("")
    return text.length().cast("string") + ":" + text + "|"
