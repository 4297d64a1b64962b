"""The shares of a classification in many domains at once, with standard errors, from sums over cells rather than rows.

Within a domain the score of a row is w (1[level k] − p) / W. Of a stratum's rows the variance therefore needs only
A_k = Σ w and B_k = Σ w² for each level: Σz = (A_k − pA)/W and Σz² = (B_k (1 − p)² + (B − B_k) p²)/W². After raking or
post-stratification, `table_margins` adds the part that the margins explain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from aftercall.methods.arrays import BoolArray, Codes, FloatArray, IntArray, MethodError, same_length
from aftercall.methods.calibration import Calibration, CellResidual
from aftercall.methods.design import Design, DomainDf, Lonely
from aftercall.methods.estimators import Sample, final_weights
from aftercall.methods.stages import stratum_name
from aftercall.methods.table_margins import Strata, TableMargins
from aftercall.methods.table_sums import (
    AnsweredRows,
    Classification,
    Pairs,
    answered_rows,
    factors,
    over_levels,
    pairs_of,
    people_of,
    spread_of,
    sums_of,
)
from aftercall.methods.threads import run_both


@dataclass(frozen=True, eq=False)
class ShareTable:
    """estimate, se: (domains, levels), NaN for a domain without rows. n, df: (domains,)."""

    estimate: FloatArray
    se: FloatArray
    n: IntArray
    df: IntArray


def has_table(sample: Sample, calibration: Calibration | None) -> bool:
    """Whether sums over cells are enough: rows are the units, and calibration is to classifications."""
    if not isinstance(sample, Design) or sample.clusters is not None or sample.later:
        return False
    if calibration is None:
        return True
    return isinstance(calibration.residual, CellResidual) and calibration.earlier is None


def share_table(
    design: Design, variable: Classification, domains: Codes, domain_count: int, calibration: Calibration | None = None
) -> ShareTable:
    """The share of each level in each domain; `share_tables` for several variables."""
    return share_tables(design, [variable], domains, domain_count, calibration)[0]


def share_tables(
    design: Design,
    variables: Sequence[Classification],
    domains: Codes,
    domain_count: int,
    calibration: Calibration | None = None,
) -> list[ShareTable]:
    """The shares of several variables by the same domains.

    domains: (n,) codes from 0, below 0 for rows in none. Raises MethodError where `has_table` is false, or for a lonely
    unit under the rule `fail`.
    """
    same_length(
        design.size, domains=domains, **{f"variable {i}": variable.codes for i, variable in enumerate(variables)}
    )
    if not has_table(design, calibration):
        raise MethodError("a table needs a design of single rows that was raked or post-stratified at most once")
    weights = final_weights(design, calibration)
    if (
        not 1e-100 < weights.mean() < 1e100
    ):  # shares do not depend on the unit, but these squares would underflow or overflow
        weights = weights / weights.mean()
    spread = spread_of(design, weights)
    if calibration is None:
        pairs, margins = pairs_of(design, weights, spread, domains, domain_count), None
    else:
        pairs, margins = run_both(
            lambda: pairs_of(design, weights, spread, domains, domain_count),
            lambda: _margins_of(design, calibration, weights, spread),
            design.size,
        )
    return [_shares(design, margins, pairs, answered_rows(pairs, variable)) for variable in variables]


_CACHE: WeakKeyDictionary[Calibration, tuple[Design, TableMargins]] = WeakKeyDictionary()


def _margins_of(design: Design, calibration: Calibration, weights: FloatArray, spread: FloatArray) -> TableMargins:
    """The sums of the margins, which are the same for every table of a calibration: cached as long as it exists."""
    cached = _CACHE.get(calibration)
    if cached is None or cached[0] is not design:
        cached = _CACHE[calibration] = (design, TableMargins(design, calibration, weights, spread))
    return cached[1]


@dataclass(frozen=True, eq=False)
class _Scores:
    """seen: (pairs,) whether any row has an answer. weight: (domains,) W. shares: (domains, levels). first: (pairs,
    levels) Σz times W. means: (domains, levels) the variance to subtract for the strata's means, times W²."""

    seen: BoolArray
    weight: FloatArray
    shares: FloatArray
    first: FloatArray
    means: FloatArray

    def spread(self, spread: FloatArray) -> FloatArray:
        """(domains, levels) the variance within the strata, times W², from the sums of s w²."""
        # s (B_k (1 − p)² + (B − B_k) p²) = s (B_k (1 − 2p) + B p²)
        return spread * (1 - 2 * self.shares) + over_levels(spread) * np.square(self.shares) - self.means


