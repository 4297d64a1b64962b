"""Recognise persons over all records, including those that are excluded later or rejected because of a fault."""

from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from aftercall.frames.engine import Workspace
from aftercall.frames.expression_cache import cached_expressions
from aftercall.frames.joining import looked_up
from aftercall.frames.recognition.blocks import candidate_pairs
from aftercall.frames.recognition.cluster_linkage import cluster_links
from aftercall.frames.recognition.clusters import CERTAIN_WEIGHT, cluster_persons, link_weights
from aftercall.frames.recognition.evidence import weigh_pairs
from aftercall.frames.recognition.profiles import (
    distinct_profiles,
    overshared_values,
    repeated_profiles,
    without_overshared,
)


@dataclass(frozen=True)
class Recognised:
    """persons: record, person, for every record that is not the first of its person; all others are persons of their
    own. evidence: the weighed pairs of profiles. shared_numbers: those of too many profiles to be one person's, as
    `value`."""

    persons: ir.Table
    evidence: ir.Table
    shared_numbers: ir.Table


def recognise(workspace: Workspace, records: ir.Table, certain: ir.Table) -> Recognised:
    """`certain`: a, b, same (whether they are one person): records whose match was decided elsewhere."""
    apart = certain.filter(~certain.same)
    apart_records = ibis.union(apart.select(record="a"), apart.select(record="b"))
    repeated = repeated_profiles(workspace, records, apart_records)
    profiles = distinct_profiles(workspace, records, repeated)
    size = workspace.fetch_int(profiles.count())
    overshared = overshared_values(workspace, profiles, size)
    pairs = candidate_pairs(workspace, without_overshared(profiles, overshared), size)
    evidence = weigh_pairs(workspace, records, profiles, overshared, pairs, size)
    workspace.drop("distinct_profile")
    decided = workspace.materialize("decided_pair", _pairs_of_profiles(certain, repeated))
    generations = _of_two_generations(evidence).anti_join(decided, ["a", "b"])
    known = workspace.materialize("certain_pair", ibis.union(decided, generations))
    weighed = ibis.union(link_weights(evidence).anti_join(known, ["a", "b"]), known)
    linked = cluster_persons(workspace, records, weighed, "linked")
    links = cluster_links(workspace, evidence, linked, known, size)
    merged = cluster_persons(workspace, records, links, "merged")
    persons = _chained(repeated.select("record", person="profile"), _chained(linked, merged))
    return Recognised(workspace.materialize("person_of", persons), evidence, overshared["phone"])


@cached_expressions
def _pairs_of_profiles(certain: ir.Table, repeated: ir.Table) -> ir.Table:
    """a, b, weight: of the profiles that those records belong to."""
    for side in "ab":
        found = looked_up(certain, side, repeated, "record", profile="profile")
        certain = found.mutate(**{side: ibis.coalesce(found.profile, found[side])}).drop("profile")
    pair = certain.filter(certain.a != certain.b)
    weight = ibis.ifelse(pair.same, CERTAIN_WEIGHT, -CERTAIN_WEIGHT)
    pair = pair.select(a=ibis.least(pair.a, pair.b), b=ibis.greatest(pair.a, pair.b), weight=weight)
    return pair.group_by("a", "b").agg(weight=pair.weight.min().cast("int64"))


def _of_two_generations(evidence: ir.Table) -> ir.Table:
    """a, b, weight: Senior and Junior, who are two people whatever a third record has in common with both."""
    pair = evidence.filter(evidence.forename == "generation")
    return pair.select("a", "b", weight=ibis.literal(-CERTAIN_WEIGHT, "int64"))


def _chained(first: ir.Table, then: ir.Table) -> ir.Table:
    """record, person: the first step followed by the second, for every record that either of them moves."""
    both = looked_up(first, "person", then, "record", further="person")
    moved = both.select("record", person=ibis.coalesce(both.further, both.person))
    return ibis.union(moved, then.select("record", "person"))
