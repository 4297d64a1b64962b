import numpy as np
import pytest

from aftercall.methods.arrays import MethodError
from aftercall.methods.design import Design
from aftercall.methods.estimate import mean, total
from aftercall.methods.replicates import Replication, supplied
from aftercall.methods.replication import make_replicates

STRATA = np.repeat([1, 2, 3], [4, 4, 4])
UNITS = np.repeat(np.arange(6), 2)  # two units of two rows in each stratum
VALUES = np.array([1.0, 4, 2, 8, 5, 7, 3, 3, 9, 1, 6, 2])
DESIGN = Design(weights=np.arange(1.0, 13), strata=STRATA, clusters=UNITS)


@pytest.mark.parametrize("method", [Replication.JKN, Replication.BRR, Replication.FAY])
def test_a_totals_error_is_that_of_linearisation(method: Replication) -> None:
    made = make_replicates(DESIGN, method, rho=0.3)
    assert total(made, VALUES).se == pytest.approx(total(DESIGN, VALUES).se)
    assert made.degrees_of_freedom() == DESIGN.degrees_of_freedom() == 3


def test_jackknives_allow_for_population_sizes() -> None:
    finite = Design(weights=np.full(6, 2.0), fpc=np.full(6, 12.0))
    for method in (Replication.JK1, Replication.JKN):
        assert mean(make_replicates(finite, method), VALUES[:6]).se == pytest.approx(mean(finite, VALUES[:6]).se)


def test_the_bootstrap_comes_near_and_is_the_same_again() -> None:
    made = [make_replicates(DESIGN, Replication.BOOTSTRAP, seed=3, count=4000) for _ in range(2)]
    assert total(made[0], VALUES).se == pytest.approx(total(DESIGN, VALUES).se, rel=0.05)
    np.testing.assert_array_equal(made[0].replicates, made[1].replicates)


@pytest.mark.parametrize(
    ("design", "method", "message"),
    [
        (DESIGN, Replication.JK1, "JK1 is for designs without strata"),
        (DESIGN, Replication.BOOTSTRAP, "the bootstrap needs a seed"),
        (Design(weights=np.ones(3)), Replication.BRR, "two units in every stratum"),
        (Design(weights=np.ones(2), fpc=np.full(2, 9.0)), Replication.BRR, "can't allow for population sizes"),
        (Design(weights=np.ones(3), strata=np.array([1, 1, 2])), Replication.JKN, "1 strata have one unit"),
    ],
)
def test_what_a_design_does_not_allow(design: Design, method: Replication, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        make_replicates(design, method)


def test_supplied_replicates() -> None:
    made = make_replicates(DESIGN, Replication.JKN)
    again = supplied(DESIGN.weights, made.replicates, Replication.JKN, rscales=made.rscales)
    assert mean(again, VALUES).se == mean(made, VALUES).se
    with pytest.raises(MethodError, match="rscales: the method JKn needs one for each replicate"):
        supplied(DESIGN.weights, made.replicates, Replication.JKN)
