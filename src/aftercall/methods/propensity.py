"""Response propensity adjustment by a weighted logistic regression.

Base weights are divided by the fitted probability of responding (Little 1986, International Statistical Review 54).
"""

from dataclasses import dataclass

import numpy as np
import scipy

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError, positive_weights, same_length
from aftercall.methods.regression import Terms, logistic_fit


@dataclass(frozen=True, eq=False)
class PropensityAdjustment:
    """weights: (n,) adjusted, 0 for those who did not respond. propensity: (n,) the fitted probability of
    responding. coefficients: (k,) of the terms."""

    weights: FloatArray
    propensity: FloatArray
    coefficients: FloatArray


def propensity_weights(base_weight: FloatArray, responded: BoolArray, terms: Terms) -> PropensityAdjustment:
    """Divide the (n,) base weights of those who responded by their fitted probability of responding.

    Raises MethodError where a term is missing, or predicts response perfectly.
    """
    positive_weights(base_weight)
    same_length(len(base_weight), responded=responded, terms=terms.columns)
    if np.isnan(terms.columns).any():
        name = terms.names[int(np.flatnonzero(np.isnan(terms.columns).any(axis=0))[0])]
        raise MethodError(
            f"the term {name} is missing for part of the sample; give missing values a level of their own"
        )
    if responded.all() or not responded.any():
        raise MethodError("everybody or nobody responded, so no propensity can be fitted")
    coefficients = logistic_fit(terms.columns, responded.astype(np.float64), base_weight, terms.names).coefficients
    propensity = scipy.special.expit(terms.columns @ coefficients)
    return PropensityAdjustment(np.where(responded, base_weight / propensity, 0.0), propensity, coefficients)
