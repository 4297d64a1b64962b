"""Match keys: how a person is recognised later without being identified, by keyed hashes of "kind|value".

Each combines more values than the people of a household share. The suppression list, the list of those surveyed and the
register of persons contain such digests for all of a person's records.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from aftercall.frames.engine import Workspace, open_workspace
from aftercall.frames.expression_cache import cached_expressions
from aftercall.frames.hashing import key_table, key_text, with_keyed_hash
from aftercall.frames.layout import NAMES
from aftercall.frames.normalise import normalised
from aftercall.frames.phones import NUMBERS, resolve_unmatched
from aftercall.frames.recognition.profiles import person_records, with_name_parts

IN_CLEAR = ("first_name", "last_name", "date_of_birth", "phone", "phone_alt", "email", "postcode", "address")
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


def record_digests(
    workspace: Workspace, records: ir.Table, match_key: bytes, keys: Sequence[MatchKey] = MATCH_KEYS
) -> ir.Table:
    """record, rank (of the kind), digest: every key of every record, computed again for each use."""
    key = key_table(workspace, key_text(match_key, "match"), "match_key")
    people = workspace.create_view("keyed_person", _with_key_parts(person_records(records)))
    rows = _with_values(people, tuple(keys))
    return with_keyed_hash(rows.filter(rows.value.notnull()), key, rows.value, "digest").drop("value")


@cached_expressions
def _with_key_parts(people: ir.Table) -> ir.Table:
    table = with_name_parts(people, "address_words")
    starts = [table[name].substr(0, _START) for name in ("forename", "surname")]
    return table.mutate(
        initial=table.forename.substr(0, 1),
        names=_in_either_order(table.forename, table.surname),
        near_names=_in_either_order(*starts),
        premises=_premises(table.address_words),
        dwelling=_dwelling(table.address_words),
    )


def _premises(words: ir.StringValue) -> ir.StringValue:
    """The number of the house and the beginning of the next word, as 14 elm of Flat 2, 14A Elm Road. Of an address
    without a number, how it begins."""
    numbered = "([0-9]+)[a-z]? (?:[a-z] )?([a-z]{3})"
    number, street = (words.re_extract(numbered, group) for group in (1, 2))
    named = words.re_replace("[^a-z]", "").substr(0, 2 * _START)
    return ibis.ifelse(words.re_search(numbered), number + " " + street, named).nullif("")


def _dwelling(words: ir.StringValue) -> ir.StringValue:
    """The premises with all numbers of the address, so that flats of one house differ."""
    return _premises(words) + " " + words.re_replace("[^0-9]+", " ").strip()


def _in_either_order(one: ir.StringValue, other: ir.StringValue) -> ir.StringValue:
    """The same text whichever comes first; null where either is null."""
    known = one.notnull() & other.notnull()
    return ibis.ifelse(known, ibis.least(one, other) + "/" + ibis.greatest(one, other), ibis.null("string"))


@cached_expressions
def _with_values(people: ir.Table, keys: tuple[MatchKey, ...]) -> ir.Table:
    """record, rank, value: one row for each key; a union of as many tables would take the engine a second to plan."""
    rows = people.select("record", each=ibis.array(list(_each_value(people, keys))).unnest())
    return rows.select("record", rank=rows.each["rank"], value=rows.each["value"])


def _each_value(people: ir.Table, keys: Sequence[MatchKey]) -> Iterator[ir.StructValue]:
    """rank and value of every key, null where a part is not known."""
    for rank, key in enumerate(keys):
        for number in NUMBERS if _NUMBER in key.columns else NUMBERS[:1]:
            value = ibis.literal(key.kind)
            for column in key.columns:
                value = value + "|" + people[number if column == _NUMBER else column]
            yield ibis.struct({"rank": ibis.literal(rank, "int64"), "value": value})


def person_digests(
    person: Mapping[str, str | None], *, match_key: bytes, keys: Sequence[MatchKey] = MATCH_KEYS
) -> set[str]:
    """The digests of one person given in clear, by the same expressions that build a frame.

    `person` may have any of IN_CLEAR, with dates as year-month-day. Empty where the values are too few to recognise
    anyone by.
    """
    [digests] = digests_of_people([person], match_key=match_key, keys=keys)
    return digests


def digests_of_people(
    people: Sequence[Mapping[str, str | None]], *, match_key: bytes, keys: Sequence[MatchKey] = MATCH_KEYS
) -> list[set[str]]:
    """The digests of each of these people, as `person_digests` computes them for one."""
    if not people:
        return []
    rows: dict[str, list[str | None]] = {name: [None] * len(people) for name in NAMES}
    rows |= {name: [person.get(name) or None for person in people] for name in IN_CLEAR}
    with open_workspace("these details") as workspace:
        columns = {name: pa.array(values, pa.string()) for name, values in rows.items()}
        numbers = pa.array(range(len(people)), pa.int64())
        raw = workspace.register_arrow("raw", pa.table(columns | {"row": numbers})).mutate(
            file=ibis.literal(0, "int64")
        )
        record = workspace.materialize("record", normalised(workspace, raw))
        resolve_unmatched(workspace.reader, "record")
        digests = record_digests(workspace, record.mutate(record=record["row"]), match_key, keys)
        found: list[set[str]] = [set() for _ in people]
        for row in workspace.fetch(digests.select("record", "digest")).to_pylist():
            found[row["record"]].add(row["digest"])
    return found
