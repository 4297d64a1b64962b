"""Whether a change is larger than chance would explain. What pages call it is decided elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from aftercall.methods.arrays import FloatArray, MethodError
from aftercall.methods.difference import Difference


class Direction(StrEnum):
    """What may be said of a change."""

    ROSE = "rose"
    FELL = "fell"
    NO_CLEAR_CHANGE = "no_clear_change"


@dataclass(frozen=True)
class JudgedDifference:
    """A difference and what may be said of it. adjusted_p: its p-value adjusted for the family, None where it could not
    be tested."""

    difference: Difference
    adjusted_p: float | None
    direction: Direction


def judge_changes(differences: Sequence[Difference], *, level: float = 0.05) -> tuple[JudgedDifference, ...]:
    """Judge differences that are published side by side as one family, so that the expected share of false discoveries
    among the changes reported is at most `level`.

    Benjamini and Hochberg (1995). A single difference is judged by its own two-sided p-value. One that could not be
    tested is no clear change and does not count towards the family.
    """
    if not 0 < level < 1:
        raise MethodError(f"the level of the test is {level:g}; it must be between 0 and 1, such as 0.05")
    tested = np.array([d.p_value for d in differences if d.p_value is not None], dtype=np.float64)
    adjusted = iter(benjamini_hochberg(tested).tolist())
    return tuple(_judge(d, next(adjusted) if d.p_value is not None else None, level) for d in differences)


def benjamini_hochberg(p_values: FloatArray) -> FloatArray:
    """(k,) adjusted p-values: min over j ≥ i of p_(j) k / j, at most 1, in the order given (`p.adjust(method="BH")` in
    R).
    """
    k = len(p_values)
    order = np.argsort(p_values)
    stepped = p_values[order] * k / np.arange(1, k + 1)
    adjusted = np.empty(k)
    adjusted[order] = np.minimum(np.minimum.accumulate(stepped[::-1])[::-1], 1.0)
    return adjusted


def _judge(difference: Difference, adjusted_p: float | None, level: float) -> JudgedDifference:
    if adjusted_p is None or adjusted_p > level or difference.estimate == 0:
        return JudgedDifference(difference, adjusted_p, Direction.NO_CLEAR_CHANGE)
    return JudgedDifference(difference, adjusted_p, Direction.ROSE if difference.estimate > 0 else Direction.FELL)
