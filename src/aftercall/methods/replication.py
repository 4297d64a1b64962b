"""Replicate weights made from a design of strata and primary sampling units.

Jackknives leave out one unit at a time, balanced repeated replication takes half of each pair, and the bootstrap
resamples n - 1 of n units (Rao and Wu 1988). The jackknives have the finite population correction in their scales; the
other two change the weights by √(1 − f) of the full step (Rao, Wu, Yue 1992).
"""

import numpy as np
import scipy

from aftercall.methods.arrays import FloatArray, IntArray, MethodError
from aftercall.methods.design import Design, Lonely
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
        raise MethodError("JK1 needs a design without strata; use JKn")
    jackknife = _jkn(design)
    return ReplicateDesign(
        weights=design.weights,
        replicates=jackknife.replicates,
        scale=float(jackknife.rscales[0]),
        rscales=np.ones(len(jackknife.rscales)),
    )


def _jkn(design: Design) -> ReplicateDesign:
    units = design.primary
    lonely = (units.sampled == 1) & (units.population > 1)  # a stratum of one unit in the population has no variance
    if design.lonely is Lonely.FAIL and lonely.any():
        raise MethodError(f"{int(lonely.sum())} strata have one unit; merge them, or choose a rule for lonely units")
    left_out = np.flatnonzero((units.sampled > 1)[units.stratum])
    n = units.sampled[units.stratum[left_out]]
    same_stratum = units.stratum_of_row[:, None] == units.stratum[left_out]
    factors = np.where(same_stratum, n / (n - 1), 1.0)
    factors[units.of_row[:, None] == left_out] = 0.0
    rscales = (n - 1) / n * (1 - units.fraction[units.stratum[left_out]])
    if design.lonely is Lonely.ADJUST and lonely.any():
        factors, rscales = _with_lonely_rule(design, np.flatnonzero(lonely), factors, rscales)
    kept = len(units.stratum) / factors.shape[1] if design.lonely is Lonely.AVERAGE else 1.0
    replicates = factors * design.weights[:, None]
    return ReplicateDesign(weights=design.weights, replicates=replicates, scale=kept, rscales=rscales)


def _with_lonely_rule(
    design: Design, lonely: IntArray, factors: FloatArray, rscales: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """One more replicate for each lonely stratum, which leaves it out and scales up the others, as in R."""
    strata = len(design.primary.sampled)
    left_out = design.primary.stratum_of_row[:, None] == lonely
    more = np.where(left_out, 0.0, strata / (strata - 1))
    scales = np.full(len(lonely), (strata - 1) / strata)
    return np.column_stack([factors, more]), np.concatenate([rscales, scales])


def _balanced(design: Design, rho: float) -> ReplicateDesign:
    """Half of each pair, balanced by the columns of a Hadamard matrix."""
    units = design.primary
    if (units.sampled != 2).any():
        raise MethodError("balanced repeated replication needs two units in each stratum; use JKn")
    strata = len(units.sampled)
    matrix = scipy.linalg.hadamard(1 << strata.bit_length())[:, 1 : strata + 1]
    first = np.zeros(len(units.stratum), dtype=np.bool_)
    first[np.unique(units.stratum, return_index=True)[1]] = True
    sign = np.where(first, 1, -1) * matrix[:, units.stratum]
    moved = (1 - rho) * np.sqrt(1 - units.fraction)[units.stratum]
    factors = (1 + moved * sign).T[units.of_row]
    count = len(matrix)
    return ReplicateDesign(
        weights=design.weights,
        replicates=factors * design.weights[:, None],
        scale=1 / (count * (1 - rho) ** 2),
        rscales=np.ones(count),
    )


def _bootstrap(design: Design, seed: int | None, count: int) -> ReplicateDesign:
    if seed is None or count < 2:
        raise MethodError("the bootstrap needs a seed, so that it can be repeated, and at least two replicates")
    units = design.primary
    if (units.sampled < 2).any():
        raise MethodError("a stratum has one unit, so it can't be resampled; merge it with another")
    random = np.random.default_rng(seed)
    factors = np.zeros((len(units.stratum), count))
    for stratum, n in enumerate(units.sampled):
        members = units.stratum == stratum
        drawn = random.multinomial(n - 1, np.full(n, 1 / n), size=count).T * (n / (n - 1))
        factors[members] = 1 + np.sqrt(1 - units.fraction[stratum]) * (drawn - 1)
    replicates: FloatArray = factors[units.of_row] * design.weights[:, None]
    return ReplicateDesign(weights=design.weights, replicates=replicates, scale=1 / (count - 1), rscales=np.ones(count))
