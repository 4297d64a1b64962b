"""A classification's shares in many domains at once, with their errors, by sums over cells instead of rows.

Within a domain d the score of a row is w (1[level k] − p) / W. So all that the variance needs of the rows of a
stratum are A_k = Σ w and B_k = Σ w² of each level: Σz = (A_k − pA)/W and Σz² = (B_k (1 − p)² + (B − B_k) p²)/W².
After raking or post-stratification a row's score loses w x'u, where x marks its level in each margin; that takes off
2 u'T and adds u'Gu, with T = Σ s w² e x, G = Σ s w² x x', and s the stratum's (1 − f) n/(n − 1).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from aftercall.methods.arrays import BoolArray, Codes, FloatArray, IntArray, MethodError, same_length
from aftercall.methods.calibration import Calibration, CellResidual
from aftercall.methods.cells import Cells, compact
from aftercall.methods.design import Design, Lonely
from aftercall.methods.margins import Margin
from aftercall.methods.measure import Sample, final_weights
from aftercall.methods.stages import stratum_name


@dataclass(frozen=True, eq=False)
class ShareTable:
    """estimate, se: (domains, levels), NaN for a domain without a row. n, df: (domains,)."""

    estimate: FloatArray
    se: FloatArray
    n: IntArray
    df: IntArray


@dataclass(frozen=True, eq=False)
class _Pairs:
    """The (domain, stratum) pairs that occur among the rows of any domain.

    rows: those rows, or a slice of all. of_row: their pair. domain, stratum: (pairs,). weight, square: the rows' w
    and w².
    """

    rows: BoolArray | slice
    of_row: IntArray
    domain: IntArray
    stratum: IntArray
    weight: FloatArray
    square: FloatArray
    domains: int

    def by_domain(self, values: FloatArray) -> FloatArray:
        """(domains, …) sums of values of the pairs, which stand in the order of their domains."""
        result = np.zeros((self.domains, *values.shape[1:]))
        starts = np.flatnonzero(np.diff(self.domain, prepend=-1))
        result[self.domain[starts]] = np.add.reduceat(values, starts, axis=0)
        return result


@dataclass(frozen=True, eq=False)
class _Sums:
    """One item's sums over the pairs: (pairs, levels) Σw and Σw², and (pairs,) rows with an answer."""

    weight: FloatArray
    square: FloatArray
    counts: IntArray


def has_table(sample: Sample, calibration: Calibration | None) -> bool:
    """Whether sums over cells are enough: rows are the units, and the adjustment one of classifications."""
    if not isinstance(sample, Design) or sample.clusters is not None or sample.later:
        return False
    if calibration is None:
        return True
    return isinstance(calibration.residual, CellResidual) and calibration.earlier is None


@dataclass(frozen=True, eq=False)
class Item:
    """levels: (n,) codes from 0, below 0 where missing. count: the number of levels."""

    levels: Codes
    count: int


def share_table(
    design: Design, item: Item, domains: Codes, domain_count: int, calibration: Calibration | None = None
) -> ShareTable:
    """The share of each of an item's levels in each domain; `share_tables` for several items."""
    return share_tables(design, [item], domains, domain_count, calibration)[0]


def share_tables(
    design: Design, items: Sequence[Item], domains: Codes, domain_count: int, calibration: Calibration | None = None
) -> list[ShareTable]:
    """The shares of several items by the same domains, (n,) codes from 0, below 0 for rows in none.

    Raises MethodError where `has_table` is false, or for a lonely unit under the rule `fail`.
    """
    same_length(design.size, domains=domains, **{f"item {i}": item.levels for i, item in enumerate(items)})
    if not has_table(design, calibration):
        raise MethodError("a table needs a design of single rows, raked or post-stratified at most once")
    weights = final_weights(design, calibration)
    weights = weights / weights.mean()  # shares do not depend on it, and squares of very small weights would vanish
    pairs = _pairs(design, weights, domains, domain_count)
    margins = _Margins(design, calibration, weights) if calibration is not None else None
    return [_shares(design, margins, pairs, item, domains) for item in items]


def _shares(design: Design, margins: "_Margins | None", pairs: _Pairs, item: Item, domains: Codes) -> ShareTable:
    sums = _sums(pairs, item)
    totals = pairs.by_domain(sums.weight)
    whole = totals.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = totals / whole[:, None]
    counts = np.bincount(pairs.domain, weights=sums.counts, minlength=pairs.domains).astype(np.int64)
    strata = np.bincount(pairs.domain[sums.counts > 0], minlength=pairs.domains)
    first, second = _score_sums(pairs, sums, shares, whole)
    if margins is None:
        variance = _plain_variance(design, pairs, sums, first, second)
    else:
        moments = margins.moments(shares, whole, item, domains)
        variance = _calibrated_variance(design, margins, pairs, moments, first, second)
    variance[(shares == 0) | (shares == 1)] = 0.0
    return ShareTable(shares, np.sqrt(np.maximum(variance, 0.0)), counts, counts - strata)


