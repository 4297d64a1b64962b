"""Primary suppression: which cells of a table must not be shown by themselves.

A cell with a small base, or in which few people gave the answer or did not, could identify someone (Hundepool et al.
2012, Statistical Disclosure Control, chapter 4). Which further cells must be hidden is in `joint_suppression`.
"""

from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import BoolArray, IntArray, MethodError


@dataclass(frozen=True)
class DisclosureRule:
    """minimum_base: fewer people are not shown. minimum_count: nor are fewer people who gave the answer, or did not.
    least_range: how far apart the least and the most must be that a hidden base or count can be."""

    minimum_base: int = 30
    minimum_count: int = 3
    least_range: int = 10


THE_RULE = DisclosureRule()


def primary(bases: IntArray, counts: IntArray, *, minimum_base: int, minimum_count: int) -> BoolArray:
    """Cells with a small base, or in which few people (but not none) gave the answer, or did not give it.

    bases: people asked, any shape. counts: those who gave the answer, same shape.
    """
    if bases.shape != counts.shape or (counts > bases).any() or (counts < 0).any():
        raise MethodError("counts must have the shape of the bases and lie between 0 and the base")
    few = [(part > 0) & (part < minimum_count) for part in (counts, bases - counts)]
    return np.asarray((bases < minimum_base) | few[0] | few[1])
