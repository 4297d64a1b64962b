"""Verbatims coded by a codebook.

A text can have any number of codes, and a code belongs to a theme. The share of people who raised a code or theme is a
proportion like any other, with a design-based interval.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftercall.methods.agreement import Agreement, cohen_kappa
from aftercall.methods.arrays import BoolArray, FloatArray, MethodError, same_length
from aftercall.methods.calibration import Calibration
from aftercall.methods.estimate import Estimate, proportion
from aftercall.methods.estimators import Sample
from aftercall.methods.intervals import IntervalMethod


@dataclass(frozen=True)
class Code:
    """A code, what it means, and the theme it belongs to."""

    name: str
    meaning: str
    theme: str


@dataclass(frozen=True)
class Codebook:
    """The codes in order. Raises MethodError where two have the same name."""

    codes: tuple[Code, ...]

    def __post_init__(self) -> None:
        names = self.names
        repeated = [name for number, name in enumerate(names) if name in names[:number]]
        if repeated:
            raise MethodError(f"codebook: two codes are called {repeated[0]}; rename one")

    @property
    def names(self) -> tuple[str, ...]:
        """The codes' names."""
        return tuple(code.name for code in self.codes)

    @property
    def themes(self) -> tuple[str, ...]:
        """The themes, each once, in the order of their first codes."""
        return tuple(dict.fromkeys(code.theme for code in self.codes))

    def matrix(self, texts: Sequence[Sequence[str] | None]) -> FloatArray:
        """(n, codes) 1 where a text has the code, 0 where not, NaN for people who said nothing (None).

        Raises MethodError for a code that is not in the codebook.
        """
        column_of = {name: number for number, name in enumerate(self.names)}
        found = np.zeros((len(texts), len(column_of)))
        for row, codes in enumerate(texts):
            if codes is None:
                found[row] = np.nan
                continue
            for name in codes:
                if name not in column_of:
                    raise MethodError(f"row {row + 1}: the code {name} is not in the codebook")
                found[row, column_of[name]] = 1.0
        return found

    def by_theme(self, coded: FloatArray) -> FloatArray:
        """(n, themes) 1 where a text has a code of the theme."""
        theme = np.array([self.themes.index(code.theme) for code in self.codes])
        return np.column_stack([coded[:, theme == number].max(axis=1) for number in range(len(self.themes))])


@dataclass(frozen=True)
class Raised:
    """How many people of the base raised a code or theme, and their share of the population."""

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
    """The share that raised each code or theme, among those who said anything.

    names: of the k codes or themes. coded: (n, k) as `Codebook.matrix` gives it. Shares may add up to more than 1,
    because a text can have several codes. Raises MethodError where nobody said anything.
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
    """Cohen's kappa of two coders for each of (n, k) codes, over the texts that both coded."""
    if first.shape != second.shape:
        raise MethodError("both coders must have coded the same texts with the same codes")
    coded = ~np.isnan(first).any(axis=1) & ~np.isnan(second).any(axis=1)
    pairs = zip(names, first[coded].astype(np.int64).T, second[coded].astype(np.int64).T, strict=True)
    return {name: cohen_kappa(one, other) for name, one, other in pairs}
