"""Scales: from figures to positions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, floor, log10

_STEP = 0.1


@dataclass(frozen=True)
class Scale:
    """From figures between low and high to positions between start and end."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The position of a figure; one outside the scale is at its nearer end."""
        inside = min(max(value, self.low), self.high)
        return self.start + (self.end - self.start) * (inside - self.low) / (self.high - self.low)


def scale_of_shares(shares: Iterable[float], start: float, end: float) -> Scale:
    """A scale from the multiple of 10% below all of these to the one above. At least one share."""
    found = list(shares)
    low, high = floor(round(min(found) / _STEP, 6)), ceil(round(max(found) / _STEP, 6))
    if low == high:
        low, high = max(low - 1, 0), min(high + 1, 10)
    return Scale(max(low, 0) * _STEP, min(high, 10) * _STEP, start, end)


def levels_of_shares(scale: Scale) -> Iterator[float]:
    """The multiples of 10% on a scale, or of 20% where there are many."""
    low, high = round(scale.low / _STEP), round(scale.high / _STEP)
    for level in range(low, high + 1, 1 if high - low <= 5 else 2):
        yield level * _STEP


def round_maximum(value: float) -> float:
    """The next of 1, 2, 2.5, 5 or 10 times a power of ten, for the end of a scale of counts. value: above 0."""
    power = 10.0 ** floor(log10(value))
    return next(step * power for step in (1, 2, 2.5, 5, 10) if value <= step * power * (1 + 1e-9))
