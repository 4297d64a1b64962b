"""How the sample was drawn: strata, sampling units by stage, population sizes, and what a lonely unit counts for."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from aftercall.methods.arrays import BoolArray, Codes, FloatArray, IntArray, MethodError, positive_weights
from aftercall.methods.groups import Groups
from aftercall.methods.stages import Stage, StageUnits, first_stage, next_stage


class Lonely(StrEnum):
    """What the variance does with a stratum of which one unit was sampled, as `survey.lonely.psu` in R."""

    FAIL = "fail"
    ADJUST = "adjust"  # its distance from the mean of all strata
    AVERAGE = "average"  # as much as the other strata on average
    REMOVE = "remove"  # nothing
    CERTAINTY = "certainty"  # nothing: the unit was sure to be drawn


class DomainDf(StrEnum):
    """By whose degrees of freedom a domain's spread is judged.

    A domain of thirty people across as many strata has next to none of its own, although the spread of people drawn
    one by one is known far better than that: then the sample's are the better measure (docs/coverage.md). Where a
    domain lies within few clusters, its own are.
    """

    DOMAIN = "domain"  # units less strata among its own rows: `degf` of R's survey on the subset
    SAMPLE = "sample"  # units less strata of the whole sample


@dataclass(frozen=True, eq=False, kw_only=True)
class Design:
    """A stratified design of one or more stages, with or without clusters and finite population correction.

    weights: (n,) above 0. strata: (n,) stratum codes, any integers; omitted: one stratum. clusters: (n,) ids of
    primary sampling units; omitted: every row its own. fpc: (n,) the stratum's units in the population; omitted:
    drawn with replacement, and then later stages add nothing to the variance. later: the stages after the first.
    groups: where each row stands for several people, whose weights its weight is the sum of. stratum_names: by code,
    for messages.
    Raises MethodError, naming rows or strata, where these contradict each other.
    """

    weights: FloatArray
    strata: Codes | None = None
    clusters: Codes | None = None
    fpc: FloatArray | None = None
    later: tuple[Stage, ...] = ()
    groups: Groups | None = None
    stratum_names: tuple[str, ...] = ()
    lonely: Lonely = Lonely.FAIL
    domain_df: DomainDf = DomainDf.DOMAIN
    stages: tuple[StageUnits, ...] = field(init=False)

    def __post_init__(self) -> None:
        if len(self.weights) == 0:
            raise MethodError("the sample is empty")
        positive_weights(self.weights)
        if self.groups is not None and (self.clusters is not None or self.later):
            raise MethodError("rows can stand for several people only where people were drawn one by one")
        object.__setattr__(self, "stages", _units(self))  # worked out now, so that a contradiction shows at once

    @property
    def size(self) -> int:
        """Rows in the sample."""
        return len(self.weights)

    @property
    def first(self) -> Stage:
        """The first stage as it was given."""
        return Stage(clusters=self.clusters, strata=self.strata, fpc=self.fpc, names=self.stratum_names)

    @property
    def primary(self) -> StageUnits:
        """The primary sampling units."""
        return self.stages[0]

    def people(self, rows: BoolArray) -> int:
        """How many people the (n,) rows stand for."""
        return int(np.count_nonzero(rows) if self.groups is None else self.groups.counts[rows].sum())

    def squares(self, weights: FloatArray) -> FloatArray:
        """(n,) Σw² of each row's people once its start weight has become the given one."""
        if self.groups is None:
            return weights * weights
        return weights * weights / self.groups.counts + self.groups.spreads * np.square(weights / self.weights)

    def degrees_of_freedom(self, domain: BoolArray | None = None) -> int:
        """Units less strata: of the whole sample, or of a domain's (n,) rows, as `domain_df` says."""
        units = self.primary
        if domain is None or self.domain_df is DomainDf.SAMPLE:
            return int(units.sampled.sum()) - len(units.sampled)
        drawn = self.people(domain) if self.clusters is None else _distinct(units.of_row, domain)
        return drawn - _distinct(units.stratum_of_row, domain)


def _units(design: Design) -> tuple[StageUnits, ...]:
    """The units of every stage, the primary ones first."""
    counts = None if design.groups is None else design.groups.counts
    stages = [first_stage(design.size, design.first, counts)]
    for stage in design.later:
        stages.append(next_stage(stage, stages[-1]))
    return tuple(stages)


def _distinct(codes: IntArray, rows: BoolArray) -> int:
    return int(np.count_nonzero(np.bincount(codes[rows])))
