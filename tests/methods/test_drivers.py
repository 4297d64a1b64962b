from itertools import permutations

import numpy as np
import pytest

from aftercall.methods.arrays import MethodError
from aftercall.methods.design import Design
from aftercall.methods.drivers import Priority, drivers, priorities
from aftercall.methods.margins import Margin
from aftercall.methods.post_stratification import post_stratify
from aftercall.methods.replicates import Replication
from aftercall.methods.replication import make_replicates
from aftercall.methods.variance import covariance

RANDOM = np.random.default_rng(11)
PARTS = RANDOM.normal(size=(150, 3))
OVERALL = 2 * PARTS[:, 0] + PARTS[:, 1] + RANDOM.normal(size=150)
SAMPLE = make_replicates(Design(weights=np.ones(150)), Replication.JK1)
NAMES = ("actions", "treatment", "ease")


def test_the_shares_add_up_to_what_is_explained() -> None:
    found = drivers(SAMPLE, OVERALL, PARTS, NAMES)
    columns = np.column_stack([np.ones(150), PARTS])
    left = OVERALL - columns @ np.linalg.lstsq(columns, OVERALL, rcond=None)[0]
    assert found.explained == pytest.approx(1 - left.var() / OVERALL.var())
    first, second, third = found.drivers
    assert first.importance > second.importance > third.importance
    assert first.low is not None
    assert first.low < first.importance


def plain_shares(weights: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Each part's mean gain of R² over all orders of entry, with a separate regression for each."""

    def explained(chosen: tuple[int, ...]) -> float:
        root = np.sqrt(weights)[:, None]
        columns = root * np.column_stack([np.ones(len(weights)), parts[:, chosen]])
        y = root[:, 0] * OVERALL
        left = y - columns @ np.linalg.lstsq(columns, y, rcond=None)[0]
        mean = weights @ OVERALL / weights.sum()
        return float(1 - left @ left / (weights @ (OVERALL - mean) ** 2))

    orders = list(permutations(range(parts.shape[1])))
    gains = np.zeros(parts.shape[1])
    for order in orders:
        for place, part in enumerate(order):
            gains[part] += explained(order[: place + 1]) - explained(order[:place])
    return gains / len(orders)


def test_shares_and_standard_errors_match_all_orders_computed_separately() -> None:
    """The standard error from numerical derivatives by each row's weight."""
    weights = np.random.default_rng(3).uniform(1, 3, 150)
    strata = np.arange(150) // 30
    design = Design(weights=weights, strata=strata, fpc=np.full(150, 90.0))
    found = drivers(design, OVERALL, PARTS, NAMES)
    importance = [driver.importance for driver in found.drivers]
    np.testing.assert_allclose(importance, plain_shares(weights, PARTS), rtol=1e-10)
    steps = np.eye(150) * 1e-4
    changes = [plain_shares(weights + step, PARTS) - plain_shares(weights - step, PARTS) for step in steps]
    scores = weights[:, None] * np.array(changes) / 2e-4
    expected = np.sqrt(np.diag(covariance(design, scores)))
    np.testing.assert_allclose([driver.se for driver in found.drivers], expected, rtol=1e-6)


def test_the_jackknife_gives_similar_standard_errors() -> None:
    linearised = drivers(Design(weights=np.ones(150)), OVERALL, PARTS, NAMES)
    jackknifed = drivers(SAMPLE, OVERALL, PARTS, NAMES)
    for one, other in zip(linearised.drivers, jackknifed.drivers, strict=True):
        assert one.importance == pytest.approx(other.importance)
        assert one.se == pytest.approx(other.se, rel=0.1)


def test_a_margin_related_to_the_answers_narrows_the_interval() -> None:
    design = Design(weights=np.ones(150))
    code = (OVERALL - np.median(OVERALL) > 0).astype(np.int64)
    margin = Margin("half", code, np.array([90.0, 60.0]), ("low", "high"))
    calibration = post_stratify(design.weights, margin)
    weighted = drivers(design, OVERALL, PARTS, NAMES, calibration=calibration)
    assert weighted.explained != pytest.approx(drivers(design, OVERALL, PARTS, NAMES).explained)
    alone = drivers(Design(weights=calibration.weights), OVERALL, PARTS, NAMES)
    assert weighted.drivers[0].importance == pytest.approx(alone.drivers[0].importance)
    assert weighted.drivers[0].performance == pytest.approx(alone.drivers[0].performance)
    assert weighted.drivers[0].se < alone.drivers[0].se


def test_two_identical_parts_have_the_same_share() -> None:
    found = drivers(SAMPLE, OVERALL, np.column_stack([PARTS[:, 0], PARTS[:, 0]]), NAMES[:2])
    one, other = (driver.importance for driver in found.drivers)
    assert one == pytest.approx(other)


def test_rows_with_a_missing_answer_leave_the_base() -> None:
    parts = PARTS.copy()
    parts[:10, 2] = np.nan
    assert drivers(SAMPLE, OVERALL, parts, NAMES).n == 140


def test_a_part_that_does_not_vary_is_named() -> None:
    with pytest.raises(MethodError, match="ease: everybody gave the same answer"):
        drivers(SAMPLE, OVERALL, np.column_stack([PARTS[:, :2], np.ones(150)]), NAMES)


def test_priorities() -> None:
    """Actions are most important and do worse, ease is least important and does better, treatment does worse."""
    parts = np.column_stack([PARTS[:, 0] - 1, PARTS[:, 1] - 1, PARTS[:, 2] + 2])
    found = priorities(drivers(SAMPLE, OVERALL, parts, NAMES))
    assert found == (Priority.BEGIN_HERE, Priority.LATER, Priority.LEAVE)
