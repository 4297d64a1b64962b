"""How unequal a set of weights is, and what that costs in precision."""

from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import FloatArray


@dataclass(frozen=True)
class WeightDiagnostics:
    """Range, sum and inequality of a set of weights."""

    smallest: float
    largest: float
    sum: float
    largest_to_median: float
    kish_deff: float
    effective_size: float


def kish_deff(weights: FloatArray) -> float:
    """Kish's approximate design effect of unequal weights, n Σw² / (Σw)² (Kish 1965, section 11.7)."""
    return float(len(weights) * np.square(weights).sum() / weights.sum() ** 2)


def weight_diagnostics(weights: FloatArray) -> WeightDiagnostics:
    """Diagnostics of the weights of those who responded."""
    deff = kish_deff(weights)
    return WeightDiagnostics(
        smallest=float(weights.min()),
        largest=float(weights.max()),
        sum=float(weights.sum()),
        largest_to_median=float(weights.max() / np.median(weights)),
        kish_deff=deff,
        effective_size=len(weights) / deff,
    )
