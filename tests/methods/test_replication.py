from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow.csv
import pytest

from aftercall.methods.arrays import MethodError
from aftercall.methods.design import Design, Lonely
from aftercall.methods.estimate import Estimate, mean, proportion, total
from aftercall.methods.intervals import student_t
from aftercall.methods.replicates import Replication, supplied
from aftercall.methods.replication import make_replicates

SCHOOLS = Path(__file__).parents[1] / "reference" / "data" / "apiclus1.csv"
STRATA = np.repeat([1, 2, 3], [4, 4, 4])
UNITS = np.repeat(np.arange(6), 2)  # two units of two rows in each stratum
VALUES = np.array([1.0, 4, 2, 8, 5, 7, 3, 3, 9, 1, 6, 2])
DESIGN = Design(weights=np.arange(1.0, 13), strata=STRATA, clusters=UNITS)


@pytest.mark.parametrize("method", [Replication.JKN, Replication.BRR, Replication.FAY])
def test_the_standard_error_of_a_total_is_the_linearised_one(method: Replication) -> None:
    made = make_replicates(DESIGN, method, rho=0.3)
    assert total(made, VALUES).se == pytest.approx(total(DESIGN, VALUES).se)
    assert made.degrees_of_freedom() == DESIGN.degrees_of_freedom() == 3


def test_jackknives_use_population_sizes() -> None:
    finite = Design(weights=np.full(6, 2.0), fpc=np.full(6, 12.0))
    for method in (Replication.JK1, Replication.JKN):
        assert mean(make_replicates(finite, method), VALUES[:6]).se == pytest.approx(mean(finite, VALUES[:6]).se)


def test_the_bootstrap_is_close_and_reproducible() -> None:
    made = [make_replicates(DESIGN, Replication.BOOTSTRAP, seed=3, count=4000) for _ in range(2)]
    assert total(made[0], VALUES).se == pytest.approx(total(DESIGN, VALUES).se, rel=0.05)
    np.testing.assert_array_equal(made[0].replicates, made[1].replicates)


@pytest.mark.parametrize(
    ("design", "method", "message"),
    [
        (DESIGN, Replication.JK1, "JK1 needs a design without strata"),
        (DESIGN, Replication.BOOTSTRAP, "the bootstrap needs a seed"),
        (Design(weights=np.ones(3)), Replication.BRR, "two units in each stratum"),
        (Design(weights=np.ones(3), strata=np.array([1, 1, 2])), Replication.JKN, "1 strata have one unit"),
    ],
)
def test_a_design_that_does_not_allow_the_method(design: Design, method: Replication, message: str) -> None:
    with pytest.raises(MethodError, match=message):
        make_replicates(design, method)


def test_supplied_replicates() -> None:
    made = make_replicates(DESIGN, Replication.JKN)
    same = supplied(DESIGN.weights, made.replicates, Replication.JKN, rscales=made.rscales)
    assert mean(same, VALUES).se == mean(made, VALUES).se
    with pytest.raises(MethodError, match="rscales: the method JKn needs one for each replicate"):
        supplied(DESIGN.weights, made.replicates, Replication.JKN)


@pytest.mark.parametrize("method", [Replication.BRR, Replication.FAY, Replication.BOOTSTRAP])
def test_population_sizes_narrow_every_method(method: Replication) -> None:
    strata, values = np.repeat(np.arange(6), 2), np.arange(12.0) ** 1.3
    design = Design(weights=np.full(12, 2.0), strata=strata, fpc=np.full(12, 4.0))
    options = {"seed": 5, "count": 6000} if method is Replication.BOOTSTRAP else {"rho": 0.3}
    made = make_replicates(design, method, **options)
    assert (made.replicates >= 0).all()
    assert mean(made, values).se == pytest.approx(mean(design, values).se, rel=0.03)


# From the tests of R's `survey` (tests/lonely.psu.R): schools stratified by district, one with a single school.
@pytest.mark.parametrize(
    ("rule", "se"), [("remove", 5.8058), ("certainty", 5.8058), ("adjust", 5.8267), ("average", 5.8217)]
)
def test_a_lonely_stratum_in_a_jackknife(rule: str, se: float) -> None:
    schools = pyarrow.csv.read_csv(SCHOOLS)
    columns = {name: schools.column(name).to_numpy() for name in ("dnum", "pw", "api00")}
    design = Design(weights=columns["pw"], strata=columns["dnum"], lonely=Lonely(rule))
    assert mean(make_replicates(design, Replication.JKN), columns["api00"].astype(float)).se == pytest.approx(
        se, abs=5e-5
    )


def test_the_rank_ignores_the_rounding_of_published_weights() -> None:
    factors = np.repeat([[2.0, 0, 2, 0], [0, 2, 0, 2], [2, 2, 0, 0], [0, 0, 2, 2]], 3, axis=0)
    weights = np.linspace(1000, 1100, 12)
    exact = supplied(weights, factors * weights[:, None], Replication.BRR)
    rounded = supplied(weights, np.round(factors * weights[:, None], 3), Replication.BRR)
    assert exact.degrees_of_freedom() == rounded.degrees_of_freedom() == 2


def test_log_odds_by_replicates() -> None:
    """`logit` uses the variance of the log odds over replicates, `xlogit` the one that follows from that of p."""
    made = make_replicates(DESIGN, Replication.JKN)
    answers = (np.median(VALUES) < VALUES).astype(float)
    odds = [np.log(p / (1 - p)) for p in (made.replicates.T @ answers) / made.replicates.sum(axis=0)]
    se = np.sqrt(made.scale * made.rscales @ np.square(odds - np.mean(odds)))
    found = {name: proportion(made, answers, interval=name) for name in ("logit", "xlogit")}
    p, t = found["logit"].estimate, student_t(made.degrees_of_freedom(), 0.95)
    assert found["logit"].high == pytest.approx(1 / (1 + np.exp(-(np.log(p / (1 - p)) + t * se))))
    assert found["xlogit"].high != pytest.approx(found["logit"].high, rel=1e-6)


@pytest.mark.parametrize("estimate", [mean, proportion])
def test_a_replicate_that_empties_a_domain(estimate: Callable[..., Estimate]) -> None:
    """R drops the replicate and gives a standard error of 0. Linearisation gives no interval, because df is 0."""
    clusters, answers = np.array([0, 0, 1, 1, 2, 2]), np.array([1.0, 0, 1, 1, 0, 0])
    design = Design(weights=np.ones(6), clusters=clusters)
    with pytest.raises(MethodError, match="a replicate gives the domain no weight"):
        estimate(make_replicates(design, Replication.JK1), answers, domain=clusters == 0)
    found = estimate(design, answers, domain=clusters == 0)
    assert (found.df, found.low, found.high) == (0, None, None)
