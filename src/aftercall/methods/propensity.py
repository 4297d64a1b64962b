"""Response propensity: those who responded stand for those as likely to, by a weighted logistic regression.

Base weights are divided by the fitted chance of responding (Little 1986, International Statistical Review 54).
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from aftercall.methods.arrays import BoolArray, FloatArray, MethodError, positive_weights, same_length
from aftercall.methods.regression import Terms, logistic_fit


@dataclass(frozen=True, eq=False)
class PropensityAdjustment:
    """weights: (n,) adjusted, 0 for those who did not respond. propensity: (n,) the fitted chance of responding.
    coefficients: (k,) of the terms."""

    weights: FloatArray
    propensity: FloatArray
    coefficients: FloatArray


def propensity_weights(base_weight: FloatArray, responded: BoolArray, terms: Terms) -> PropensityAdjustment:
    """Divide the (n,) base weights of those who responded by their fitted chance of it.

    Raises MethodError where a term is missing, or tells without fail who responds.
    """
    positive_weights(base_weight)
    same_length(len(base_weight), responded=responded, terms=terms.columns)
    if np.isnan(terms.columns).any():
        name = terms.names[int(np.flatnonzero(np.isnan(terms.columns).any(axis=0))[0])]
        raise MethodError(f"the term {name} is missing for some of the sample; give it a level of its own")
    if responded.all() or not responded.any():
        raise MethodError("everybody or nobody responded, so there is no chance of responding to fit")
    coefficients = logistic_fit(terms.columns, responded.astype(np.float64), base_weight, terms.names).coefficients
    chance = expit(terms.columns @ coefficients)
    return PropensityAdjustment(np.where(responded, base_weight / chance, 0.0), chance, coefficients)
