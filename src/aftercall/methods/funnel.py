"""Funnel plot limits: how far an area's share may be from the target by chance alone (Spiegelhalter 2005)."""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy

from aftercall.methods.arrays import FloatArray, MethodError

_INNER, _OUTER = 0.95, 0.998  # about 2 and 3 standard deviations


class Zone(StrEnum):
    """Where an area is on the funnel plot."""

    WITHIN = "within"
    WARNING_LOW = "warning_low"
    WARNING_HIGH = "warning_high"
    ALARM_LOW = "alarm_low"
    ALARM_HIGH = "alarm_high"


@dataclass(frozen=True, eq=False)
class Limits:
    """(k,) bounds for effective sizes: 95 per cent (inner) and 99.8 per cent (outer)."""

    inner_low: FloatArray
    inner_high: FloatArray
    outer_low: FloatArray
    outer_high: FloatArray


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
