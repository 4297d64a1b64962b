"""The guarded keys: two records that share one of them, and do not contradict each other, are of one person.

A key is guarded when it holds more than a household shares. Each is also what the suppression list remembers, as a
keyed hash of "kind|value".
"""

from collections.abc import Iterator
from dataclasses import dataclass

import ibis

from aftercall.frames.engine import Expression

NUMBERS = ("phone", "phone_alt")
_NUMBER = "number"  # either of them
_NEAR = 3  # letters of each name: a nickname or a slip of the pen mostly comes later


@dataclass(frozen=True)
class Key:
    """A kind of key, the columns it is made of, and the means of contact among them that many may come to share."""

    kind: str
    columns: tuple[str, ...]
    carrier: str | None = None


# In the order in which they are likely to stay the same from one extract to the next.
KEYS = (
    Key("names-birth", ("names", "born")),
    Key("surname-initial-birth-postcode", ("surname", "initial", "born", "postcode")),
    Key("forename-birth-postcode", ("forename", "born", "postcode")),
    Key("near-names-birth-district", ("near_names", "born", "district")),
    Key("names-postcode", ("names", "postcode")),
    Key("phone-birth", (_NUMBER, "born"), _NUMBER),
    Key("email-initial", ("email", "initial"), "email"),
    Key("phone-forename", (_NUMBER, "forename"), _NUMBER),
    Key("phone-surname-initial", (_NUMBER, "surname", "initial"), _NUMBER),
)


def record_keys(records: Expression) -> Expression:
    """One row a record and key: record, rank (of the kind), kind, carrier (null where the key has none), value."""
    table = records.filter(~records.victim_kind.fill_null("").isin(("business", "state")))
    start, other = (table[name].substr(0, _NEAR) for name in ("forename", "surname"))
    near = ibis.least(start, other) + "/" + ibis.greatest(start, other)
    table = table.mutate(
        near_names=ibis.ifelse(table.names.notnull(), near, ibis.null("string")),
        born=table.born.cast("string"),
    )
    rows = ibis.union(*_each_key(table))
    return rows.filter(rows.value.notnull()).distinct()


def _each_key(table: Expression) -> Iterator[Expression]:
    for rank, key in enumerate(KEYS):
        for number in NUMBERS if _NUMBER in key.columns else NUMBERS[:1]:
            stands_for = {_NUMBER: number}
            columns = [table[stands_for.get(column, column)] for column in key.columns]
            value = columns[0]
            for column in columns[1:]:
                value = value + "|" + column
            carrier = table[stands_for.get(key.carrier, key.carrier)] if key.carrier else ibis.null("string")
            yield table.select(
                "record", rank=ibis.literal(rank, "int64"), kind=ibis.literal(key.kind), carrier=carrier, value=value
            )


def digest_text(keys: Expression) -> Expression:
    """What is hashed for the suppression list."""
    return keys.kind + "|" + keys.value
