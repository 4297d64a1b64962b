"""Response by cell: what indicators of representative response are calculated from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy

from aftercall.methods.arrays import BoolArray, Codes, FloatArray, IntArray, positive_weights, same_length
from aftercall.methods.regression import logistic_fit


@dataclass(frozen=True, eq=False)
class ResponseCells:
    """The cells of crossed characteristics.

    levels: (cells, characteristics) codes. shares: (cells,) of the population, adding up to 1. rates: (cells,) response
    propensities. root: (cells, m), their covariance is root root'.
    """

    names: tuple[str, ...]
    levels: IntArray
    shares: FloatArray
    rates: FloatArray
    root: FloatArray

    @property
    def mean(self) -> float:
        """The population's mean response propensity."""
        return float(self.shares @ self.rates)

    def column(self, name: str) -> IntArray:
        """(cells,) the code of one characteristic."""
        return self.levels[:, self.names.index(name)]


def cells_from_counts(shares: Sequence[float], sampled: Sequence[int], responded: Sequence[int]) -> ResponseCells:
    """Cells of one characteristic, each with its own rate, from counts: an equal chance of selection within each.

    Half a response and half a refusal more keep the variance above 0 where all or nobody responded.
    """
    asked, answered = np.array(sampled, dtype=np.float64), np.array(responded, dtype=np.float64)
    smooth = (answered + 0.5) / (asked + 1)
    proportions = np.array(shares, dtype=np.float64)
    levels = np.arange(len(shares), dtype=np.int64)[:, None]
    root = np.diag(np.sqrt(smooth * (1 - smooth) / asked))
    return ResponseCells(("",), levels, proportions / proportions.sum(), answered / asked, root)


def modelled_cells(
    characteristics: Mapping[str, Codes], base_weights: FloatArray, totals: FloatArray, responded: BoolArray
) -> ResponseCells:
    """Cells whose rates are fitted by a logistic model with the characteristics' main effects: for many cells with few
    people each.

    characteristics: (n,) codes of the sample. totals: (n,) weights that agree with the population's known counts, such
    as base weights raked to the frame: they give the cells' shares. Raises MethodError where a level predicts response
    perfectly: merge it with another.
    """
    positive_weights(base_weights)
    same_length(len(base_weights), responded=responded, totals=totals, **characteristics)
    names = tuple(characteristics)
    levels, cell = np.unique(
        np.column_stack([characteristics[name] for name in names]).astype(np.int64), axis=0, return_inverse=True
    )
    cell = cell.reshape(len(base_weights))
    columns, terms = _main_effects(levels, names)
    fitted = logistic_fit(columns[cell], responded.astype(np.float64), base_weights, terms)
    rates = scipy.special.expit(columns @ fitted.coefficients)
    slopes = (rates * (1 - rates))[:, None] * columns
    shares = np.bincount(cell, weights=totals)
    return ResponseCells(
        names, levels, shares / shares.sum(), rates, slopes @ _root(columns[cell], rates[cell], base_weights)
    )


def _main_effects(levels: IntArray, names: tuple[str, ...]) -> tuple[FloatArray, tuple[str, ...]]:
    """(cells, k) an intercept and a column for each level but the first of each characteristic, and what they are."""
    columns, terms = [np.ones(len(levels))], ["intercept"]
    for place, name in enumerate(names):
        for level in np.unique(levels[:, place])[1:]:
            columns.append((levels[:, place] == level).astype(np.float64))
            terms.append(f"{name} {level}")
    return np.column_stack(columns), tuple(terms)


def _root(columns: FloatArray, rates: FloatArray, weights: FloatArray) -> FloatArray:
    """(k, k) a root of the covariance of the coefficients, A⁻¹BA⁻¹ with A = Σ w v x x' and B = Σ w² v x x'."""
    variance = rates * (1 - rates)
    bread = (columns * (weights * variance)[:, None]).T @ columns
    filling = (columns * (np.square(weights) * variance)[:, None]).T @ columns
    return np.asarray(np.linalg.solve(bread, np.linalg.cholesky(filling)))
