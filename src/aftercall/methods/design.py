"""How the sample was drawn: strata, primary sampling units, population sizes, and what a lonely unit counts for."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np

from aftercall.methods.arrays import BoolArray, Codes, FloatArray, IntArray, MethodError, positive_weights, same_length


class Lonely(StrEnum):
    """What the variance does with a stratum of which one unit was sampled, as `survey.lonely.psu` in R."""

    FAIL = "fail"
    ADJUST = "adjust"  # its distance from the mean of all strata
    AVERAGE = "average"  # as much as the other strata on average
    REMOVE = "remove"  # nothing
    CERTAINTY = "certainty"  # nothing: the unit was sure to be drawn


@dataclass(frozen=True, eq=False, kw_only=True)
class Design:
    """A stratified design of one stage, with or without clusters and finite population correction.

    weights: (n,) above 0. strata: (n,) stratum codes, any integers; omitted: one stratum. clusters: (n,) ids of
    primary sampling units; omitted: every row its own. fpc: (n,) the stratum's units in the population; omitted:
    drawn with replacement. Raises MethodError, naming rows or strata, where these contradict each other.
    """

    weights: FloatArray
    strata: Codes | None = None
    clusters: Codes | None = None
    fpc: FloatArray | None = None
    lonely: Lonely = Lonely.FAIL

    def __post_init__(self) -> None:
        same_length(len(self.weights), strata=self.strata, clusters=self.clusters, fpc=self.fpc)
        if len(self.weights) == 0:
            raise MethodError("the sample is empty")
        positive_weights(self.weights)
        self._check_clusters_nest()
        self._check_population_units()

    @property
    def size(self) -> int:
        """Rows in the sample."""
        return len(self.weights)

    @cached_property
    def stratum(self) -> IntArray:
        """(n,) stratum of each row, counted from 0."""
        return _ranks(self.strata, self.size) if self.strata is not None else np.zeros(self.size, dtype=np.int64)

    @cached_property
    def unit(self) -> IntArray:
        """(n,) primary sampling unit of each row, counted from 0."""
        return _ranks(self.clusters, self.size) if self.clusters is not None else np.arange(self.size, dtype=np.int64)

    @cached_property
    def unit_stratum(self) -> IntArray:
        """(units,) stratum of each primary sampling unit."""
        stratum = np.empty(int(self.unit.max()) + 1, dtype=np.int64)
        stratum[self.unit] = self.stratum
        return stratum

    @cached_property
    def sampled_units(self) -> IntArray:
        """(strata,) units sampled, n_h."""
        return np.bincount(self.unit_stratum)

    @cached_property
    def population_units(self) -> FloatArray:
        """(strata,) units in the population, N_h; infinite where drawn with replacement."""
        population = np.full(len(self.sampled_units), np.inf)
        if self.fpc is not None:
            population[self.stratum] = self.fpc
        return population

    @cached_property
    def sampling_fraction(self) -> FloatArray:
        """(strata,) f_h = n_h / N_h; 0 where drawn with replacement."""
        return self.sampled_units / self.population_units

    def degrees_of_freedom(self, domain: BoolArray | None = None) -> int:
        """Units less strata, among the domain's rows when one is given: `degf` of R's survey on the subset."""
        if domain is None:
            return len(self.unit_stratum) - len(self.sampled_units)
        return len(np.unique(self.unit[domain])) - len(np.unique(self.stratum[domain]))

    def _check_clusters_nest(self) -> None:
        if self.clusters is None:
            return
        astray = self.unit_stratum[self.unit] != self.stratum
        if astray.any():
            unit = np.unique(self.clusters)[self.unit[astray][0]]
            raise MethodError(f"cluster {unit} lies in two strata; give each stratum's clusters ids of their own")

    def _check_population_units(self) -> None:
        if self.fpc is None:
            return
        unlike = ~np.isfinite(self.fpc) | (self.fpc != self.population_units[self.stratum])
        if unlike.any():
            raise MethodError(f"{first_stratum(self, unlike)}: its population size is missing or differs between rows")
        short = (self.population_units < self.sampled_units)[self.stratum]
        if short.any():
            raise MethodError(f"{first_stratum(self, short)}: its population is smaller than its sample")


def first_stratum(design: Design, rows: BoolArray) -> str:
    """The first of these rows' strata, by the code it was given, for a message."""
    row = int(np.flatnonzero(rows)[0])
    return f"stratum {design.strata[row]}" if design.strata is not None else "the sample"


def _ranks(codes: Codes, size: int) -> IntArray:
    ranks: IntArray = np.unique(codes, return_inverse=True)[1].reshape(size).astype(np.int64)
    return ranks
