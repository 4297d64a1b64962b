"""Cluster-level linkage: compare persons as a whole, since a record may share one value with one of a person's records
and another value with another of them.

Two persons found so far, of whom at least one has several profiles, are weighed again with the highest match weight
that any two of their profiles have for each kind of value. The highest of several exceeds a single one, so the
thresholds are higher too.
"""

import ibis
import ibis.expr.types as ir

from aftercall.frames.engine import Workspace
from aftercall.frames.expression_cache import cached_expressions
from aftercall.frames.joining import looked_up
from aftercall.frames.recognition.evidence import (
    HOUSEHOLD_THRESHOLD,
    STRANGER_THRESHOLD,
    component_weights,
    prior_cost,
    total_weights,
)

_HOUSEHOLD_SURCHARGE = 2
_STRANGER_SURCHARGE = 3


def cluster_links(
    workspace: Workspace, evidence: ir.Table, linked: ir.Table, known: ir.Table, profiles: int
) -> ir.Table:
    """a, b, weight: of persons who are one, or who are known to be two.

    `linked`: record, person, of the profiles that are not the first of their person. `known`: a, b, weight, of profiles
    whose match was decided elsewhere.
    """
    members = ibis.union(linked, linked.select(record="person", person="person").distinct())
    between = workspace.create_view("between_persons", _between(evidence, members))
    several = between.filter(between.several)
    weights = component_weights(several)
    best = several.group_by("a", "b").agg(**{name: value.max() for name, value in weights.items()})
    household, stranger = total_weights({name: best[name] for name in weights})
    linked_again = (household >= HOUSEHOLD_THRESHOLD + _HOUSEHOLD_SURCHARGE) & (
        stranger - prior_cost(profiles) >= STRANGER_THRESHOLD + _STRANGER_SURCHARGE
    )
    apart = _between(known.filter(known.weight < 0), members).group_by("a", "b").agg(weight=ibis._.weight.min())
    links = best.filter(linked_again).select("a", "b", weight=ibis.literal(1, "int64")).anti_join(apart, ["a", "b"])
    return workspace.materialize("cluster_link", ibis.union(links, apart))


@cached_expressions
def _between(pairs: ir.Table, members: ir.Table) -> ir.Table:
    """Pairs of profiles of two persons, with those persons as a and b. `several`: one of them has several profiles."""
    for side in "ab":
        pairs = looked_up(pairs, side, members, "record", **{f"person_{side}": "person"})
    one, other = ibis.coalesce(pairs.person_a, pairs.a), ibis.coalesce(pairs.person_b, pairs.b)
    several = pairs.person_a.notnull() | pairs.person_b.notnull()
    found = pairs.mutate(a=ibis.least(one, other), b=ibis.greatest(one, other), several=several)
    return found.filter(found.a != found.b).drop("person_a", "person_b")
