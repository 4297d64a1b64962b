"""Person ids: how a person is identified outside a run."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from aftercall.frames.engine import Workspace
from aftercall.frames.hashing import key_table, key_text, with_keyed_hash
from aftercall.frames.joining import looked_up

ID_LENGTH = 32  # hex digits


@dataclass(frozen=True)
class PersonIds:
    """Where ids come from: those of a register (person, person_id), or else hashes with `key`."""

    key: bytes
    registered: ir.Table | None = None


def with_person_ids(
    workspace: Workspace, table: ir.Table, records: ir.Table, members: ir.Table, ids: PersonIds
) -> ir.Table:
    """A table of all records (with person, faults and both references), with `person_id` added.

    The id is the one in the register, or else a keyed hash of the lowest reference of the person's records, which is
    valid for this run only. `members`: record, person, of persons with several records.
    """
    key = key_table(workspace, key_text(ids.key, "person"), "id_key")
    of_members = members.inner_join(records.select("record", reference=_reference(records)), "record")
    lowest = of_members.group_by("person").agg(lowest=of_members.reference.min())
    shared = workspace.materialize("shared_id", _hashed(lowest, key, lowest.lowest).select("person", id="hashed"))
    joined = looked_up(table, "person", shared, "person", id="id")
    # Hashing is slow, so records that have an id already pass on null.
    own = _hashed(joined, key, ibis.ifelse(joined.id.isnull(), _reference(joined), ibis.null("string")))
    hashed = own.mutate(person_id=ibis.coalesce(own.id, own.hashed)).drop("hashed", "id")
    if ids.registered is None:
        return hashed
    known = looked_up(hashed, "person", ids.registered, "person", registered="person_id")
    return known.mutate(person_id=ibis.coalesce(known.registered, known.person_id)).drop("registered")


def _hashed(table: ir.Table, key: ir.Table, text: ir.StringValue) -> ir.Table:
    found = with_keyed_hash(table, key, text, "hashed")
    return found.mutate(hashed=found.hashed.substr(0, ID_LENGTH))


def _reference(table: ir.Table) -> ir.StringValue:
    """Both references as one text. Rejected records, whose references may be missing or wrong, come last."""
    crime, victim = (table[name].fill_null("") for name in ("crime_ref", "victim_ref"))
    # The length of the first makes the texts of different references different.
    return ibis.ifelse(table.faults == "", "0", "1") + crime.length().cast("string") + ":" + crime + victim
