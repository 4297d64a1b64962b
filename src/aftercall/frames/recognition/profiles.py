"""Profiles: all records that say the same of who somebody is are one profile, and compared once."""

from collections.abc import Mapping

import ibis

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.hashing import known_hash, quick_hash
from aftercall.frames.joining import looked_up
from aftercall.frames.layout import NO_PERSON
from aftercall.frames.phones import NUMBERS
from aftercall.frames.repeated import Often

# A number or an address that more profiles have is a hostel's, a solicitor's or made up; and a birth date that more,
# and one in a thousand, have says that nobody asked.
CROWD = {"number": 60, "email": 12, "born": 20}
IDENTITY = ("forenames", "surnames", "born", "sex", "phone", "phone_alt", "email", "postcode")


def persons_records(records: Expression) -> Expression:
    """Those that may be of a person: all but businesses and the state."""
    return records.filter(~records.victim_kind.fill_null("").isin(NO_PERSON))


def same_profile(workspace: Workspace, records: Expression, apart: Expression) -> Expression:
    """record, profile: for every record that says the same as an earlier one, the earliest. The others are their own.

    `apart`: records that stay their own whatever they say.
    """
    people = persons_records(records).anti_join(apart, "record")
    hashed = people.select("record", key=quick_hash(*_said(people)))
    rows = workspace.number(records.count())
    maybe = workspace.repeated(hashed, {"maybe_alike": Often(("key",), 2)}, rows)["maybe_alike"]
    # With a second hash, of the columns backwards: together too long to be alike by chance.
    alike = people.inner_join(maybe, "record")
    alike = workspace.keep("alike", alike.select("record", "key", other=quick_hash(*reversed(_said(alike)))))
    first = workspace.name("first_alike", alike.mutate(profile=alike.record.min().over(group_by=["key", "other"])))
    same = workspace.keep("same_profile", first.filter(first.record != first.profile).select("record", "profile"))
    workspace.forget("maybe_alike", "alike")
    return same


def _said(people: Expression) -> list[Expression]:
    return [people[name].fill_null("") for name in IDENTITY]


def everybody(workspace: Workspace, records: Expression, same: Expression) -> Expression:
    """One row a profile: record (its first), and the values of `with_names` that are looked up by themselves."""
    people = with_names(persons_records(records).anti_join(same, "record"))
    return workspace.keep("everybody", people.drop("forenames", "surnames", "sex"))


def with_names(records: Expression) -> Expression:
    """Records with what they are compared by: IDENTITY, forename (the first), surname (in one word), district."""
    people = records.select("record", *IDENTITY)
    return people.mutate(
        # Most have one name, and to look costs a fifth of taking it out.
        forename=ibis.ifelse(
            people.forenames.contains(" "), people.forenames.re_extract("^[^ ]+", 0), people.forenames
        ),
        surname=ibis.ifelse(people.surnames.contains(" "), people.surnames.replace(" ", ""), people.surnames),
        district=people.postcode.substr(0, people.postcode.length() - 3),
    )


def crowds(workspace: Workspace, people: Expression, size: int) -> dict[str, Expression]:
    """By column, the values (`value`) that a crowd bears: they say nothing of who somebody is. `size`: of people."""
    columns = {"number": NUMBERS, "email": ("email",), "born": ("born",)}
    most = CROWD | {"born": CROWD["born"] + size // 1000}
    keyed = people.select("record", **{name: known_hash(people[name]) for names in columns.values() for name in names})
    sought = {kind: Often(names, most[kind] + 1, once=True) for kind, names in columns.items()}
    often = workspace.repeated(keyed, sought, size)
    values = {kind: _values(workspace, people, kind, names, often[kind]) for kind, names in columns.items()}
    return {name: values[kind] for kind, names in columns.items() for name in names}


def _values(
    workspace: Workspace, people: Expression, kind: str, columns: tuple[str, ...], often: Expression
) -> Expression:
    """What the keys are of: each stands with a record that has such a value in one of the columns."""
    having = people.inner_join(often, "record")
    values = ibis.union(*(having.filter(quick_hash(having[name]) == having.key).select(value=name) for name in columns))
    return workspace.keep(f"crowd_{kind}", values.distinct())


def without_crowds(people: Expression, crowds: Mapping[str, Expression]) -> Expression:
    """The profiles with null in place of every value that a crowd bears."""
    for column, crowd in crowds.items():
        found = looked_up(people, column, crowd, "value", crowd="value")
        people = found.mutate(**{column: ibis.ifelse(found.crowd.isnull(), found[column], None)}).drop("crowd")
    return people
