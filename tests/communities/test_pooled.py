"""What people of each community said, over the fewest waves in which enough of them answered."""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from aftercall.communities import presenters
from aftercall.communities.pooled import Characteristic, PooledSample, pooled
from aftercall.core.dates import months_later
from aftercall.estimates.run import weight_table
from aftercall.instrument.loading import load_instrument
from aftercall.instrument.series import InstrumentSeries
from aftercall.methods.disclosure import THE_RULE
from aftercall.results.table import MONTH_COLUMN

MONTHS = [months_later(date(2025, 1, 1), number) for number in range(12)]
INSTRUMENTS = InstrumentSeries({"the only version": load_instrument("victim_satisfaction_1")})
# In each month 200 people are of the first group, 20 of the second and 1 of the third.
EACH_MONTH = ("White",) * 200 + ("Asian",) * 20 + ("Black",)
GROUPS = Characteristic("Ethnic group", "group", ["White", "Asian", "Black", "Mixed"])


@pytest.fixture(scope="module")
def sample() -> PooledSample:
    """Weighted by turns; four in five are satisfied, of the second group every other person."""
    groups = [group for _ in MONTHS for group in EACH_MONTH]
    numbers = np.arange(len(groups))
    gave = np.where(np.array(groups) == "Asian", numbers % 2 == 0, numbers % 5 != 0)
    columns = {
        MONTH_COLUMN: pa.array([f"{month:%Y-%m}" for month in MONTHS for _ in EACH_MONTH]),
        "group": pa.array(groups),
        "base_weight": pa.array(1.0 + numbers % 3),
        str(INSTRUMENTS.overall): pa.array(gave),
    }
    asked = [{"kind": "proportion", "variable": INSTRUMENTS.overall, "level": True}]
    document = {"design": {"weights": "base_weight"}, "estimate": asked}
    return PooledSample(weight_table(pa.table(columns), document), document, INSTRUMENTS, MONTHS, THE_RULE)


def test_months_are_pooled_until_every_group_that_can_be_shown_is_shown(sample: PooledSample) -> None:
    found = pooled(sample, GROUPS)
    assert presenters.pooled_period(found) == "July to December 2025"  # 3 months have 60 people, too few for 0.3
    assert found["hidden"] == ["Black", "Mixed"]
    assert [bar["label"] for bar in presenters.pooled_bars(found["measures"][0])] == ["White", "Asian"]
    assert found["measures"][0]["groups"][2] == {"group": "Black", "share": None}


def test_a_programme_that_asks_for_more_people_pools_more_months(sample: PooledSample) -> None:
    found = pooled(replace(sample, thresholds=replace(THE_RULE, minimum_base=121)), GROUPS)
    assert presenters.pooled_period(found) == "2025"  # half a year has 120 people of the second group


def test_figures_are_those_of_the_pooled_months_alone(sample: PooledSample) -> None:
    asian = pooled(sample, GROUPS)["measures"][0]["groups"][1]
    numbers = np.arange(len(MONTHS) * len(EACH_MONTH))
    inside = (np.array(EACH_MONTH * len(MONTHS)) == "Asian") & (numbers >= 6 * len(EACH_MONTH))
    weights = (1.0 + numbers % 3)[inside]
    assert asian["base"] == 120
    assert asian["share"] == pytest.approx(weights[numbers[inside] % 2 == 0].sum() / weights.sum())
    assert asian["low"] < asian["share"] < asian["high"]
