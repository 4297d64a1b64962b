"""Profiles: records that give exactly the same identity are one profile, and are compared only once."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from aftercall.frames.duplicate_keys import FrequencyFilter
from aftercall.frames.engine import Workspace
from aftercall.frames.expression_cache import cached_expressions
from aftercall.frames.hashing import known_hash, quick_hash
from aftercall.frames.joining import Lookup, looked_up_in_turn
from aftercall.frames.layout import NOT_PERSONS
from aftercall.frames.phones import NUMBERS

# How many profiles may share a value. A number or address shared by more is a hostel's, a solicitor's or invented. A
# birth date shared by more than this plus one profile in a thousand was entered because nobody asked.
MAX_SHARED = {"number": 60, "email": 12, "born": 20}
IDENTITY = ("forenames", "surnames", "generation", "born", "sex", "phone", "phone_alt", "email", "postcode")


def person_records(records: ir.Table) -> ir.Table:
    """All records except those of businesses and the state."""
    return records.filter(~records.victim_kind.fill_null("").isin(NOT_PERSONS))


def repeated_profiles(workspace: Workspace, records: ir.Table, apart: ir.Table) -> ir.Table:
    """record, profile: for every record with the identity of earlier ones, the earliest of them.

    `apart`: records that remain profiles of their own whatever they say.
    """
    people = person_records(records).anti_join(apart, "record")
    hashed = people.select("record", key=quick_hash(*_identity(people)))
    rows = workspace.fetch_int(records.count())
    maybe = workspace.duplicate_keys(hashed, {"maybe_repeated": FrequencyFilter(("key",), 2)}, rows)["maybe_repeated"]
    # Together with a second hash, of the columns in reverse order, equal keys are no coincidence.
    found = people.inner_join(maybe, "record")
    second_key = quick_hash(*reversed(_identity(found)))
    found = workspace.materialize("identity_key", found.select("record", "key", second_key=second_key))
    first = found.record.min().over(group_by=["key", "second_key"])
    firsts = workspace.create_view("first_of_identity", found.mutate(profile=first))
    repeated = firsts.filter(firsts.record != firsts.profile).select("record", "profile")
    stored = workspace.materialize("repeated_profile", repeated)
    workspace.drop("maybe_repeated", "identity_key")
    return stored


def _identity(people: ir.Table) -> list[ir.StringValue]:
    return [people[name].fill_null("") for name in IDENTITY]


def distinct_profiles(workspace: Workspace, records: ir.Table, repeated: ir.Table) -> ir.Table:
    """One row for each profile: record (its first), and those values of `with_name_parts` whose rarity counts."""
    people = with_name_parts(person_records(records).anti_join(repeated, "record"))
    return workspace.materialize("distinct_profile", people.drop("forenames", "surnames", "generation", "sex"))


@cached_expressions
def with_name_parts(records: ir.Table, *others: str) -> ir.Table:
    """record and what it is compared by: IDENTITY, forename (the first), surname (as one word), district; `others`."""
    people = records.select("record", *IDENTITY, *others)
    return people.mutate(
        # Most people have one forename, and looking first takes a fifth of the time.
        forename=ibis.ifelse(
            people.forenames.contains(" "), people.forenames.re_extract("^[^ ]+", 0), people.forenames
        ),
        surname=ibis.ifelse(people.surnames.contains(" "), people.surnames.replace(" ", ""), people.surnames),
        district=people.postcode.substr(0, people.postcode.length() - 3),
    )


def overshared_values(workspace: Workspace, profiles: ir.Table, size: int) -> dict[str, ir.Table]:
    """By column, the values (`value`) that too many profiles share to identify anyone. `size`: of profiles."""
    columns = {"number": NUMBERS, "email": ("email",), "born": ("born",)}
    limits = MAX_SHARED | {"born": MAX_SHARED["born"] + size // 1000}
    hashes = {name: known_hash(profiles[name]) for names in columns.values() for name in names}
    frequencies = {kind: FrequencyFilter(names, limits[kind] + 1, one_per_key=True) for kind, names in columns.items()}
    keys = workspace.duplicate_keys(profiles.select("record", **hashes), frequencies, size)
    values = {kind: _values_of(workspace, profiles, kind, names, keys[kind]) for kind, names in columns.items()}
    return {name: values[kind] for kind, names in columns.items() for name in names}


def _values_of(
    workspace: Workspace, profiles: ir.Table, kind: str, columns: tuple[str, ...], keys: ir.Table
) -> ir.Table:
    """The values behind the keys, from the record that comes with each key."""
    having = profiles.inner_join(keys, "record")
    values = ibis.union(*(having.filter(quick_hash(having[name]) == having.key).select(value=name) for name in columns))
    return workspace.materialize(f"overshared_{kind}", values.distinct())


def without_overshared(profiles: ir.Table, overshared: Mapping[str, ir.Table]) -> ir.Table:
    """The profiles with null in place of every overshared value."""
    lookups = [
        Lookup(column, values, "value", {f"overshared_{column}": "value"}) for column, values in overshared.items()
    ]
    found = looked_up_in_turn(profiles, lookups)
    kept = {column: ibis.ifelse(found[f"overshared_{column}"].isnull(), found[column], None) for column in overshared}
    return found.select(**{name: kept.get(name, found[name]) for name in profiles.columns})
