import numpy as np
import pytest

from aftercall.methods.arrays import MethodError
from aftercall.methods.design import Design
from aftercall.methods.estimate import mean
from aftercall.methods.propensity import propensity_weights
from aftercall.methods.quantile import quantile
from aftercall.methods.regression import Terms, linear_regression, logistic_regression
from aftercall.methods.replicates import Replication
from aftercall.methods.replication import make_replicates

X = np.array([0.0, 0, 0, 0, 1, 1, 1, 1])
Y = np.array([1.0, 0, 1, 0, 1, 1, 1, 0])
DESIGN = Design(weights=np.array([1.0, 2, 3, 4, 4, 3, 2, 1]))
TERMS = Terms(np.column_stack([np.ones(8), X]), ("(Intercept)", "x"))


def test_a_saturated_model_gives_the_log_odds_of_the_groups() -> None:
    found = logistic_regression(DESIGN, Y, TERMS)
    low, high = (mean(DESIGN, Y, domain=x == X).estimate for x in (0, 1))
    odds = [np.log(p / (1 - p)) for p in (low, high)]
    estimates = [c.estimate for c in found.coefficients]
    np.testing.assert_allclose(estimates, [odds[0], odds[1] - odds[0]], rtol=1e-7)
    assert (found.n, found.coefficients[0].df) == (8, 6)


def test_rows_with_missing_terms_leave_the_base() -> None:
    incomplete = Terms(np.where(np.arange(8)[:, None] == 0, np.nan, TERMS.columns), TERMS.names)
    assert linear_regression(DESIGN, Y, incomplete).n == 7


def test_replicates_give_similar_standard_errors() -> None:
    made = make_replicates(DESIGN, Replication.JK1)
    found = [linear_regression(design, Y, TERMS).coefficients[1] for design in (DESIGN, made)]
    assert found[0].estimate == pytest.approx(found[1].estimate)
    assert found[0].se == pytest.approx(found[1].se, rel=0.5)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (np.column_stack([np.ones(8), X, 2 * X]), "the term c is a combination of those before it"),
        (np.column_stack([np.ones(8), X, np.zeros(8)]), "the term c is 0 in every row"),
        (np.column_stack([np.ones(8), X, Y * 3]), "predicts the outcome perfectly|did not converge"),
    ],
)
def test_terms_that_cannot_be_fitted(columns: np.ndarray, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        logistic_regression(DESIGN, Y, Terms(columns, ("(Intercept)", "b", "c")))


def test_propensities_of_groups_are_their_response_rates() -> None:
    found = propensity_weights(DESIGN.weights, Y == 1, TERMS)
    for x in (0, 1):
        group = x == X
        assert found.weights[group].sum() == pytest.approx(DESIGN.weights[group].sum())
    with pytest.raises(MethodError, match="everybody or nobody responded"):
        propensity_weights(DESIGN.weights, Y >= 0, TERMS)


def test_a_quantile_is_a_value_of_the_sample() -> None:
    values = np.arange(100.0)
    found = quantile(Design(weights=np.ones(100)), values, 0.5)
    assert found.estimate == 49
    assert found.low is not None
    assert found.high is not None
    assert found.low < 49 < found.high
    assert quantile(Design(weights=np.ones(100)), values, 1.0).estimate == 99
    with pytest.raises(MethodError, match="must be between 0 and 1"):
        quantile(Design(weights=np.ones(100)), values, 50)