def _shares(design: Design, margins: TableMargins | None, pairs: Pairs, answers: AnsweredRows) -> ShareTable:
    with np.errstate(invalid="ignore", divide="ignore"):
        if margins is None:
            scores, variance = _plain(design, pairs, answers)
        else:
            scores, variance = _calibrated(design, margins, pairs, answers)
        variance /= np.square(scores.weight)[:, None]
    shares, counts = scores.shares, people_of(pairs, answers)
    variance[(shares == 0) | (shares == 1)] = 0.0
    strata = np.bincount(pairs.domain[scores.seen], minlength=pairs.domains)
    df = counts - strata
    if design.domain_df is DomainDf.SAMPLE:
        df = np.where(counts > 0, design.degrees_of_freedom(), 0)
    return ShareTable(shares, np.sqrt(np.maximum(variance, 0.0)), counts, df)


def _plain(design: Design, pairs: Pairs, answers: AnsweredRows) -> tuple[_Scores, FloatArray]:
    """The scores and their (domains, levels) variance, times W²."""
    weight, spread = sums_of(pairs, answers, pairs.weight, pairs.spread)
    scores = _scores(design, pairs, weight)
    factor = _lonely_factor(design, pairs, scores.seen)
    return scores, scores.spread(pairs.by_domain(spread)) * factor[:, None]


def _calibrated(
    design: Design, margins: TableMargins, pairs: Pairs, answers: AnsweredRows
) -> tuple[_Scores, FloatArray]:
    """The same after calibration."""

    def scores_and_strata() -> tuple[_Scores, Strata]:
        scores = _scores(design, pairs, *sums_of(pairs, answers, pairs.weight))
        return scores, margins.strata(pairs, scores.first)

    (scores, strata), moments = run_both(scores_and_strata, lambda: margins.moments(pairs, answers), len(pairs.of_row))
    explained = margins.explained(moments, strata, scores.shares)
    return scores, (scores.spread(moments.spread_of_levels()) + explained) * _whole_factor(design)


def _scores(design: Design, pairs: Pairs, weight: FloatArray) -> _Scores:
    """weight: (pairs, levels) Σw."""
    of_pairs, totals = over_levels(weight), pairs.by_domain(weight)
    domain_weight = totals.sum(axis=1)
    scale, centring = factors(design)
    with np.errstate(invalid="ignore", divide="ignore"):  # errstate applies per thread
        shares = totals / domain_weight[:, None]
        first = weight - shares[pairs.domain] * of_pairs
        means = pairs.by_domain(np.square(first) * (scale * centring)[pairs.stratum][:, None])
        return _Scores(of_pairs.ravel() > 0, domain_weight, shares, first, means)


def _lonely_factor(design: Design, pairs: Pairs, seen: BoolArray) -> FloatArray:
    """(domains,) the factor for the lonely strata in which a domain has rows."""
    lonely = _lonely(design)[pairs.stratum] & seen
    _refuse(design, pairs.stratum[lonely])
    if design.lonely is not Lonely.AVERAGE:
        return np.ones(pairs.domains)
    strata = np.bincount(pairs.domain[seen], minlength=pairs.domains)
    kept = strata - np.bincount(pairs.domain, weights=lonely, minlength=pairs.domains)
    return np.asarray(np.divide(strata, kept, out=np.full(pairs.domains, np.nan), where=kept > 0))


def _whole_factor(design: Design) -> float:
    """The same where every stratum counts."""
    lonely = _lonely(design)
    _refuse(design, np.flatnonzero(lonely))
    return len(lonely) / float((~lonely).sum()) if design.lonely is Lonely.AVERAGE else 1.0


def _lonely(design: Design) -> BoolArray:
    units = design.primary
    return np.asarray((units.sampled == 1) & (units.population > 1))


def _refuse(design: Design, strata: IntArray) -> None:
    """Raise MethodError under the rule `fail` where any of these strata is lonely."""
    if design.lonely is Lonely.FAIL and len(strata):
        where = stratum_name(design.first, design.primary.stratum_of_row == strata[0])
        raise MethodError(
            f"{where}: one unit sampled, so its variance is unknown; merge it or choose a rule for lonely units"
        )
