"""Replicate weights: the spread of a figure over replicates of the sample is its variance.

v = scale Σ r_k (θ_k − θ̄)², with θ_k from the k-th set of weights and θ̄ the mean of the θ_k, or θ itself where `around`
says so (Wolter 2007, Introduction to Variance Estimation, chapters 3 to 5; `svrVar` of R's survey).
"""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError, positive_weights


class Replication(StrEnum):
    """How replicates that come with the data were made."""

    BRR = "BRR"
    FAY = "Fay"
    JK1 = "JK1"
    JKN = "JKn"
    BOOTSTRAP = "bootstrap"


@dataclass(frozen=True, eq=False, kw_only=True)
class ReplicateDesign:
    """A sample whose variance is read off replicates.

    weights: (n,) above 0. replicates: (n, k) whole weights, 0 for rows left out. scale: a number. rscales: (k,).
    around: whether the spread is taken around the figure itself rather than around the replicates' mean (`mse` in R).
    """

    weights: FloatArray
    replicates: FloatArray
    scale: float
    rscales: FloatArray
    around: bool = False
    _df: dict[bytes, int] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        positive_weights(self.weights)
        count = self.replicates.shape[1]
        if count < 2 or len(self.replicates) != len(self.weights):
            raise MethodError("replicates: at least two columns are needed, as long as the weights")
        if not np.isfinite(self.replicates).all() or (self.replicates < 0).any():
            raise MethodError("replicates: a weight is missing or below 0")
        if len(self.rscales) != count:
            raise MethodError(f"rscales: {len(self.rscales)} numbers for {count} replicates")

    @property
    def size(self) -> int:
        """Rows in the sample."""
        return len(self.weights)

    def people(self, rows: BoolArray) -> int:
        """How many people the (n,) rows stand for: one each."""
        return int(np.count_nonzero(rows))

    def degrees_of_freedom(self, domain: BoolArray | None = None) -> int:
        """The rank of the domain's replicate weights, less one: `degf` of R's survey."""
        rows = np.ones(self.size, dtype=np.bool_) if domain is None else domain
        key = rows.tobytes()
        if key not in self._df:
            self._df[key] = _rank(self.replicates[rows]) - 1
        return self._df[key]

    def covariance(self, value: FloatArray, replicated: FloatArray) -> FloatArray:
        """(k, k) from the (k,) figures and the (replicates, k) figures of the replicates. Raises MethodError where a
        replicate leaves nobody: R leaves that replicate out, which makes the error of a domain within one unit 0."""
        if not np.isfinite(replicated).all():
            raise MethodError(
                "a replicate gives the domain no weight, so its spread is unknown; merge it with another domain"
            )
        counted = self.rscales > 0
        centre = value if self.around else replicated[counted].mean(axis=0)
        spread = replicated - centre
        return np.asarray(self.scale * (spread * self.rscales[:, None]).T @ spread)


_NEGLIGIBLE = 1e-5  # what R's qr takes a column to be that follows from those before it, against its own length


def _rank(weights: FloatArray) -> int:
    """The columns that do not follow from those before them, as R's `qr` counts them: published replicate weights are
    rounded, so that an exact rank would count their rounding."""
    rows, counts = np.unique(weights, axis=0, return_counts=True)  # those of one unit repeat each other
    basis = np.empty((len(rows), 0))
    for column in (rows * np.sqrt(counts)[:, None]).T:
        left = column - basis @ (basis.T @ column)
        left -= basis @ (basis.T @ left)
        if (length := np.linalg.norm(left)) > _NEGLIGIBLE * np.linalg.norm(column):
            basis = np.column_stack([basis, left / length])
    return basis.shape[1]


def supplied(
    weights: FloatArray,
    replicates: FloatArray,
    method: Replication,
    *,
    rho: float = 0.0,
    scale: float | None = None,
    rscales: FloatArray | None = None,
    around: bool = False,
) -> ReplicateDesign:
    """A design from replicate weights that come with the data.

    replicates: (n, k) whole weights. rho: Fay's coefficient. scale, rscales: those of the data's documentation; JKn
    needs rscales. Raises MethodError where they are missing.
    """
    count = replicates.shape[1]
    if method is Replication.JKN and rscales is None:
        raise MethodError("rscales: the method JKn needs one for each replicate, as (n - 1) / n of its stratum")
    if not 0 <= rho < 1:
        raise MethodError("rho: must lie between 0 and 1")
    return ReplicateDesign(
        weights=weights,
        replicates=replicates,
        scale=_usual_scale(method, count, rho) if scale is None else scale,
        rscales=np.ones(count) if rscales is None else rscales,
        around=around,
    )


def _usual_scale(method: Replication, count: int, rho: float) -> float:
    match method:
        case Replication.JK1:
            return (count - 1) / count
        case Replication.JKN:
            return 1.0
        case Replication.BOOTSTRAP:
            return 1 / (count - 1)
        case _:
            return 1 / (count * (1 - rho) ** 2)
