"""Match keys: how a person is recognised later without being identified, by keyed hashes of "kind|value".

Each combines more values than the people of a household share. The suppression list, the list of those surveyed and the
register of persons contain such digests for all of a person's records.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from aftercall.frames.engine import Workspace, open_workspace
from aftercall.frames.hashing import key_table, key_text, with_keyed_hash
from aftercall.frames.layout import NAMES
from aftercall.frames.normalise import normalised
from aftercall.frames.phones import NUMBERS, resolve_unmatched
from aftercall.frames.recognition.profiles import person_records, with_name_parts

IN_CLEAR = ("first_name", "last_name", "date_of_birth", "phone", "phone_alt", "email", "postcode")
_NUMBER = "number"  # either telephone number
_START = 3  # letters of each name: nicknames and misspellings mostly differ later


@dataclass(frozen=True)
class MatchKey:
    """A kind of key, and the columns that it combines."""

    kind: str
    columns: tuple[str, ...]


# The ones most likely to be the same in the next extract come first.
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


def record_digests(workspace: Workspace, records: ir.Table, match_key: bytes) -> ir.Table:
    """record, rank (of the kind), digest: every key of every record, computed again for each use."""
    key = key_table(workspace, key_text(match_key, "match"), "match_key")
    people = workspace.create_view("keyed_person", _with_key_parts(person_records(records)))
    rows = ibis.union(*_each_key(people))
    return with_keyed_hash(rows.filter(rows.value.notnull()), key, rows.value, "digest").drop("value")


def _with_key_parts(people: ir.Table) -> ir.Table:
    table = with_name_parts(people)
    starts = [table[name].substr(0, _START) for name in ("forename", "surname")]
    return table.mutate(
        initial=table.forename.substr(0, 1),
        names=_in_either_order(table.forename, table.surname),
        near_names=_in_either_order(*starts),
    )


def _in_either_order(one: ir.StringValue, other: ir.StringValue) -> ir.StringValue:
    """The same text whichever comes first; null where either is null."""
    known = one.notnull() & other.notnull()
    return ibis.ifelse(known, ibis.least(one, other) + "/" + ibis.greatest(one, other), ibis.null("string"))


def _each_key(people: ir.Table) -> Iterator[ir.Table]:
    for rank, key in enumerate(MATCH_KEYS):
        for number in NUMBERS if _NUMBER in key.columns else NUMBERS[:1]:
            value = ibis.literal(key.kind)
            for column in key.columns:
                value = value + "|" + people[number if column == _NUMBER else column]
            yield people.select("record", rank=ibis.literal(rank, "int64"), value=value)


def person_digests(person: Mapping[str, str | None], *, match_key: bytes) -> set[str]:
    """The digests of one person given in clear, by the same expressions that build a frame.

    `person` may have any of IN_CLEAR, with dates as year-month-day. Empty where the values are too few to recognise
    anyone by.
    """
    row: dict[str, list[str | None]] = {name: [None] for name in NAMES}
    row |= {name: [person.get(name) or None] for name in IN_CLEAR}
    with open_workspace("these details") as workspace:
        table = pa.table({name: pa.array(value, pa.string()) for name, value in row.items()})
        place = {name: ibis.literal(0, "int64") for name in ("file", "row")}
        raw = workspace.register_arrow("raw", table).mutate(**place)
        record = workspace.materialize("record", normalised(workspace, raw))
        resolve_unmatched(workspace.reader, "record")
        record = record.mutate(record=ibis.literal(0, "int64"))
        return set(workspace.fetch(record_digests(workspace, record, match_key))["digest"].to_pylist())
