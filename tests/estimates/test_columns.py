"""A column that is not made of numbers says in which row."""

from datetime import date

import pyarrow as pa
import pytest

from aftercall.errors import BadInput
from aftercall.estimates.columns import Column


@pytest.mark.parametrize(
    ("values", "row"),
    [
        (["1", None, "many", "2", "few"], 3),
        (["1", "1_000"], 2),  # Python reads it as a number, Arrow does not
        ([None, date(2025, 1, 1)], 2),
    ],
)
def test_the_first_row_that_is_no_number_is_named(values: list[object], row: int) -> None:
    with pytest.raises(BadInput) as refused:
        Column("y", "d.csv", pa.array(values)).numbers()
    assert str(refused.value) == f"d.csv: the column y has text in row {row}; it must have numbers only"
