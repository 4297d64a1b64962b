"""Post-stratification: weights scaled to the population of each post-stratum (Holt and Smith 1979)."""

from aftercall.methods.arrays import FloatArray, positive_weights
from aftercall.methods.calibration import Calibration, CellResidual, diagnose
from aftercall.methods.cells import cells_of
from aftercall.methods.margins import Margin, check_codes, check_margins, check_presence


def post_stratify(weights: FloatArray, margin: Margin) -> Calibration:
    """Scale (n,) start weights within each level of the margin to its total.

    Raises MethodError where a level is empty.
    """
    positive_weights(weights)
    check_margins([margin], len(weights))
    check_codes(margin)
    sums = margin.sums(weights)
    check_presence(margin, sums)
    adjusted = weights * margin.totals[margin.codes] / sums[margin.codes]
    return Calibration(
        base_weights=weights,
        weights=adjusted,
        residual=CellResidual(cells_of([margin]), weights, sweeps=1),
        diagnose=lambda: diagnose(weights, adjusted, (margin,), iterations=1),
    )
