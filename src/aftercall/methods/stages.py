"""One stage of selection: the unit of each row, the stratum of each unit, and how many units the stratum has."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from aftercall.methods.arrays import BoolArray, Codes, FloatArray, IntArray, MethodError, first_rows, same_length


@dataclass(frozen=True, eq=False, kw_only=True)
class Stage:
    """How units were drawn within the units of the previous stage.

    clusters: (n,) unit ids; omitted: every row is a unit. strata: (n,) codes; omitted: one stratum per unit of the
    previous stage. fpc: (n,) the stratum's units in the population; omitted: drawn with replacement. names: of the
    strata by code, for messages.
    """

    clusters: Codes | None = None
    strata: Codes | None = None
    fpc: FloatArray | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class StageUnits:
    """The units of a stage, all counted from 0.

    of_row: (n,) unit of each row. stratum: (units,) stratum of each unit. parent: (strata,) unit of the previous stage
    that the stratum is in. population: (strata,) units in the population; infinite if drawn with replacement. counts:
    (units,) where each represents several.
    """

    of_row: IntArray
    stratum: IntArray
    parent: IntArray
    population: FloatArray
    counts: IntArray | None = None

    @cached_property
    def stratum_of_row(self) -> IntArray:
        """(n,) stratum of each row."""
        return self.stratum[self.of_row]

    @cached_property
    def sampled(self) -> IntArray:
        """(strata,) units sampled, n_h."""
        return np.bincount(self.stratum, weights=self.counts).astype(np.int64)

    @cached_property
    def fraction(self) -> FloatArray:
        """(strata,) f_h = n_h / N_h; 0 where drawn with replacement."""
        return self.sampled / self.population

    def spread_factor(self) -> FloatArray:
        """(strata,) (1 - f) n / (n - 1), and 1 - f for a single unit."""
        return np.asarray((1 - self.fraction) * self.sampled / np.maximum(self.sampled - 1, 1))


def first_stage(size: int, stage: Stage, counts: IntArray | None = None) -> StageUnits:
    """The primary sampling units. counts: (n,) where each row represents several.

    Raises MethodError where a unit is in two strata.
    """
    same_length(size, strata=stage.strata, clusters=stage.clusters, fpc=stage.fpc)
    stratum = _ranks(stage.strata, size) if stage.strata is not None else np.zeros(size, dtype=np.int64)
    if stage.clusters is None:
        parent = np.zeros(size, dtype=np.int64)
        units = StageUnits(np.arange(size), stratum, *_of_strata(stage, stratum, parent), counts)
    else:
        units = _clustered(stage, stage.clusters, stratum)
    _check_population(stage, units)
    return units


def next_stage(stage: Stage, before: StageUnits) -> StageUnits:
    """The units of a later stage. Its ids and strata are taken as nested in the units of the previous stage."""
    size = len(before.of_row)
    same_length(size, strata=stage.strata, clusters=stage.clusters, fpc=stage.fpc)
    stratum = _crossed(before.of_row, stage.strata)
    unit = np.arange(size) if stage.clusters is None else _crossed(stratum, stage.clusters)
    units = StageUnits(unit, _first_of(unit, stratum), *_of_strata(stage, stratum, before.of_row))
    _check_population(stage, units)
    return units


def weights_from_population(stages: tuple[StageUnits, ...]) -> FloatArray:
    """(n,) one over the probability of selection: the product of N / n over the stages.

    Raises MethodError where an N is unknown.
    """
    weights = np.ones(len(stages[0].of_row))
    for number, stage in enumerate(stages, start=1):
        if np.isinf(stage.population).any():
            raise MethodError(f"stage {number}: the weights can't be computed without its population sizes (fpc)")
        weights = weights / stage.fraction[stage.stratum_of_row]
    return weights


def stratum_name(stage: Stage, rows: BoolArray) -> str:
    """The first of these rows' strata in words, by its name or else its code."""
    if stage.strata is None:
        return "the sample"
    code = int(stage.strata[np.flatnonzero(rows)[0]])
    return f"stratum {stage.names[code] if stage.names else code}"


def _clustered(stage: Stage, clusters: Codes, stratum: IntArray) -> StageUnits:
    unit = _ranks(clusters, len(stratum))
    unit_stratum = _first_of(unit, stratum)
    invalid = unit_stratum[unit] != stratum
    if invalid.any():
        raise MethodError(
            f"{first_rows(invalid)}: its unit is also in another stratum; use different ids in each stratum"
        )
    return StageUnits(unit, unit_stratum, *_of_strata(stage, stratum, np.zeros(len(stratum), dtype=np.int64)))


def _of_strata(stage: Stage, stratum: IntArray, parent: IntArray) -> tuple[IntArray, FloatArray]:
    """(strata,) the unit that each stratum is in, and its population."""
    population = np.full(int(stratum.max()) + 1, np.inf)
    if stage.fpc is not None:
        population[stratum] = stage.fpc
    return _first_of(stratum, parent), population


def _check_population(stage: Stage, units: StageUnits) -> None:
    if stage.fpc is None:
        return
    stratum = units.stratum_of_row
    inconsistent = ~np.isfinite(stage.fpc) | (stage.fpc != units.population[stratum])
    if inconsistent.any():
        raise MethodError(
            f"{stratum_name(stage, inconsistent)}: its population size is missing or differs between rows"
        )
    short = (units.population < units.sampled)[stratum]
    if short.any():
        raise MethodError(f"{stratum_name(stage, short)}: its population is smaller than its sample")


def _crossed(outer: IntArray, inner: Codes | None) -> IntArray:
    """(n,) the joint code of two codes, counted from 0 without gaps."""
    if inner is None:
        return outer
    ranks = _ranks(inner, len(outer))
    return _ranks(outer * (int(ranks.max()) + 1) + ranks, len(outer))


def _first_of(group: IntArray, values: IntArray) -> IntArray:
    """(groups,) the value in one row of each group."""
    result = np.zeros(int(group.max()) + 1, dtype=np.int64)
    result[group] = values
    return result


def _ranks(codes: Codes, size: int) -> IntArray:
    """(n,) codes counted from 0 without gaps."""
    ranks: IntArray = np.unique(codes, return_inverse=True)[1].reshape(size).astype(np.int64)
    return ranks
