"""Replicate weights made from a design of strata and primary sampling units.

Jackknives leave out one unit at a time, balanced repeated replication takes half of each pair, the bootstrap draws
n - 1 of n units again (Rao and Wu 1988). The finite population correction stands in the jackknives' scales, so they
are as narrow as the linearised variance; the other two have none and refuse a design that needs it.
"""

import numpy as np
from scipy.linalg import hadamard

from aftercall.methods.arrays import FloatArray, MethodError
from aftercall.methods.design import Design
from aftercall.methods.replicates import ReplicateDesign, Replication


def make_replicates(
    design: Design, method: Replication, *, seed: int | None = None, count: int = 500, rho: float = 0.0
) -> ReplicateDesign:
    """The design as replicates. seed, count: of the bootstrap. rho: of Fay's method. Raises MethodError where the
    design does not allow the method."""
    match method:
        case Replication.JK1:
            return _jk1(design)
        case Replication.JKN:
            return _jkn(design)
        case Replication.BOOTSTRAP:
            return _bootstrap(design, seed, count)
        case _:
            return _balanced(design, rho if method is Replication.FAY else 0.0)


def _jk1(design: Design) -> ReplicateDesign:
    if len(design.primary.sampled) > 1:
        raise MethodError("JK1 is for designs without strata; use JKn")
    jackknife = _jkn(design)
    return ReplicateDesign(
        weights=design.weights,
        replicates=jackknife.replicates,
        scale=float(jackknife.rscales[0]),
        rscales=np.ones(len(jackknife.rscales)),
    )


def _jkn(design: Design) -> ReplicateDesign:
    units = design.primary
    if (lonely := (units.sampled == 1) & (units.population > 1)).any():
        raise MethodError(f"{int(lonely.sum())} strata have one unit, so it can't be left out; merge them first")
    left_out = np.flatnonzero(units.sampled[units.stratum] > 1)  # a stratum that is one unit of one has no spread
    n = units.sampled[units.stratum[left_out]]
    same_stratum = units.stratum_of_row[:, None] == units.stratum[left_out]
    factors = np.where(same_stratum, n / (n - 1), 1.0)
    factors[units.of_row[:, None] == left_out] = 0.0
    finite = 1 - units.fraction[units.stratum[left_out]]
    replicates = factors * design.weights[:, None]
    return ReplicateDesign(weights=design.weights, replicates=replicates, scale=1.0, rscales=(n - 1) / n * finite)


def _balanced(design: Design, rho: float) -> ReplicateDesign:
    """Half of each pair, balanced by the columns of a Hadamard matrix."""
    units = design.primary
    _without_fpc(design)
    if (units.sampled != 2).any():
        raise MethodError("balanced repeated replication needs two units in every stratum; use JKn")
    strata = len(units.sampled)
    matrix = hadamard(1 << strata.bit_length())[:, 1 : strata + 1]
    first = np.zeros(len(units.stratum), dtype=np.bool_)
    first[np.unique(units.stratum, return_index=True)[1]] = True
    sign = np.where(first, 1, -1) * matrix[:, units.stratum]
    factors = (1 + (1 - rho) * sign).T[units.of_row]
    count = len(matrix)
    return ReplicateDesign(
        weights=design.weights,
        replicates=factors * design.weights[:, None],
        scale=1 / (count * (1 - rho) ** 2),
        rscales=np.ones(count),
    )


def _bootstrap(design: Design, seed: int | None, count: int) -> ReplicateDesign:
    if seed is None or count < 2:
        raise MethodError("the bootstrap needs a seed, so that it can be made again, and at least two replicates")
    _without_fpc(design)
    units = design.primary
    if (units.sampled < 2).any():
        raise MethodError("a stratum has one unit, so it can't be drawn again; merge it first")
    random = np.random.default_rng(seed)
    factors = np.zeros((len(units.stratum), count))
    for stratum, n in enumerate(units.sampled):
        members = units.stratum == stratum
        factors[members] = random.multinomial(n - 1, np.full(n, 1 / n), size=count).T * (n / (n - 1))
    replicates: FloatArray = factors[units.of_row] * design.weights[:, None]
    return ReplicateDesign(weights=design.weights, replicates=replicates, scale=1 / (count - 1), rscales=np.ones(count))


def _without_fpc(design: Design) -> None:
    if design.fpc is not None:
        raise MethodError("this method can't allow for population sizes (fpc); use JK1 or JKn")
