"""Known population totals of one classification, and the checks that they fit the sample."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import Codes, FloatArray, MethodError, first_rows, same_length


@dataclass(frozen=True, eq=False)
class Margin:
    """codes: (n,) the level of each row, counted from 0. totals: (levels,) the population's. labels: the levels' names,
    for messages.
    """

    name: str
    codes: Codes
    totals: FloatArray
    labels: tuple[str, ...] = ()

    def label(self, level: int) -> str:
        """The level's name, or its code where it has none."""
        return self.labels[level] if self.labels else str(level)

    def sums(self, weights: FloatArray) -> FloatArray:
        """(levels,) the weighted count of each level."""
        return np.bincount(self.codes, weights=weights, minlength=len(self.totals))

    def merged(self, into: Mapping[str, str]) -> "Margin":
        """The margin with some levels, by name, counted as part of another. Needs labels."""
        if not into:
            return self
        names = [into.get(label, label) for label in self.labels]
        labels = tuple(dict.fromkeys(names))
        codes = np.array([labels.index(name) for name in names])
        return Margin(self.name, codes[self.codes], np.bincount(codes, weights=self.totals), labels)


def merge_small_levels(respondents: Mapping[str, float], minimum: int) -> dict[str, str]:
    """Each level with fewer respondents than the minimum, whose weights would be extreme, with the level that it joins:
    the smallest that is large enough, ties by name.

    respondents: people by level, 0 included. Where no level is large enough, all become one, called "all".
    """
    enough = [level for level in sorted(respondents) if respondents[level] >= minimum]
    into = min(enough, key=lambda level: (respondents[level], level)) if enough else "all"
    return {level: into for level in respondents if level not in enough}


def check_margins(margins: Sequence[Margin], size: int) -> None:
    """Raise MethodError, naming margin and level, unless the margins can be met by weights above 0."""
    if not margins:
        raise MethodError("no margins to rake to")
    for margin in margins:
        same_length(size, **{f"margin {margin.name}": margin.codes})
        _check_levels(margin)
    _check_grand_totals(margins)


def _check_levels(margin: Margin) -> None:
    for level, total in enumerate(margin.totals):
        if not np.isfinite(total) or total < 0:
            where = f"margin {margin.name}, level {margin.label(level)}"
            raise MethodError(f"{where}: the population total is missing or below 0")


def check_codes(margin: Margin) -> None:
    """Raise MethodError, naming the rows, where a code lies outside the levels."""
    outside = (margin.codes < 0) | (margin.codes >= len(margin.totals))
    if outside.any():
        raise MethodError(f"margin {margin.name}: {first_rows(outside)} has a level without a population total")


def check_presence(margin: Margin, sums: FloatArray) -> None:
    """Raise MethodError, naming the level, where only the sample or only the population has it. sums: (levels,)."""
    for level, total in enumerate(margin.totals):
        where = f"margin {margin.name}, level {margin.label(level)}"
        if total > 0 and sums[level] <= 0:
            raise MethodError(
                f"{where}: nobody in the sample represents a population of {total:g}; merge it with another level"
            )
        if total == 0 and sums[level] > 0:
            raise MethodError(f"{where}: occurs in the sample, but its population total is 0")


def _check_grand_totals(margins: Sequence[Margin]) -> None:
    first = margins[0]
    expected = float(first.totals.sum())
    for margin in margins[1:]:
        found = float(margin.totals.sum())
        if not np.isclose(found, expected, rtol=1e-9, atol=0):
            raise MethodError(
                f"margins disagree: {first.name} adds up to {expected:.10g}, {margin.name} to {found:.10g}"
            )
