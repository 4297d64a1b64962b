import numpy as np
import pytest

from aftercall.methods.arrays import MethodError
from aftercall.methods.design import Design
from aftercall.methods.drivers import Priority, drivers, priorities
from aftercall.methods.replicates import Replication
from aftercall.methods.replication import make_replicates

RANDOM = np.random.default_rng(11)
PARTS = RANDOM.normal(size=(150, 3))
WHOLE = 2 * PARTS[:, 0] + PARTS[:, 1] + RANDOM.normal(size=150)
SAMPLE = make_replicates(Design(weights=np.ones(150)), Replication.JK1)
NAMES = ("actions", "treatment", "ease")


def test_the_shares_add_up_to_what_is_explained() -> None:
    found = drivers(SAMPLE, WHOLE, PARTS, NAMES)
    columns = np.column_stack([np.ones(150), PARTS])
    left = WHOLE - columns @ np.linalg.lstsq(columns, WHOLE, rcond=None)[0]
    assert found.explained == pytest.approx(1 - left.var() / WHOLE.var())
    first, second, third = found.drivers
    assert first.importance > second.importance > third.importance
    assert first.low is not None
    assert first.low < first.importance


def test_two_parts_that_are_one_share_alike() -> None:
    found = drivers(SAMPLE, WHOLE, np.column_stack([PARTS[:, 0], PARTS[:, 0]]), NAMES[:2])
    one, other = (driver.importance for driver in found.drivers)
    assert one == pytest.approx(other)


def test_an_answer_missing_leaves_the_base() -> None:
    parts = PARTS.copy()
    parts[:10, 2] = np.nan
    assert drivers(SAMPLE, WHOLE, parts, NAMES).n == 140


def test_what_does_not_vary_is_named() -> None:
    with pytest.raises(MethodError, match="ease: everybody gave the same answer"):
        drivers(SAMPLE, WHOLE, np.column_stack([PARTS[:, :2], np.ones(150)]), NAMES)


def test_where_to_begin() -> None:
    """Actions matter most and do badly, ease matters least and does well; treatment matters less and does badly."""
    parts = np.column_stack([PARTS[:, 0] - 1, PARTS[:, 1] - 1, PARTS[:, 2] + 2])
    found = priorities(drivers(SAMPLE, WHOLE, parts, NAMES))
    assert found == (Priority.BEGIN_HERE, Priority.LATER, Priority.LEAVE)
