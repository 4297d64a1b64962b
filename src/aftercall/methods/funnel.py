"""Funnel plot limits: how far an area's share may be from the target by chance alone (Spiegelhalter 2005)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
import scipy

from aftercall.methods.arrays import FloatArray, MethodError

_INNER, _OUTER = 0.95, 0.998  # about 2 and 3 standard deviations
_CURVE = 40  # enough sizes for a smooth curve


class Zone(StrEnum):
    """Where an area is on the funnel plot."""

    WITHIN = "within"
    WARNING_LOW = "warning_low"
    WARNING_HIGH = "warning_high"
    ALARM_LOW = "alarm_low"
    ALARM_HIGH = "alarm_high"

    @property
    def strength(self) -> Literal["within", "warning", "alarm"]:
        """Between which limits it is, whichever side."""
        if self is Zone.WITHIN:
            return "within"
        return "alarm" if self in {Zone.ALARM_LOW, Zone.ALARM_HIGH} else "warning"


@dataclass(frozen=True, eq=False)
class Limits:
    """(k,) bounds for effective sizes: 95 per cent (inner) and 99.8 per cent (outer)."""

    inner_low: FloatArray
    inner_high: FloatArray
    outer_low: FloatArray
    outer_high: FloatArray


@dataclass(frozen=True)
class Whole:
    """The share of all groups together, its standard error, and how many people answered."""

    share: float
    se: float
    base: int


@dataclass(frozen=True, eq=False)
class Funnel:
    """Groups around the whole. sizes: (k,) the effective number of interviews of each; zones: of each. curve: the
    limits at the sizes of curve_sizes, the smallest first."""

    target: float
    sizes: FloatArray
    zones: Sequence[Zone]
    curve_sizes: FloatArray
    curve: Limits


def funnel_of(whole: Whole, shares: FloatArray, bases: FloatArray) -> Funnel | None:
    """The funnel of groups with these (k,) shares and people.

    Their effective sizes are their people, reduced or raised as the design does for the whole: that of a small group
    alone would be unsteady. None where the whole does not vary, or with fewer than two groups.
    """
    if not 0 < whole.share < 1 or whole.se <= 0 or len(shares) < 2:
        return None
    sizes = bases * whole.share * (1 - whole.share) / whole.se**2 / whole.base
    largest = float(sizes.max())
    curve_sizes = np.geomspace(min(float(sizes.min()), largest / 4), largest, _CURVE)
    found = zones(shares, funnel_limits(whole.share, sizes))
    return Funnel(whole.share, sizes, found, curve_sizes, funnel_limits(whole.share, curve_sizes))


def funnel_limits(target: float, effective_n: FloatArray) -> Limits:
    """Limits around a target share for samples as precise as simple random samples of these (k,) sizes.

    The target plus and minus z √(target (1 − target) / n), kept within 0 and 1. A share is beyond its limits exactly
    where the target is outside the share's score interval.
    """
    if not 0 < target < 1:
        raise MethodError(f"the target is {target:g}; it must be between 0 and 1")
    if not (np.isfinite(effective_n) & (effective_n > 0)).all():
        raise MethodError("an effective size is missing or not above 0")
    spread = np.sqrt(target * (1 - target) / effective_n)
    reach = [float(scipy.special.ndtri(0.5 + level / 2)) for level in (_INNER, _OUTER)]
    bounds = (np.clip(target + sign * z * spread, 0, 1) for z in reach for sign in (-1, 1))
    return Limits(*bounds)


def zones(shares: FloatArray, limits: Limits) -> list[Zone]:
    """The zone of each (k,) share."""
    bounds = zip(limits.inner_low, limits.inner_high, limits.outer_low, limits.outer_high, strict=True)
    return [_zone(float(share), *(float(b) for b in four)) for share, four in zip(shares, bounds, strict=True)]


def _zone(share: float, inner_low: float, inner_high: float, outer_low: float, outer_high: float) -> Zone:
    if share < inner_low:
        return Zone.ALARM_LOW if share < outer_low else Zone.WARNING_LOW
    if share > inner_high:
        return Zone.ALARM_HIGH if share > outer_high else Zone.WARNING_HIGH
    return Zone.WITHIN
