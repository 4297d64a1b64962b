"""Verbatims counted by a codebook: a text bears any number of codes, a code belongs to a theme, and the share of people
who raised a code or theme is a proportion like any other, with its design-based interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftercall.methods.agreement import Agreement, cohen_kappa
from aftercall.methods.arrays import BoolArray, FloatArray, MethodError, same_length
from aftercall.methods.calibration import Calibration
from aftercall.methods.estimate import Estimate, proportion
from aftercall.methods.intervals import IntervalMethod
from aftercall.methods.measure import Sample


@dataclass(frozen=True)
class Code:
    """A code as it is written beside a text, what it means, and the theme it belongs to."""

    name: str
    meaning: str
    theme: str


@dataclass(frozen=True)
class Codebook:
    """The codes in their order. Raises MethodError where a name stands twice."""

    codes: tuple[Code, ...]

    def __post_init__(self) -> None:
        names = self.names
        repeated = [name for place, name in enumerate(names) if name in names[:place]]
        if repeated:
            raise MethodError(f"codebook: the code {repeated[0]} stands there twice")

    @property
    def names(self) -> tuple[str, ...]:
        """The codes' names."""
        return tuple(code.name for code in self.codes)

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes, each once, in the order of their first codes."""
        return tuple(dict.fromkeys(code.theme for code in self.codes))

    def matrix(self, texts: Sequence[Sequence[str] | None]) -> FloatArray:
        """(n, codes) 1 where a text bears the code, 0 where not, NaN for people who said nothing (None).

        Raises MethodError for a code that the book does not have.
        """
        place = {name: number for number, name in enumerate(self.names)}
        found = np.zeros((len(texts), len(place)))
        for row, codes in enumerate(texts):
            if codes is None:
                found[row] = np.nan
                continue
            for name in codes:
                if name not in place:
                    raise MethodError(f"row {row + 1}: the codebook has no code {name}")
                found[row, place[name]] = 1.0
        return found

    def by_theme(self, coded: FloatArray) -> FloatArray:
        """(n, themes) 1 where a text bears a code of the theme."""
        theme = np.array([self.themes.index(code.theme) for code in self.codes])
        return np.column_stack([coded[:, theme == number].max(axis=1) for number in range(len(self.themes))])


@dataclass(frozen=True)
class Raised:
    """The people who raised a code or a theme: how many of the base did, and their share of the population."""

    name: str
    count: int
    estimate: Estimate


def shares_raised(
    design: Sample,
    names: Sequence[str],
    coded: FloatArray,
    *,
    domain: BoolArray | None = None,
    calibration: Calibration | None = None,
    interval: IntervalMethod = IntervalMethod.LOGIT,
) -> tuple[Raised, ...]:
    """The share of those who said anything that raised each of (n, k) codes or themes, in the order of `names`.

    Shares may add up to more than 1, since a text bears several codes. Raises MethodError where nobody said anything.
    """
    same_length(design.size, coded=coded)
    rows = np.ones(design.size, dtype=np.bool_) if domain is None else domain
    return tuple(
        Raised(
            name,
            int(np.nansum(column[rows])),
            proportion(design, column, domain=domain, calibration=calibration, interval=interval),
        )
        for name, column in zip(names, coded.T, strict=True)
    )


def coder_agreement(names: Sequence[str], first: FloatArray, second: FloatArray) -> dict[str, Agreement]:
    """Cohen's kappa of two coders on each of (n, k) codes, over the texts that both of them coded."""
    if first.shape != second.shape:
        raise MethodError("the two coders' codes must stand for the same texts and codes")
    both = ~np.isnan(first).any(axis=1) & ~np.isnan(second).any(axis=1)
    pairs = zip(names, first[both].astype(np.int64).T, second[both].astype(np.int64).T, strict=True)
    return {name: cohen_kappa(one, other) for name, one, other in pairs}
