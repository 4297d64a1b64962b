"""Persons: recognised over all records, each with an id, and the digests that the suppression list knows them by."""

from collections.abc import Mapping

import ibis
import pyarrow as pa

from aftercall.frames.checks import tidied, with_faults
from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.hashing import keyed, with_hmac
from aftercall.frames.keys import digest_text, record_keys
from aftercall.frames.layout import NAMES
from aftercall.frames.linking import with_person
from aftercall.frames.normalise import normalised

IN_CLEAR = ("first_name", "last_name", "date_of_birth", "phone", "phone_alt", "email", "postcode")
_ID_LENGTH = 32  # hex digits


def recognise(workspace: Workspace, records: Expression, *, match_key: bytes | None) -> tuple[Expression, Expression]:
    """(records with person_id and copy, keys with person_id and, where there is a match key, digest).

    `copy` numbers the records of one crime and victim from 0, in an order that hangs on nothing but what they say.
    """
    keys = workspace.keep("record_key", record_keys(records))
    if match_key is not None:
        keys = workspace.keep("digested_key", _with_digest(workspace, keys, match_key))
    numbered = with_person(workspace, records, keys)
    order = [numbered.rejected, numbered.content, numbered.record]
    copy = ibis.row_number().over(group_by=[numbered.crime_ref, numbered.victim_ref], order_by=order)
    numbered = workspace.keep("numbered", numbered.mutate(copy=copy))
    ids = workspace.keep("person_id", _person_ids(workspace, numbered, keys, match_key))
    people = workspace.keep("recognised", numbered.inner_join(ids, "person"))
    return people, keys.inner_join(people.select("record", "person_id"), "record")


def person_digests(person: Mapping[str, str | None], *, match_key: bytes) -> set[str]:
    """The digests of one person given in clear, by the very expressions that a frame is built with.

    `person` may hold any of IN_CLEAR, dates as year-month-day. An empty set: too little is known to recognise anybody.
    """
    row: dict[str, list[str | None]] = {name: [None] for name in NAMES}
    row |= {name: [person.get(name) or None] for name in IN_CLEAR}
    with Workspace() as workspace:
        table = pa.table({name: pa.array(value, pa.string()) for name, value in row.items()})
        raw = workspace.hand_in("raw", table).mutate(record=ibis.literal(0, "int64"))
        records = workspace.keep("record", normalised(workspace, with_faults(tidied(raw))))
        keys = _with_digest(workspace, record_keys(records), match_key)
        return set(workspace.fetch(keys)["digest"].to_pylist())


def _with_digest(workspace: Workspace, keys: Expression, match_key: bytes) -> Expression:
    """Each different key is hashed once: repeat victims and families share many."""
    different = workspace.keep("different_key", keys.select("kind", "value").distinct())
    hashed = with_hmac(different, keyed(workspace, match_key, "match_key"), digest_text(different), "digest")
    return keys.inner_join(workspace.keep("hashed_key", hashed), ["kind", "value"])


def _person_ids(workspace: Workspace, records: Expression, keys: Expression, match_key: bytes | None) -> Expression:
    """One row a person: person, person_id.

    With a match key the id hangs on the person's steadiest key that nobody else has, so that another extract gives the
    same id. Without one, or for a person without such a key, it hangs on the lowest reference: good for this run only.
    """
    reference = _reference(records.crime_ref) + _reference(records.victim_ref) + records.copy.cast("string")
    origins = records.mutate(origin="r" + reference).group_by("person").agg(origin=ibis._.origin.min())
    if match_key is not None:
        origins = _steadier(origins, records, keys)
    origins = workspace.keep("person_origin", origins)
    hashed = with_hmac(origins, keyed(workspace, match_key or b"", "id_key"), "person|" + origins.origin, "person_id")
    return hashed.select("person", person_id=hashed.person_id.substr(0, _ID_LENGTH))


def _reference(column: Expression) -> Expression:
    text = column.fill_null("")
    return text.length().cast("string") + ":" + text + "|"


def _steadier(origins: Expression, records: Expression, keys: Expression) -> Expression:
    held = keys.inner_join(records.select("record", "person"), "record")
    own = held.group_by("rank", "digest").agg(holders=held.person.nunique(), person=held.person.min())
    own = own.filter(own.holders == 1)
    steady = own.group_by("person").agg(steady=("k" + own["rank"].cast("string") + own.digest).min())
    joined = origins.left_join(steady, "person")
    return joined.select("person", origin=ibis.coalesce(joined.steady, joined.origin))
