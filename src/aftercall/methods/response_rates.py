"""Response rates of communities within a sample, with intervals."""

from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import BoolArray, Codes, FloatArray, positive_weights, same_length
from aftercall.methods.intervals import IntervalMethod, Precision, proportion_interval
from aftercall.methods.representativeness import Indicator


@dataclass(frozen=True)
class GroupRate:
    """sampled, responded: people. rate: weighted by the inverse of the probability of selection."""

    sampled: int
    responded: int
    rate: Indicator


def response_rates(
    group: Codes, weights: FloatArray, responded: BoolArray, *, confidence: float = 0.95
) -> tuple[GroupRate, ...]:
    """The rate of each group from 0 to the largest code. group, weights, responded: (n,) of the sample.

    Wilson's interval with Kish's effective number of people. A group of which nobody was sampled has a rate between 0
    and 1.
    """
    positive_weights(weights)
    same_length(len(weights), group=group, responded=responded)
    return tuple(
        _rate(weights[group == level], responded[group == level], confidence) for level in range(group.max() + 1)
    )


def _rate(weights: FloatArray, responded: BoolArray, confidence: float) -> GroupRate:
    if not len(weights):
        return GroupRate(0, 0, Indicator(0.0, 0.0, 1.0))
    p = float(weights[responded].sum() / weights.sum())
    effective = float(weights.sum() ** 2 / np.square(weights).sum())
    precision = Precision(p, p * (1 - p) / effective, len(weights), 10**6, confidence)
    low, high = proportion_interval(IntervalMethod.WILSON, precision) or (0.0, 1.0)
    return GroupRate(len(weights), int(responded.sum()), Indicator(p, low, high))
