"""Weights cut off at bounds, and what is cut off spread evenly over the others, so that their sum stays
(`trimWeights` of R's survey; Potter 1990, Proceedings of the Survey Research Methods Section, American Statistical
Association).
"""

from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError, positive_weights
from aftercall.methods.weight_diagnostics import WeightDiagnostics, weight_diagnostics


@dataclass(frozen=True, eq=False)
class Trimming:
    """weights: (n,) between the bounds, with the sum of those before. trimmed: (n,) which were cut off."""

    weights: FloatArray
    trimmed: BoolArray
    before: WeightDiagnostics
    after: WeightDiagnostics


def trim_weights(weights: FloatArray, *, lower: float = 0.0, upper: float = np.inf) -> Trimming:
    """Cut (n,) weights off below `lower` and above `upper`, again and again until what is spread over the others
    brings none of them over a bound.

    Raises MethodError where the bounds leave no room for the sum of the weights.
    """
    positive_weights(weights)
    mean = float(weights.mean())
    if not 0 <= lower < mean < upper:
        raise MethodError(f"bounds: the mean weight is {mean:g}, and must lie between them")
    current, trimmed = weights.copy(), np.zeros(len(weights), dtype=np.bool_)
    while (outside := (current < lower) | (current > upper)).any():
        cut = np.clip(current, lower, upper)
        trimmed |= outside
        if trimmed.all():
            raise MethodError("bounds: they leave no weight that could take up what is cut off; widen them")
        cut[~trimmed] += (current - cut).sum() / np.count_nonzero(~trimmed)
        current = cut
    return Trimming(current, trimmed, weight_diagnostics(weights), weight_diagnostics(current))
