"""Raking to shares that hold among those whose level is known; the others keep the share that they have in the sample.

The totals that the weights meet are then sums over the sample too, so that their sampling variance is part of the
variance of an estimate. Both follow from the estimating equations Σ wᵢ xᵢ = Σ tᵢ, where xᵢ are the levels of person i
and tᵢ their part in the totals. Linearised (Binder 1983; for raking Deville, Särndal and Sautory 1993, where tᵢ is
constant), a value z has the residual z − x'B + t'B / w with B = (Σ w x x')⁻¹ Σ w x z, w the weights after raking.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from aftercall.methods.arrays import BoolArray, Codes, FloatArray
from aftercall.methods.calibration import Calibration
from aftercall.methods.margins import Margin
from aftercall.methods.raking import rake


@dataclass(frozen=True, eq=False)
class Classification:
    """codes: (n,) the level of each row, −1 where it is not known. population: (levels,) in any unit. labels: the
    levels' names, for messages."""

    name: str
    codes: Codes
    population: FloatArray
    labels: tuple[str, ...] = ()

    @property
    def is_known(self) -> BoolArray:
        """(n,) whether the level is known."""
        return np.asarray(self.codes >= 0)

    @property
    def shares(self) -> FloatArray:
        """(levels,) of the population, adding up to 1."""
        return np.asarray(self.population / self.population.sum())

    def margin(self, weights: FloatArray) -> Margin:
        """The totals to meet: one more level if any row's is not known."""
        known = self.is_known
        totals = self.shares * float(weights[known].sum())
        if known.all():
            return Margin(self.name, self.codes, totals, self.labels)
        codes = np.where(known, self.codes, len(totals))
        labels = (*self.labels, "not known") if self.labels else ()
        return Margin(self.name, codes, np.append(totals, weights[~known].sum()), labels)


def rake_to_shares(weights: FloatArray, classifications: Sequence[Classification]) -> Calibration:
    """Rake (n,) start weights so that the rows with a known level have the population's shares, for each
    classification. Raises MethodError as `rake` does."""
    margins = [one.margin(weights) for one in classifications]
    raked = rake(weights, margins)
    return replace(raked, residual=_Residual(tuple(classifications), tuple(margins), weights, raked.weights))


@dataclass(frozen=True, eq=False)
class _Residual:
    """The residual of (n,) values: what the levels do not explain, and the part of the totals' own variance."""

    classifications: tuple[Classification, ...]
    margins: tuple[Margin, ...]
    start: FloatArray
    weights: FloatArray

    def __call__(self, values: FloatArray) -> FloatArray:
        """(n,)."""
        levels = np.column_stack([np.eye(len(margin.totals))[margin.codes] for margin in self.margins])
        weighted = levels * self.weights[:, None]
        # Levels of two classifications add up to the same, so B is not unique, but x'B and t'B are.
        slopes, *_ = np.linalg.lstsq(weighted.T @ levels, weighted.T @ values, rcond=None)
        return np.asarray(values - levels @ slopes + self._of_totals(slopes) * self.start / self.weights)

    def _of_totals(self, slopes: FloatArray) -> FloatArray:
        """(n,) t'B for a start weight of 1."""
        found, first = np.zeros(len(self.weights)), 0
        for one in self.classifications:
            own = slopes[first : first + len(one.population)]
            first += len(one.population)
            found[one.is_known] += float(one.shares @ own)
            if not one.is_known.all():
                found[~one.is_known] += slopes[first]
                first += 1
        return found
