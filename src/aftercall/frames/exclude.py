"""Who is left out of the frame: each record's reasons, its own and those that any record of the same person gives."""

from dataclasses import dataclass
from datetime import date

import ibis

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.exclusions import Exclusion
from aftercall.frames.rules import FrameRules

_FALSE = ibis.literal(value=False)


@dataclass(frozen=True)
class Known:
    """What is known of persons from elsewhere: person_ids that objected, and that were surveyed too recently."""

    objected: Expression
    surveyed: Expression


def with_reasons(
    workspace: Workspace, records: Expression, rules: FrameRules, *, as_of: date, known: Known
) -> Expression:
    """The records with `reasons`, all codes in the rules' order separated by ;, and `reason`, the first; or null."""
    facts = workspace.keep("fact", _with_facts(records, rules, as_of, known))
    hits = {exclusion.code: _fits(facts, exclusion).fill_null(_FALSE) for exclusion in rules.exclusions}
    facts = workspace.keep("hit", facts.mutate(**{f"hit_{code}": hit for code, hit in hits.items()}))
    personal = [exclusion.code for exclusion in rules.exclusions if exclusion.scope == "person"]
    spread = facts.group_by("person_id").agg(**{f"any_{code}": facts[f"hit_{code}"].any() for code in personal})
    facts = facts.inner_join(spread, "person_id") if personal else facts
    codes = [
        ibis.ifelse(
            facts[f"any_{exclusion.code}" if exclusion.code in personal else f"hit_{exclusion.code}"],
            f"{exclusion.code};",
            "",
        )
        for exclusion in rules.exclusions
    ]
    reasons = ibis.literal("").concat("", *codes)  # a programme may have no exclusions
    reasons = reasons.re_replace(";$", "").nullif("")
    told = facts.select(*records.columns, "birth", reasons=reasons)
    return workspace.keep("told", told.mutate(reason=told.reasons.re_extract("^[^;]+", 0).nullif("")))


def _fits(table: Expression, exclusion: Exclusion) -> Expression:
    if exclusion.flag:
        return table.flags.contains(f";{exclusion.flag};")
    if exclusion.fact:
        return table[exclusion.fact]
    return table[exclusion.column].isin(exclusion.values)


def _with_facts(records: Expression, rules: FrameRules, as_of: date, known: Known) -> Expression:
    """The records with a column for every fact of rules.FACTS, and `birth`.

    That is the latest birth date that any record of the person gives: an error in it must not get a child called.
    """
    births = records.group_by("person_id").agg(birth=records.born.max())
    table = records.left_join(births, "person_id").drop("person_id_right")
    table = _marked(_marked(table, known.objected, "objected"), known.surveyed, "already_surveyed")
    age = ibis.interval(years=rules.minimum_age)
    return table.mutate(
        delivered_twice=table.copy > 0,
        outside_period=_outside(table.reported_on, rules, as_of),
        under_age=table.birth + age > table.reported_on,
        no_usable_number=table.phone.isnull() & table.phone_alt.isnull(),
    )


def _marked(table: Expression, persons: Expression, name: str) -> Expression:
    marks = persons.select(marked="person_id").distinct()
    joined = table.left_join(marks, table.person_id == marks.marked)
    return joined.mutate(**{name: joined.marked.notnull()}).drop("marked")


def _outside(reported: Expression, rules: FrameRules, as_of: date) -> Expression:
    last = min(as_of, rules.reported_to or as_of)
    outside = reported > ibis.date(last)
    return outside | (reported < ibis.date(rules.reported_from)) if rules.reported_from else outside
