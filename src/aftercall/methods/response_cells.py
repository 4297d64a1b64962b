"""Response by cell: what indicators of representative response are calculated from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aftercall.methods.arrays import BoolArray, Codes, FloatArray, IntArray, MethodError, positive_weights, same_length


@dataclass(frozen=True, eq=False)
class ResponseCells:
    """The cells of crossed characteristics.

    levels: (cells, characteristics) codes. shares: (cells,) of the population, adding up to 1. sampled, responded:
    (cells,) people. rates: (cells,) weighted response rates. variances: (cells,) of the rates.
    """

    names: tuple[str, ...]
    levels: IntArray
    shares: FloatArray
    sampled: IntArray
    responded: IntArray
    rates: FloatArray
    variances: FloatArray

    @property
    def mean(self) -> float:
        """The population's mean response propensity."""
        return float(self.shares @ self.rates)

    def column(self, name: str) -> IntArray:
        """(cells,) the code of one characteristic."""
        return self.levels[:, self.names.index(name)]


def response_cells(
    characteristics: dict[str, Codes], population: dict[str, Codes], weights: FloatArray, responded: BoolArray
) -> ResponseCells:
    """The cells in which the sample's (n,) rows lie. population: the same characteristics of the (N,) frame.

    The variance of a rate allows for unequal weights; half a response more and half a person less to ask keeps it above
    0 where all or nobody responded. Raises MethodError where a cell of the population has nobody in the sample: merge
    levels first.
    """
    positive_weights(weights)
    same_length(len(weights), responded=responded, **characteristics)
    names = tuple(characteristics)
    everybody = np.column_stack([population[name] for name in names]).astype(np.int64)
    asked = np.column_stack([characteristics[name] for name in names]).astype(np.int64)
    levels, counts = np.unique(everybody, axis=0, return_counts=True)
    cell = _places(levels, asked, names)
    size = len(levels)
    sampled = np.bincount(cell, minlength=size)
    if (sampled == 0).any():
        raise MethodError(f"nobody was sampled in {_cell_name(levels[sampled.argmin()], names)}; merge levels")
    answered = np.bincount(cell[responded], minlength=size)
    weight = np.bincount(cell, weights=weights, minlength=size)
    rates = np.bincount(cell[responded], weights=weights[responded], minlength=size) / weight
    unequal = np.bincount(cell, weights=np.square(weights), minlength=size) / np.square(weight)
    smooth = (answered + 0.5) / (sampled + 1)
    return ResponseCells(
        names, levels, counts / counts.sum(), sampled, answered, rates, smooth * (1 - smooth) * unequal
    )


def cells_from_counts(shares: Sequence[float], sampled: Sequence[int], responded: Sequence[int]) -> ResponseCells:
    """Cells of one characteristic, from counts: an equal chance of selection within each."""
    asked, answered = np.array(sampled, dtype=np.int64), np.array(responded, dtype=np.int64)
    smooth = (answered + 0.5) / (asked + 1)
    proportions = np.array(shares, dtype=np.float64)
    levels = np.arange(len(shares), dtype=np.int64)[:, None]
    return ResponseCells(
        ("",), levels, proportions / proportions.sum(), asked, answered, answered / asked, smooth * (1 - smooth) / asked
    )


def _places(levels: IntArray, rows: IntArray, names: tuple[str, ...]) -> IntArray:
    """(n,) the index in `levels` of each row."""
    place = {tuple(level): index for index, level in enumerate(levels.tolist())}
    try:
        return np.array([place[tuple(row)] for row in rows.tolist()], dtype=np.int64)
    except KeyError as missing:
        raise MethodError(f"{_cell_name(np.array(missing.args[0]), names)} is sampled and not in the frame") from None


def _cell_name(levels: IntArray, names: tuple[str, ...]) -> str:
    return ", ".join(f"{name} {level}" for name, level in zip(names, levels, strict=True))
