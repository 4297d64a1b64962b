"""Recognise persons over all records, those that are left out later or rejected for a fault included."""

from dataclasses import dataclass

import ibis

from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.joining import looked_up
from aftercall.frames.recognition.blocks import pairs
from aftercall.frames.recognition.clusters import CERTAIN, persons, weights
from aftercall.frames.recognition.evidence import evidence
from aftercall.frames.recognition.profiles import crowds, everybody, same_profile, without_crowds
from aftercall.frames.recognition.wholes import whole_links


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
    profiles = workspace.number(people.count())
    crowd = crowds(workspace, people, profiles)
    pair = pairs(workspace, without_crowds(people, crowd), profiles)
    weighed = evidence(workspace, records, people, crowd, pair, profiles)
    workspace.forget("everybody")
    known = workspace.keep("certain_pair", _of_profiles(certain, same))
    decided = ibis.union(weights(weighed).anti_join(known, ["a", "b"]), known)
    linked = persons(workspace, records, decided, "linked")
    wholes = persons(workspace, records, whole_links(workspace, weighed, linked, known, profiles), "whole")
    found = _through(same.select("record", person="profile"), _through(linked, wholes))
    return Recognised(workspace.keep("person_of", found), weighed, same)


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


def _through(first: Expression, then: Expression) -> Expression:
    """record, person: one step after the other, for every record that either of them moves."""
    both = looked_up(first, "person", then, "record", further="person")
    return ibis.union(
        both.select("record", person=ibis.coalesce(both.further, both.person)), then.select("record", "person")
    )
