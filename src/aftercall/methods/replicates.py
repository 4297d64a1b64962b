"""Replicate weights: the variance of an estimate from its values over replicates of the sample.

v = scale Σ r_k (θ_k − θ̄)², with θ_k from the k-th set of weights and θ̄ the mean of the θ_k, or with `mse` the estimate
θ of the full sample (Wolter 2007, Introduction to Variance Estimation, chapters 3 to 5; `svrVar` of R's survey).
"""

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError, positive_weights


class Replication(StrEnum):
    """How replicates are made."""

    BRR = "BRR"
    FAY = "Fay"
    JK1 = "JK1"
    JKN = "JKn"
    BOOTSTRAP = "bootstrap"


@dataclass(frozen=True, eq=False, kw_only=True)
class ReplicateDesign:
    """A sample with replicate weights.

    weights: (n,) above 0. replicates: (n, k) combined weights, 0 for rows left out. scale: a number. rscales: (k,).
    mse: whether deviations are taken from the full-sample estimate rather than from the mean of the replicates.
    """

    weights: FloatArray
    replicates: FloatArray
    scale: float
    rscales: FloatArray
    mse: bool = False
    _df: dict[bytes, int] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        positive_weights(self.weights)
        count = self.replicates.shape[1]
        if count < 2 or len(self.replicates) != len(self.weights):
            raise MethodError("replicates: at least two columns with as many rows as the weights are needed")
        if not np.isfinite(self.replicates).all() or (self.replicates < 0).any():
            raise MethodError("replicates: a weight is missing or negative")
        if len(self.rscales) != count:
            raise MethodError(f"rscales: {len(self.rscales)} numbers for {count} replicates")

    @property
    def size(self) -> int:
        """Rows in the sample."""
        return len(self.weights)

    def people(self, rows: BoolArray) -> int:
        """How many people the (n,) rows represent: one each."""
        return int(np.count_nonzero(rows))

    def degrees_of_freedom(self, domain: BoolArray | None = None) -> int:
        """The rank of the domain's replicate weights minus one: `degf` of R's survey."""
        rows = np.ones(self.size, dtype=np.bool_) if domain is None else domain
        key = rows.tobytes()
        if key not in self._df:
            self._df[key] = _rank(self.replicates[rows]) - 1
        return self._df[key]

    def covariance(self, value: FloatArray, replicated: FloatArray) -> FloatArray:
        """(k, k) covariance of (k,) estimates, given the (replicates, k) estimates of the replicates.

        Raises MethodError where a replicate leaves nobody. R drops such a replicate, which makes the standard error of
        a domain within one unit 0.
        """
        if not np.isfinite(replicated).all():
            raise MethodError(
                "a replicate gives the domain no weight, so its variance is unknown; merge it with another domain"
            )
        counted = self.rscales > 0
        centre = value if self.mse else replicated[counted].mean(axis=0)
        deviations = replicated - centre
        return np.asarray(self.scale * (deviations * self.rscales[:, None]).T @ deviations)


_NEGLIGIBLE = 1e-5  # residual length, relative to the column's, at which R's qr counts a column as dependent


def _rank(weights: FloatArray) -> int:
    """The rank as R's `qr` counts it. Published replicate weights are rounded, so an exact rank would count their
    rounding."""
    rows, counts = np.unique(weights, axis=0, return_counts=True)  # rows of one unit are the same
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
    mse: bool = False,
) -> ReplicateDesign:
    """A design from replicate weights that come with the data.

    replicates: (n, k) combined weights. rho: Fay's coefficient. scale, rscales: as documented with the data; JKn needs
    rscales. Raises MethodError where they are missing.
    """
    count = replicates.shape[1]
    if method is Replication.JKN and rscales is None:
        raise MethodError("rscales: the method JKn needs one for each replicate, such as (n - 1) / n of its stratum")
    if not 0 <= rho < 1:
        raise MethodError("rho: must be between 0 and 1")
    return ReplicateDesign(
        weights=weights,
        replicates=replicates,
        scale=_default_scale(method, count, rho) if scale is None else scale,
        rscales=np.ones(count) if rscales is None else rscales,
        mse=mse,
    )


def _default_scale(method: Replication, count: int, rho: float) -> float:
    match method:
        case Replication.JK1:
            return (count - 1) / count
        case Replication.JKN:
            return 1.0
        case Replication.BOOTSTRAP:
            return 1 / (count - 1)
        case _:
            return 1 / (count * (1 - rho) ** 2)
