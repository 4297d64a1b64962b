"""Screening: the reasons to exclude each record, its own and those that any record of the same person gives.

A record's reasons are the bits of one integer, in the rules' order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir

from aftercall.frames.engine import Workspace
from aftercall.frames.exclusions import Exclusion
from aftercall.frames.joining import Lookup, looked_up, looked_up_in_turn
from aftercall.frames.phones import NUMBERS, is_british
from aftercall.frames.recognition.identity import PersonIds, with_person_ids
from aftercall.frames.rules import FrameRules

_FALSE = ibis.literal(value=False)
_COLUMNS = (
    "record",
    "person",
    "several",
    "copy",
    "crime_ref",
    "victim_ref",
    "reported_on",
    "category",
    "area",
    "sex",
    "birth",
)


@dataclass(frozen=True)
class RecordMatches:
    """What records were matched with: their persons, their duplicates, and the two lists.

    persons: record, person (of records that are not the first of their person). duplicates: as `duplicate_records`
    returns them. objected, surveyed: `record` of those who objected, or were surveyed too recently.
    """

    persons: ir.Table
    duplicates: ir.Table
    objected: ir.Table
    surveyed: ir.Table


def screen_records(
    workspace: Workspace,
    records: ir.Table,
    rules: FrameRules,
    matches: RecordMatches,
    *,
    as_of: date,
    ids: PersonIds,
    extra_columns: tuple[str, ...],
) -> ir.Table:
    """Every record with its person, `birth` and `reasons` (0 where there is none; null where it was rejected).

    `birth` is the latest birth date that any record of the person gives, so that a wrong one never lets a child be
    called. `several`: whether the person has other records.
    """
    members = ibis.union(matches.persons, matches.persons.select(record="person", person="person").distinct())
    members = workspace.materialize("member_of", members)
    known = _with_persons(workspace, records, members, matches)
    facts = workspace.create_view("fact", _with_facts(known, rules, as_of))
    bits = {exclusion: 1 << at for at, exclusion in enumerate(rules.all_exclusions)}
    shared = workspace.materialize("reasons_of_person", _reasons_of_persons(facts, bits))
    own = workspace.create_view("own_reasons", facts.mutate(own=_own_reasons(facts, bits)))
    joined = looked_up(own, "person", shared, "person", shared="shared")
    reasons = joined.own | joined.shared.fill_null(0)
    reasons = ibis.ifelse(joined.faults == "", reasons, ibis.null("int64"))
    identified = with_person_ids(workspace, joined.mutate(reasons=reasons), records, members, ids)
    return workspace.materialize("screened", identified.select("person_id", *_COLUMNS, *extra_columns, "reasons"))


def reason_codes(rules: FrameRules, reasons: int) -> tuple[str, str]:
    """(the first reason, all of them separated by ;) for a record's `reasons`."""
    codes = [exclusion.code for at, exclusion in enumerate(rules.all_exclusions) if reasons >> at & 1]
    return codes[0], ";".join(codes)


def _reasons_of_persons(facts: ir.Table, bits: Mapping[Exclusion, int]) -> ir.Table:
    """person, shared: the reasons that apply to all records of a person as soon as they apply to one."""
    tests = {bit: _applies(facts, exclusion) for exclusion, bit in bits.items() if exclusion.scope == "person"}
    zero = ibis.literal(0, "int64")
    excluded = facts.filter(ibis.or_(*tests.values())) if tests else facts.limit(0)
    found = excluded.group_by("person").agg(**{f"any_{bit}": applies.any() for bit, applies in tests.items()})
    return found.select("person", shared=sum((ibis.ifelse(found[f"any_{bit}"], bit, 0) for bit in tests), start=zero))


def _own_reasons(facts: ir.Table, bits: Mapping[Exclusion, int]) -> ir.IntegerValue:
    """The reasons that each record itself gives."""
    values = {exclusion: ibis.ifelse(_applies(facts, exclusion), bit, 0) for exclusion, bit in bits.items()}
    none = ibis.literal(0, "int64")
    by_flag = sum((value for exclusion, value in values.items() if exclusion.flag), start=none)
    others = sum((value for exclusion, value in values.items() if not exclusion.flag), start=none)
    # Most records have no flags at all, which need not be searched.
    return others + ibis.ifelse(facts.flags.isnull(), none, by_flag)


def _applies(table: ir.Table, exclusion: Exclusion) -> ir.BooleanValue:
    return _condition(table, exclusion).fill_null(_FALSE)


def _condition(table: ir.Table, exclusion: Exclusion) -> ir.BooleanValue:
    if exclusion.flag:
        return table.flags.contains(f";{exclusion.flag};")
    if exclusion.fact:
        return table[exclusion.fact]
    return table[exclusion.column].isin(exclusion.values)


def _with_persons(workspace: Workspace, records: ir.Table, members: ir.Table, matches: RecordMatches) -> ir.Table:
    """The records with person, several, birth, copy, and the flags of all copies."""
    born = members.inner_join(records, "record")
    births = workspace.materialize("latest_birth", born.group_by("person").agg(latest=born.born.max()))
    lookups = [
        Lookup.of("record", members, "record", person="person", member="record"),
        Lookup.of("person", births, "person", latest="latest"),
        Lookup.of("record", matches.duplicates, "record", copy="copy", all_flags="flags"),
        Lookup.of("record", matches.objected.distinct(), "record", objector="record"),
        Lookup.of("record", matches.surveyed.distinct(), "record", respondent="record"),
    ]
    table = looked_up_in_turn(records, lookups)
    return table.mutate(
        person=ibis.coalesce(table.person, table.record),
        several=table.member.notnull(),
        birth=ibis.coalesce(table.latest, table.born).try_cast("date"),
        copy=table.copy.fill_null(0),
        flags=ibis.coalesce(table.all_flags, table.flags),
        objected=table.objector.notnull(),
        already_surveyed=table.respondent.notnull(),
    )


def _with_facts(table: ir.Table, rules: FrameRules, as_of: date) -> ir.Table:
    """The records with a column for each of exclusions.FACTS."""
    age = ibis.interval(years=rules.minimum_age)
    return table.mutate(
        delivered_twice=table.copy > 0,
        outside_population=_outside_population(table.category, rules),
        outside_period=_outside_period(table.reported_on, rules, as_of),
        under_age=table.birth + age > table.reported_on,
        no_usable_number=table.phone.isnull() & table.phone_alt.isnull(),
        number_abroad=_number_abroad(table, rules),
    )


def _number_abroad(table: ir.Table, rules: FrameRules) -> ir.BooleanValue:
    """Whether the record has numbers, all of them abroad, and these are not called."""
    if rules.numbers_abroad:
        return _FALSE
    has_number = table.phone.notnull() | table.phone_alt.notnull()
    return has_number & ~ibis.or_(*(is_british(table[name]).fill_null(_FALSE) for name in NUMBERS))


def _outside_population(category: ir.StringValue, rules: FrameRules) -> ir.BooleanValue:
    if not rules.categories:
        return _FALSE
    return ~category.lower().isin([name.lower() for name in rules.categories])


def _outside_period(reported: ir.DateValue, rules: FrameRules, as_of: date) -> ir.BooleanValue:
    last = min(as_of, rules.reported_to or as_of)
    outside = reported > ibis.date(last)
    return outside | (reported < ibis.date(rules.reported_from)) if rules.reported_from else outside
