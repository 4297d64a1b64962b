"""Whether an estimate from few people may be published, and with which caution."""

from dataclasses import dataclass
from enum import StrEnum

from aftercall.methods.arrays import MethodError


class Reliability(StrEnum):
    """How an estimate may be published."""

    SOUND = "sound"
    CAUTION = "caution"
    UNRELIABLE = "unreliable"


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """sound, shown: the smallest effective sizes to be sound, and to be shown. widest: the widest interval. df: the
    fewest degrees of freedom.

    After NCHS (Parker and others 2017, Vital and Health Statistics 2:175): estimates with an effective size under 30 or
    an interval wider than 0.30 are not shown; fewer than 8 degrees of freedom need review.
    """

    sound: float = 100
    shown: float = 30
    widest: float = 0.30
    df: int = 8


def reliability(
    *, n: int, deff: float | None, df: int, low: float | None, high: float | None, thresholds: Thresholds | None = None
) -> Reliability:
    """The reliability of a proportion of n people. deff: None where unknown. Raises MethodError for a negative n."""
    if n < 0:
        raise MethodError("the base is negative")
    limits = thresholds or Thresholds()
    effective = n / deff if deff is not None and deff > 1 else float(n)
    if effective < limits.shown or low is None or high is None or high - low > limits.widest:
        return Reliability.UNRELIABLE
    return Reliability.CAUTION if effective < limits.sound or df < limits.df else Reliability.SOUND