def _pairs(design: Design, weights: FloatArray, domains: Codes, domain_count: int) -> _Pairs:
    strata = len(design.primary.sampled)
    rows = slice(None) if domains.min() >= 0 else domains >= 0
    key = domains[rows] * np.int64(strata) + design.primary.stratum_of_row[rows]
    if not len(key):
        raise MethodError("no row lies in any domain")
    distinct, of_row = compact(key, domain_count * strata)
    w = weights[rows]
    return _Pairs(rows, of_row, distinct // strata, distinct % strata, w, w * w, domain_count)


def _sums(pairs: _Pairs, item: Item) -> _Sums:
    levels = item.levels[pairs.rows]
    kinds = item.count
    if levels.min() < 0:  # the missing are a level of their own, taken off at the end
        levels, kinds = np.where(levels < 0, item.count, levels), item.count + 1
    cell = pairs.of_row * np.int64(kinds) + levels
    shape = (len(pairs.domain), kinds)
    size = shape[0] * kinds
    weight, square = (
        np.bincount(cell, weights=w, minlength=size).reshape(shape)[:, : item.count]
        for w in (pairs.weight, pairs.square)
    )
    counts = np.bincount(cell, minlength=size).reshape(shape)[:, : item.count]
    return _Sums(weight, square, counts.sum(axis=1))


def _plain_variance(design: Design, pairs: _Pairs, sums: _Sums, first: FloatArray, second: FloatArray) -> FloatArray:
    scale, centring = _factors(design)
    spread = scale[pairs.stratum][:, None] * (second - centring[pairs.stratum][:, None] * np.square(first))
    return np.asarray(pairs.by_domain(spread) * _lonely_factor(design, pairs, sums.counts > 0)[:, None])


def _score_sums(pairs: _Pairs, sums: _Sums, shares: FloatArray, whole: FloatArray) -> tuple[FloatArray, FloatArray]:
    """(pairs, levels) Σz and Σz²."""
    p, total = shares[pairs.domain], whole[pairs.domain][:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        first = (sums.weight - p * sums.weight.sum(axis=1, keepdims=True)) / total
        others = sums.square.sum(axis=1, keepdims=True) - sums.square
        return first, (sums.square * np.square(1 - p) + others * np.square(p)) / np.square(total)


def _factors(design: Design) -> tuple[FloatArray, FloatArray]:
    """(strata,) (1 − f) n/(n − 1), and 1/n, by which the square of the sum is taken off."""
    units = design.primary
    centring = 1 / units.sampled
    if design.lonely is Lonely.ADJUST:
        centring = np.where(units.sampled == 1, 0.0, centring)
    return units.spread_factor(), centring


def _lonely_factor(design: Design, pairs: _Pairs, seen: BoolArray) -> FloatArray:
    """(domains,) what makes up for the lonely strata that a domain has rows in."""
    lonely = _lonely(design)[pairs.stratum] & seen
    _refuse(design, pairs.stratum[lonely])
    if design.lonely is not Lonely.AVERAGE:
        return np.ones(pairs.domains)
    strata = np.bincount(pairs.domain[seen], minlength=pairs.domains)
    kept = strata - np.bincount(pairs.domain, weights=lonely, minlength=pairs.domains)
    return np.asarray(np.divide(strata, kept, out=np.full(pairs.domains, np.nan), where=kept > 0))


def _whole_factor(design: Design) -> float:
    """The same where every stratum is looked at."""
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
        raise MethodError(f"{where}: one unit sampled, so its spread is unknown; merge it or choose a lonely-unit rule")


def _calibrated_variance(
    design: Design,
    margins: "_Margins",
    pairs: _Pairs,
    moments: tuple[FloatArray, FloatArray],
    first: FloatArray,
    second: FloatArray,
) -> FloatArray:
    scale, centring = _factors(design)
    wanted, crossed = moments
    explained = wanted @ margins.sweep.T  # (domains × levels, columns) u
    apart = second - centring[pairs.stratum][:, None] * np.square(first)
    own = pairs.by_domain(scale[pairs.stratum][:, None] * apart)
    taken = scale * centring
    crossed = (
        crossed
        - _by_stratum(pairs, first * taken[pairs.stratum][:, None]) @ margins.by_stratum[: pairs.stratum.max() + 1]
    )
    gram = margins.gram - (margins.by_stratum * taken[:, None]).T @ margins.by_stratum
    shared = (explained * (explained @ gram - 2 * crossed)).sum(axis=1)
    return np.asarray((own + shared.reshape(own.shape)) * _whole_factor(design))


def _by_stratum(pairs: _Pairs, values: FloatArray) -> csr_array:
    """(domains × levels, strata) the pairs' values, where there are any."""
    kinds = values.shape[1]
    rows = (pairs.domain[:, None] * kinds + np.arange(kinds)).ravel()
    shape = (pairs.domains * kinds, int(pairs.stratum.max()) + 1)
    return csr_array((values.ravel(), (rows, np.repeat(pairs.stratum, kinds))), shape=shape)


class _Margins:
    """The margins of a calibration as columns x, one a level, and what the variance needs of them.

    sweep: (columns, columns) what turns the sums of the scores by level into u, the part the margins explain.
    gram: (columns, columns) G. by_stratum: (strata, columns) Σ w x.
    """

    def __init__(self, design: Design, calibration: Calibration, weights: FloatArray) -> None:
        residual = calibration.residual
        if not isinstance(residual, CellResidual):
            raise MethodError("a table needs an adjustment by classifications")
        cells, stratum = residual.cells, design.primary.stratum_of_row
        self._codes = [np.ascontiguousarray(margin.codes, dtype=np.int32)[cells.of_row] for margin in cells.margins]
        self._sizes = [len(margin.totals) for margin in cells.margins]
        scale = _factors(design)[0]
        self._factors = (residual.weights, scale[stratum] * np.square(weights))
        overlap = _overlap(cells.margins, cells.sums(residual.weights))
        self.sweep = _sweep(overlap, self._sizes, residual.sweeps)
        self.gram = _overlap(cells.margins, cells.sums(self._factors[1]))
        self.by_stratum = _by_level(cells, stratum, weights, len(scale))

    def moments(
        self, shares: FloatArray, whole: FloatArray, item: Item, domains: Codes
    ) -> tuple[FloatArray, FloatArray]:
        """(domains × levels, columns) sums of scores per person by level, weighted as the calibration has it, and T."""
        kept = (item.levels >= 0) & (domains >= 0)
        rows = slice(None) if kept.all() else kept
        key = domains[rows] * np.int64(item.count) + item.levels[rows]
        places = [key * size + code[rows] for size, code in zip(self._sizes, self._codes, strict=True)]
        wanted, crossed = (
            self._moments(None if factor is None else factor[rows], places, shares, whole) for factor in self._factors
        )
        return wanted, crossed

    def _moments(
        self, factor: FloatArray | None, places: list[IntArray], shares: FloatArray, whole: FloatArray
    ) -> FloatArray:
        """(domains × levels, columns) Σ factor e x, with e = (1[level] − p)/W within the domain."""
        parts = []
        for size, place in zip(self._sizes, places, strict=True):
            sums = np.bincount(place, weights=factor, minlength=shares.size * size).reshape(*shares.shape, size)
            with np.errstate(invalid="ignore", divide="ignore"):
                centred = (sums - shares[:, :, None] * sums.sum(axis=1, keepdims=True)) / whole[:, None, None]
            parts.append(centred.reshape(shares.size, size))
        return np.concatenate(parts, axis=1)


def _overlap(margins: Sequence[Margin], sums: FloatArray) -> FloatArray:
    """(columns, columns) Σ x x' over the cells, each as often as `sums` says."""
    blocks = [
        [
            np.bincount(
                one.codes * len(other.totals) + other.codes,
                weights=sums,
                minlength=len(one.totals) * len(other.totals),
            ).reshape(len(one.totals), len(other.totals))
            for other in margins
        ]
        for one in margins
    ]
    return np.block(blocks)


def _by_level(cells: Cells, stratum: IntArray, weights: FloatArray, strata: int) -> FloatArray:
    """(strata, columns) Σ w x."""
    count = len(cells.margins[0].codes)
    sums = np.bincount(stratum * count + cells.of_row, weights=weights, minlength=strata * count)
    place = np.arange(strata)[:, None]
    parts = []
    for margin in cells.margins:
        size = len(margin.totals)
        keys = (place * size + margin.codes).ravel()
        parts.append(np.bincount(keys, weights=sums, minlength=strata * size).reshape(strata, size))
    return np.concatenate(parts, axis=1)


def _sweep(overlap: FloatArray, sizes: Sequence[int], sweeps: int) -> FloatArray:
    """(columns, columns) taking out each margin's means in turn, as one matrix."""
    found = np.zeros_like(overlap)
    ends = np.cumsum(sizes)
    for _ in range(sweeps):
        for start, end in zip(ends - sizes, ends, strict=True):
            left = np.eye(len(overlap))[start:end] - overlap[start:end] @ found
            size = np.diag(overlap)[start:end, None]
            found[start:end] += np.divide(left, size, out=np.zeros_like(left), where=size > 0)
    return found
