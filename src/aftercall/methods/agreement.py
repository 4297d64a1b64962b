"""Agreement of two coders beyond chance: Cohen's kappa (1960) with its large-sample error (Fleiss and others 1969)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import scipy

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
    reach = float(scipy.special.ndtri(0.5 + confidence / 2)) * se
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


def pooled_kappa(texts: Sequence[tuple[Sequence[bool], Sequence[bool]]], *, confidence: float = 0.95) -> Agreement:
    """The agreement of two coders about every code of every text, where a text may have several codes or none.

    texts: for each text, whether the first coder and the second gave it each code. The decisions about one text are
    not independent, so the error is the delete-one jackknife's, over texts (Efron and Tibshirani 1993, chapter 11).
    n: how many texts.
    """
    check_confidence(confidence)
    if not texts:
        raise MethodError("no text was coded by both coders")
    tables = np.array([_two_by_two(first, second) for first, second in texts], dtype=np.float64)
    total = tables.sum(axis=0)
    observed, expected = (float(value) for value in _observed_and_expected(total))
    if expected == 1:
        return Agreement(observed, expected, None, None, None, None, len(texts))
    kappa = (observed - expected) / (1 - expected)
    without = _observed_and_expected(total - tables) if len(texts) > 1 else None
    if without is None or np.any(without[1] >= 1):
        return Agreement(observed, expected, kappa, None, None, None, len(texts))
    left_out = (without[0] - without[1]) / (1 - without[1])
    n = len(texts)
    se = sqrt((n - 1) / n * float(np.sum(np.square(left_out - left_out.mean()))))
    reach = float(scipy.special.ndtri(0.5 + confidence / 2)) * se
    return Agreement(observed, expected, kappa, se, kappa - reach, min(kappa + reach, 1.0), n)


def _two_by_two(first: Sequence[bool], second: Sequence[bool]) -> list[float]:
    """How many codes both gave, only the first, only the second, and neither."""
    a, b = np.asarray(first, dtype=bool), np.asarray(second, dtype=bool)
    same_length(len(a), second=b)
    return [float(np.sum(one)) for one in (a & b, a & ~b, ~a & b, ~a & ~b)]


def _observed_and_expected(tables: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The shares of alike decisions, and those by chance alone. Shape (..., 4), as `_two_by_two`."""
    size = tables.sum(axis=-1)
    both, only_first, only_second, neither = (tables[..., place] / size for place in range(4))
    first, second = both + only_first, both + only_second
    return both + neither, first * second + (1 - first) * (1 - second)
