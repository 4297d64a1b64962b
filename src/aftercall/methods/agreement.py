"""Agreement of two coders beyond chance: Cohen's kappa (1960) with its large-sample error (Fleiss and others 1969)."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import ndtri

from aftercall.methods.arrays import Codes, FloatArray, MethodError, same_length
from aftercall.methods.intervals import check_confidence


@dataclass(frozen=True)
class Agreement:
    """observed: the share coded alike. expected: what chance alone would give. kappa: None where chance is all."""

    observed: float
    expected: float
    kappa: float | None
    se: float | None
    low: float | None
    high: float | None
    n: int


def cohen_kappa(first: Codes, second: Codes, *, confidence: float = 0.95) -> Agreement:
    """The agreement of (n,) codes given by two coders to the same texts; below 0 where one of them gave none."""
    check_confidence(confidence)
    same_length(len(first), second=second)
    both = (first >= 0) & (second >= 0)
    if not both.any():
        raise MethodError("no text was coded twice")
    size = int(max(first[both].max(), second[both].max())) + 1
    counts = np.bincount(first[both] * size + second[both], minlength=size * size).reshape(size, size)
    table = counts / counts.sum()
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    observed, expected = float(np.trace(table)), float(rows @ columns)
    if expected == 1:
        return Agreement(observed, expected, None, None, None, None, int(both.sum()))
    kappa = (observed - expected) / (1 - expected)
    se = _error(table, kappa, expected) / sqrt(both.sum())
    reach = float(ndtri(0.5 + confidence / 2)) * se
    return Agreement(observed, expected, kappa, se, kappa - reach, min(kappa + reach, 1.0), int(both.sum()))


def _error(table: FloatArray, kappa: float, expected: float) -> float:
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    diagonal = np.diag(table)
    alike = diagonal @ np.square(1 - (rows + columns) * (1 - kappa))
    apart = (1 - kappa) ** 2 * float(
        np.sum(table * np.square(columns[:, None] + rows[None, :])) - diagonal @ np.square(rows + columns)
    )
    rest = (kappa - expected * (1 - kappa)) ** 2
    return sqrt(max(float(alike) + apart - rest, 0.0)) / (1 - expected)
