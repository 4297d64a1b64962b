"""Match keys: how a person is remembered without being known, by keyed hashes of "kind|value".

Each holds more than a household shares. The suppression list, the list of those surveyed and the register of persons
hold such digests, of all of a person's records.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import ibis
import pyarrow as pa

from aftercall.frames.engine import DuckDBWorkspace, Expression, Workspace
from aftercall.frames.hashing import key_text, keyed, with_hash
from aftercall.frames.layout import NAMES
from aftercall.frames.normalise import normalised
from aftercall.frames.phones import NUMBERS, resolve
from aftercall.frames.recognition.profiles import persons_records, with_names

IN_CLEAR = ("first_name", "last_name", "date_of_birth", "phone", "phone_alt", "email", "postcode")
_NUMBER = "number"  # either of them
_NEAR = 3  # letters of each name: a nickname or a slip of the pen mostly comes later


@dataclass(frozen=True)
class MatchKey:
    """A kind of key and what it is made of."""

    kind: str
    columns: tuple[str, ...]


# In the order in which they are likely to stay the same from one extract to the next.
MATCH_KEYS = (
    MatchKey("names-birth", ("names", "born")),
    MatchKey("surname-initial-birth-postcode", ("surname", "initial", "born", "postcode")),
    MatchKey("forename-birth-postcode", ("forename", "born", "postcode")),
    MatchKey("near-names-birth-district", ("near_names", "born", "district")),
    MatchKey("names-postcode", ("names", "postcode")),
    MatchKey("phone-birth", (_NUMBER, "born")),
    MatchKey("email-initial", ("email", "initial")),
    MatchKey("phone-forename", (_NUMBER, "forename")),
    MatchKey("phone-surname-initial", (_NUMBER, "surname", "initial")),
)


def record_digests(workspace: Workspace, records: Expression, match_key: bytes) -> Expression:
    """record, rank (of the kind), digest: every key of every record, worked out whenever it is asked for."""
    key = keyed(workspace, key_text(match_key, "match"), "match_key")
    people = workspace.name("keyed_person", _with_parts(persons_records(records)))
    rows = ibis.union(*_each_key(people))
    return with_hash(rows.filter(rows.value.notnull()), key, rows.value, "digest").drop("value")


def _with_parts(people: Expression) -> Expression:
    table = with_names(people)
    starts = [table[name].substr(0, _NEAR) for name in ("forename", "surname")]
    return table.mutate(
        initial=table.forename.substr(0, 1),
        names=_either_way(table.forename, table.surname),
        near_names=_either_way(*starts),
    )


def _either_way(one: Expression, other: Expression) -> Expression:
    """Both in one order; null where one is."""
    known = one.notnull() & other.notnull()
    return ibis.ifelse(known, ibis.least(one, other) + "/" + ibis.greatest(one, other), ibis.null("string"))


def _each_key(people: Expression) -> Iterator[Expression]:
    for rank, key in enumerate(MATCH_KEYS):
        for number in NUMBERS if _NUMBER in key.columns else NUMBERS[:1]:
            value = ibis.literal(key.kind)
            for column in key.columns:
                value = value + "|" + people[number if column == _NUMBER else column]
            yield people.select("record", rank=ibis.literal(rank, "int64"), value=value)


def person_digests(person: Mapping[str, str | None], *, match_key: bytes) -> set[str]:
    """The digests of one person given in clear, by the very expressions that a frame is built with.

    `person` may hold any of IN_CLEAR, dates as year-month-day. An empty set: too little is known to recognise anybody.
    """
    row: dict[str, list[str | None]] = {name: [None] for name in NAMES}
    row |= {name: [person.get(name) or None] for name in IN_CLEAR}
    with DuckDBWorkspace() as workspace:
        table = pa.table({name: pa.array(value, pa.string()) for name, value in row.items()})
        raw = workspace.hand_in("raw", table).mutate(file=ibis.literal(0, "int64"), row=ibis.literal(0, "int64"))
        record = workspace.keep("record", normalised(workspace, raw))
        resolve(workspace, "record")
        record = record.mutate(record=ibis.literal(0, "int64"))
        return set(workspace.fetch(record_digests(workspace, record, match_key))["digest"].to_pylist())
