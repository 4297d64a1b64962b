"""Population totals: in groups, of plain columns, and what is wrong with them in one line."""

from typing import Any

import pyarrow as pa
import pytest

from aftercall.errors import BadInput
from aftercall.estimates.data import Data, data_of
from aftercall.estimates.population import population_margins, population_totals
from aftercall.estimates.run import weight_table

WHERE = "D.toml, [[weighting]] 1"
TABLE = pa.table({"year": ["1", "1", "2", "2"], "area": ["n", "s", "n", None], "x": [1.0, 2.0, 3.0, 4.0], "w": [1] * 4})
IN_YEARS = {"x": {"1": 6, "2": 14}, "(Intercept)": {"1": 4, "2": 4}}


@pytest.fixture(scope="module")
def data() -> Data:
    return data_of("d.csv", TABLE)


def test_a_column_has_a_total_in_each_group(data: Data) -> None:
    totals = population_totals(data, IN_YEARS, ("year",), WHERE)
    assert totals.names == ("x 1", "x 2", "(Intercept) 1", "(Intercept) 2")
    assert totals.columns.T.tolist() == [[1, 2, 0, 0], [0, 0, 3, 4], [1, 1, 0, 0], [0, 0, 1, 1]]
    assert totals.totals.tolist() == [6, 14, 4, 4]


def test_weights_are_calibrated_in_each_group() -> None:
    step = {"method": "calibrate", "within": "year", "margins": IN_YEARS}
    weights = weight_table(TABLE, {"design": {"weights": "w"}, "weighting": [step], "estimate": [MEAN]}).weights
    assert weights.tolist() == pytest.approx([2, 2, 2, 2])


MEAN = {"kind": "mean", "variable": "x"}


@pytest.mark.parametrize(
    ("margins", "within", "words"),
    [
        ({}, (), "margins: is empty"),
        ({"year": 4}, (), "margins, year: must be {level: total}"),
        ({"year": {}}, (), "margins, year: must be {level: total}"),
        ({"area": {"n": 4}}, ("year",), "margins, area, n: must be {level: total}"),
        ({"area": 4}, ("year",), "margins, area: must be {level: total}, in each group"),
        ({"year": {"1": "four", "2": 4}}, (), "margins, year, 1: the total must be a number"),
        ({"year": {"1": True, "2": 4}}, (), "margins, year, 1: the total must be a number"),
        ({"area": {"n": 4, "s": 4}}, (), "margins, area: row 4 has no value; give missing values a level of their own"),
    ],
)
def test_totals_that_are_wrong_are_refused(data: Data, margins: dict[str, Any], within: tuple[str], words: str) -> None:
    with pytest.raises(BadInput) as refused:
        population_margins(data, margins, within, WHERE)
    assert str(refused.value) == f"{WHERE}, {words}"


def test_totals_to_calibrate_with_are_needed(data: Data) -> None:
    with pytest.raises(BadInput, match="margins: is empty"):
        population_totals(data, {}, (), WHERE)
