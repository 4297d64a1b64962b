"""Weights trimmed at bounds. The excess is spread evenly over the other weights, so that the sum does not change.

`trimWeights` of R's survey; Potter 1990, Proceedings of the Survey Research Methods Section, American Statistical
Association.
"""

from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError, positive_weights
from aftercall.methods.weight_diagnostics import WeightDiagnostics, weight_diagnostics


@dataclass(frozen=True, eq=False)
class Trimming:
    """weights: (n,) within the bounds, with the same sum as before. trimmed: (n,) which were cut off."""

    weights: FloatArray
    trimmed: BoolArray
    before: WeightDiagnostics
    after: WeightDiagnostics


def trim_weights(weights: FloatArray, *, lower: float = 0.0, upper: float = np.inf) -> Trimming:
    """Trim (n,) weights to `lower` and `upper`, repeatedly until spreading the excess takes no weight past a bound.

    Raises MethodError where the bounds do not allow the sum of the weights.
    """
    positive_weights(weights)
    mean = float(weights.mean())
    if not 0 <= lower < mean < upper:
        raise MethodError(f"bounds: the mean weight, {mean:g}, must be between them")
    current, trimmed = weights.copy(), np.zeros(len(weights), dtype=np.bool_)
    while (outside := (current < lower) | (current > upper)).any():
        cut = np.clip(current, lower, upper)
        trimmed |= outside
        if trimmed.all():
            raise MethodError("bounds: no weight is left to take the excess; widen them")
        cut[~trimmed] += (current - cut).sum() / np.count_nonzero(~trimmed)
        current = cut
    return Trimming(current, trimmed, weight_diagnostics(weights), weight_diagnostics(current))
