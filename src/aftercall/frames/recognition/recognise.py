"""Recognise persons over all records, those that are left out later or rejected for a fault included."""

from dataclasses import dataclass

import ibis

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.joining import looked_up
from aftercall.frames.recognition.blocks import pairs
from aftercall.frames.recognition.clusters import CERTAIN, persons, weights
from aftercall.frames.recognition.evidence import evidence
from aftercall.frames.recognition.profiles import crowds, everybody, same_profile, without_crowds


@dataclass(frozen=True)
class Recognised:
    """persons: record, person, for every record that is not the first of its person; the others are their own.

    evidence: what was weighed. same: record, profile, for every record whose profile is an earlier record's.
    """

    persons: Expression
    evidence: Expression
    same: Expression


def recognise(workspace: Workspace, records: Expression, certain: Expression) -> Recognised:
    """`certain`: a, b, same (whether they are one person): records of which it is known from elsewhere."""
    apart = certain.filter(~certain.same)
    same = same_profile(workspace, records, ibis.union(apart.select(record="a"), apart.select(record="b")))
    people = everybody(workspace, records, same)
    crowd = crowds(workspace, people)
    weighed = evidence(workspace, people, crowd, pairs(workspace, without_crowds(people, crowd)))
    known = workspace.keep("certain_pair", _of_profiles(certain, same))
    workspace.forget("everybody")
    decided = ibis.union(weights(weighed).anti_join(known, ["a", "b"]), known)
    linked = persons(workspace, records, decided)
    return Recognised(workspace.keep("person_of", _of_records(same, linked)), weighed, same)


def _of_profiles(certain: Expression, same: Expression) -> Expression:
    """a, b, weight: of the profiles that those records have."""
    for side in "ab":
        found = looked_up(certain, side, same, "record", profile="profile")
        certain = found.mutate(**{side: ibis.coalesce(found.profile, found[side])}).drop("profile")
    pair = certain.filter(certain.a != certain.b)
    pair = pair.select(
        a=ibis.least(pair.a, pair.b), b=ibis.greatest(pair.a, pair.b), weight=ibis.ifelse(pair.same, CERTAIN, -CERTAIN)
    )
    return pair.group_by("a", "b").agg(weight=pair.weight.min().cast("int64"))


def _of_records(same: Expression, linked: Expression) -> Expression:
    through = looked_up(same, "profile", linked, "record", person="person")
    through = through.select("record", person=ibis.coalesce(through.person, through.profile))
    return ibis.union(through, linked.select("record", "person"))
