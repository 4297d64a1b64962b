"""How the sample was drawn: strata, sampling units by stage, population sizes, and the rule for lonely units."""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from aftercall.methods.arrays import BoolArray, Codes, FloatArray, IntArray, MethodError, positive_weights
from aftercall.methods.groups import Groups
from aftercall.methods.stages import Stage, StageUnits, first_stage, next_stage


class Lonely(StrEnum):
    """How a stratum with one sampled unit counts in the variance, as `survey.lonely.psu` in R."""

    FAIL = "fail"
    ADJUST = "adjust"  # by its distance from the mean of all strata
    AVERAGE = "average"  # as the average of the other strata
    REMOVE = "remove"  # not at all
    CERTAINTY = "certainty"  # not at all: the unit was certain to be drawn


class DomainDf(StrEnum):
    """Which degrees of freedom a domain has.

    A domain of thirty people across as many strata has hardly any of its own, although the variance of people drawn one
    by one is known far better than that suggests. Those of the sample are then better (docs/coverage.md). Where a
    domain lies within few clusters, its own are better.
    """

    DOMAIN = "domain"  # units minus strata among its own rows: `degf` of R's survey on the subset
    SAMPLE = "sample"  # units minus strata of the whole sample


@dataclass(frozen=True, eq=False, kw_only=True)
class Design:
    """A stratified design of one or more stages, with or without clusters and finite population correction.

    weights: (n,) above 0. strata: (n,) stratum codes, any integers; omitted: one stratum. clusters: (n,) ids of
    primary sampling units; omitted: every row its own. fpc: (n,) the stratum's units in the population; omitted:
    drawn with replacement, and then later stages add nothing to the variance. later: the stages after the first.
    groups: where each row represents several people; its weight is the sum of theirs. stratum_names: by code, for
    messages. Raises MethodError, naming rows or strata, where these contradict each other.
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
            raise MethodError("rows can represent several people only if people were drawn one by one")
        object.__setattr__(self, "stages", _units(self))  # computed now, so that a contradiction is found at once

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
        """How many people the (n,) rows represent."""
        return int(np.count_nonzero(rows) if self.groups is None else self.groups.counts[rows].sum())

    def squares(self, weights: FloatArray) -> FloatArray:
        """(n,) Σw² of each row's people, after its start weight has become the given weight."""
        if self.groups is None:
            return weights * weights
        return weights * weights / self.groups.counts + self.groups.spreads * np.square(weights / self.weights)

    def degrees_of_freedom(self, domain: BoolArray | None = None) -> int:
        """Units minus strata: of the whole sample, or of a domain's (n,) rows, as `domain_df` says."""
        units = self.primary
        if domain is None or self.domain_df is DomainDf.SAMPLE:
            return int(units.sampled.sum()) - len(units.sampled)
        drawn = self.people(domain) if self.clusters is None else _distinct(units.of_row, domain)
        return drawn - _distinct(units.stratum_of_row, domain)


def _units(design: Design) -> tuple[StageUnits, ...]:
    """The units of every stage, the primary sampling units first."""
    counts = None if design.groups is None else design.groups.counts
    stages = [first_stage(design.size, design.first, counts)]
    for stage in design.later:
        stages.append(next_stage(stage, stages[-1]))
    return tuple(stages)


def _distinct(codes: IntArray, rows: BoolArray) -> int:
    return int(np.count_nonzero(np.bincount(codes[rows])))
