"""Agreement of two coders beyond chance: Cohen's kappa (1960) with its large-sample error (Fleiss and others 1969)."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from scipy.special import ndtri

from aftercall.methods.arrays import Codes, FloatArray, MethodError, same_length
from aftercall.methods.intervals import check_confidence


@dataclass(frozen=True)
class Agreement:
    """observed: the share of texts coded alike. expected: the share by chance alone. kappa: None where that is 1."""

    observed: float
    expected: float
    kappa: float | None
    se: float | None
    low: float | None
    high: float | None
    n: int


def cohen_kappa(first: Codes, second: Codes, *, confidence: float = 0.95) -> Agreement:
    """The agreement of two coders. first, second: (n,) their codes for the same texts, below 0 where not coded."""
    check_confidence(confidence)
    same_length(len(first), second=second)
    coded = (first >= 0) & (second >= 0)
    if not coded.any():
        raise MethodError("no text was coded by both coders")
    size = int(max(first[coded].max(), second[coded].max())) + 1
    counts = np.bincount(first[coded] * size + second[coded], minlength=size * size).reshape(size, size)
    table = counts / counts.sum()
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    observed, expected = float(np.trace(table)), float(rows @ columns)
    if expected == 1:
        return Agreement(observed, expected, None, None, None, None, int(coded.sum()))
    kappa = (observed - expected) / (1 - expected)
    se = _standard_error(table, kappa, expected) / sqrt(coded.sum())
    reach = float(ndtri(0.5 + confidence / 2)) * se
    return Agreement(observed, expected, kappa, se, kappa - reach, min(kappa + reach, 1.0), int(coded.sum()))


def _standard_error(table: FloatArray, kappa: float, expected: float) -> float:
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    diagonal = np.diag(table)
    alike = diagonal @ np.square(1 - (rows + columns) * (1 - kappa))
    apart = (1 - kappa) ** 2 * float(
        np.sum(table * np.square(columns[:, None] + rows[None, :])) - diagonal @ np.square(rows + columns)
    )
    rest = (kappa - expected * (1 - kappa)) ** 2
    return sqrt(max(float(alike) + apart - rest, 0.0)) / (1 - expected)
