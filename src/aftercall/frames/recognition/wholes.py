"""Persons as a whole: a record may have this in common with one of a person's records and that with another.

Two persons found so far, of whom one has several profiles, are weighed once more with the best that any two of their
profiles say of each kind of value. The best of many is better than one, so more is asked for.
"""

import ibis

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.joining import looked_up
from aftercall.frames.recognition.evidence import (
    ENOUGH_HOUSEHOLD,
    ENOUGH_STRANGER,
    both_questions,
    choosing,
    points,
)

_MORE_HOUSEHOLD = 2
_MORE_STRANGER = 3


def whole_links(
    workspace: Workspace, evidence: Expression, linked: Expression, known: Expression, profiles: int
) -> Expression:
    """a, b, weight: of persons who are one, or whom somebody said are not.

    `linked`: record, person, of the profiles that are not the first of their person. `known`: a, b, weight, of
    profiles: what was decided elsewhere.
    """
    members = ibis.union(linked, linked.select(record="person", person="person").distinct())
    between = workspace.name("of_persons", _between(evidence, members))
    several = between.filter(between.several)
    said = points(several)
    best = several.group_by("a", "b").agg(**{name: value.max() for name, value in said.items()})
    household, stranger = both_questions({name: best[name] for name in said})
    enough = (household >= ENOUGH_HOUSEHOLD + _MORE_HOUSEHOLD) & (
        stranger - choosing(profiles) >= ENOUGH_STRANGER + _MORE_STRANGER
    )
    apart = _between(known.filter(known.weight < 0), members).group_by("a", "b").agg(weight=ibis._.weight.min())
    links = best.filter(enough).select("a", "b", weight=ibis.literal(1, "int64")).anti_join(apart, ["a", "b"])
    return workspace.keep("whole_link", ibis.union(links, apart))


def _between(pairs: Expression, members: Expression) -> Expression:
    """Pairs of profiles with the persons of both as a and b; `several`: one of these has several profiles."""
    for side in "ab":
        pairs = looked_up(pairs, side, members, "record", **{f"person_{side}": "person"})
    one, other = ibis.coalesce(pairs.person_a, pairs.a), ibis.coalesce(pairs.person_b, pairs.b)
    several = pairs.person_a.notnull() | pairs.person_b.notnull()
    found = pairs.mutate(a=ibis.least(one, other), b=ibis.greatest(one, other), several=several)
    return found.filter(found.a != found.b).drop("person_a", "person_b")
