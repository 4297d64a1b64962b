"""What to say beside a figure that rests on few people."""

from dataclasses import dataclass
from enum import StrEnum

from aftercall.methods.arrays import MethodError


class Reliability(StrEnum):
    """How a figure may be published."""

    SOUND = "sound"
    CAUTION = "caution"
    UNRELIABLE = "unreliable"


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """Least effective size to be sound and to be shown at all, widest interval, least degrees of freedom.

    After NCHS (Parker and others 2017, Vital and Health Statistics 2:175): an effective size under 30 or an interval
    wider than 0.30 is not shown, fewer than 8 degrees of freedom call for a second look.
    """

    sound: float = 100
    shown: float = 30
    widest: float = 0.30
    df: int = 8


def reliability(
    *, n: int, deff: float | None, df: int, low: float | None, high: float | None, thresholds: Thresholds | None = None
) -> Reliability:
    """Of a proportion with n rows and a design effect (None where it has none). Raises MethodError for a negative n."""
    if n < 0:
        raise MethodError("the base is below 0")
    limits = thresholds or Thresholds()
    effective = n / deff if deff is not None and deff > 1 else float(n)
    if effective < limits.shown or low is None or high is None or high - low > limits.widest:
        return Reliability.UNRELIABLE
    return Reliability.CAUTION if effective < limits.sound or df < limits.df else Reliability.SOUND
