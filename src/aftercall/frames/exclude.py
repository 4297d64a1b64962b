"""Who is left out of the frame: each record's reasons, its own and those that any record of the same person gives.

A record's reasons are the bits of one whole number, in the rules' order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import ibis

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.exclusions import Exclusion
from aftercall.frames.joining import looked_up
from aftercall.frames.recognition.identity import Ids, with_person_ids
from aftercall.frames.rules import FrameRules

_NO = ibis.literal(value=False)
_TOLD = (
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
class Known:
    """What is known of records and persons beside the extract.

    persons: record, person (of those that are not the first of their person). again: the records delivered twice.
    objected, surveyed: `record` of whoever objected, or was surveyed too recently.
    """

    persons: Expression
    again: Expression
    objected: Expression
    surveyed: Expression


def told(
    workspace: Workspace,
    records: Expression,
    rules: FrameRules,
    known: Known,
    *,
    as_of: date,
    ids: Ids,
    also: tuple[str, ...],
) -> Expression:
    """Every record with its person, `birth`, and `reasons` (0 where none); rejected ones have a null in `reasons`.

    `birth` is the latest birth date that any record of the person gives: an error in it must not get a child called.
    `several`: whether the person has more records than this one.
    """
    members = ibis.union(known.persons, known.persons.select(record="person", person="person").distinct())
    members = workspace.keep("member_of", members)
    facts = workspace.name("fact", _with_facts(_with_persons(workspace, records, members, known), rules, as_of))
    bits = {exclusion: 1 << at for at, exclusion in enumerate(rules.exclusions)}
    shared = workspace.keep("reasons_of_person", _of_persons(facts, bits))
    hits = workspace.name("hit", facts.mutate(own=_own_reasons(facts, bits)))
    joined = looked_up(hits, "person", shared, "person", shared="shared")
    reasons = joined.own | joined.shared.fill_null(0)
    usable = ibis.ifelse(joined.faults == "", reasons, ibis.null("int64"))
    named = with_person_ids(workspace, joined.mutate(reasons=usable), records, members, ids)
    return workspace.keep("told", named.select("person_id", *_TOLD, *also, "reasons"))


def reason_words(rules: FrameRules, reasons: int) -> tuple[str, str]:
    """(the first reason, all of them separated by ;) of a record's number."""
    codes = [exclusion.code for at, exclusion in enumerate(rules.exclusions) if reasons >> at & 1]
    return codes[0], ";".join(codes)


def _of_persons(facts: Expression, bits: Mapping[Exclusion, int]) -> Expression:
    """person, shared: the reasons that hold for all records of a person as soon as they hold for one."""
    held = {bit: _holds(facts, exclusion) for exclusion, bit in bits.items() if exclusion.scope == "person"}
    zero = ibis.literal(0, "int64")
    hit = facts.filter(ibis.or_(*held.values())) if held else facts.limit(0)
    found = hit.group_by("person").agg(**{f"any_{bit}": holds.any() for bit, holds in held.items()})
    return found.select("person", shared=sum((ibis.ifelse(found[f"any_{bit}"], bit, 0) for bit in held), start=zero))


def _own_reasons(facts: Expression, bits: Mapping[Exclusion, int]) -> Expression:
    """What each record itself says."""
    held = {exclusion: ibis.ifelse(_holds(facts, exclusion), bit, 0) for exclusion, bit in bits.items()}
    none = ibis.literal(0, "int64")
    by_flag = sum((bit for exclusion, bit in held.items() if exclusion.flag), start=none)
    others = sum((bit for exclusion, bit in held.items() if not exclusion.flag), start=none)
    # Most records have no flag at all, and need not be searched for each.
    return others + ibis.ifelse(facts.flags.isnull(), none, by_flag)


def _holds(table: Expression, exclusion: Exclusion) -> Expression:
    return _fits(table, exclusion).fill_null(_NO)


def _fits(table: Expression, exclusion: Exclusion) -> Expression:
    if exclusion.flag:
        return table.flags.contains(f";{exclusion.flag};")
    if exclusion.fact:
        return table[exclusion.fact]
    return table[exclusion.column].isin(exclusion.values)


def _with_persons(workspace: Workspace, records: Expression, members: Expression, known: Known) -> Expression:
    """The records with person, several, birth, copy, and the flags of all copies."""
    born = members.inner_join(records, "record")
    births = workspace.keep("latest_birth", born.group_by("person").agg(latest=born.born.max()))
    table = looked_up(records, "record", members, "record", person="person", member="record")
    table = looked_up(table, "person", births, "person", latest="latest")
    table = looked_up(table, "record", known.again, "record", copy="copy", all_flags="flags")
    table = looked_up(table, "record", known.objected.distinct(), "record", objector="record")
    table = looked_up(table, "record", known.surveyed.distinct(), "record", respondent="record")
    return table.mutate(
        person=ibis.coalesce(table.person, table.record),
        several=table.member.notnull(),
        birth=ibis.coalesce(table.latest, table.born).try_cast("date"),
        copy=table.copy.fill_null(0),
        flags=ibis.coalesce(table.all_flags, table.flags),
        objected=table.objector.notnull(),
        already_surveyed=table.respondent.notnull(),
    )


def _with_facts(table: Expression, rules: FrameRules, as_of: date) -> Expression:
    """The records with a column for every fact of exclusions.FACTS."""
    age = ibis.interval(years=rules.minimum_age)
    return table.mutate(
        delivered_twice=table.copy > 0,
        outside_period=_outside(table.reported_on, rules, as_of),
        under_age=table.birth + age > table.reported_on,
        no_usable_number=table.phone.isnull() & table.phone_alt.isnull(),
    )


def _outside(reported: Expression, rules: FrameRules, as_of: date) -> Expression:
    last = min(as_of, rules.reported_to or as_of)
    outside = reported > ibis.date(last)
    return outside | (reported < ibis.date(rules.reported_from)) if rules.reported_from else outside
