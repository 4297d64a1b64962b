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
    key = keyed(workspace, key_text(ids.key, "person"), "id_key")
    of_members = members.inner_join(records.select("record", reference=_reference(records)), "record")
    lowest = of_members.group_by("person").agg(origin=of_members.reference.min())
    several = workspace.keep("id_of_several", _hashed(lowest, key, lowest.origin).select("person", id="hashed"))
    joined = looked_up(table, "person", several, "person", id="id")
    # To hash takes long: of nothing where the id is there already.
    single = _hashed(joined, key, ibis.ifelse(joined.id.isnull(), _reference(joined), ibis.null("string")))
    hashed = single.mutate(person_id=ibis.coalesce(single.id, single.hashed)).drop("hashed", "id")
    if ids.registered is None:
        return hashed
    known = looked_up(hashed, "person", ids.registered, "person", registered="person_id")
    return known.mutate(person_id=ibis.coalesce(known.registered, known.person_id)).drop("registered")


def _hashed(table: Expression, key: Expression, text: Expression) -> Expression:
    found = with_hash(table, key, text, "hashed")
    return found.mutate(hashed=found.hashed.substr(0, ID_LENGTH))


def _reference(table: Expression) -> Expression:
    """Both references in one text. A rejected record may have none, or a wrong one: it comes last."""
    crime, victim = (table[name].fill_null("") for name in ("crime_ref", "victim_ref"))
    # With the length of the first in front, no two pairs of references read alike.
    return ibis.ifelse(table.faults == "", "0", "1") + crime.length().cast("string") + ":" + crime + victim
