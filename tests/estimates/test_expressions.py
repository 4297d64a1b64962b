"""Expressions over columns: what is missing, what is joined, and what is refused in one line that names its key."""

import pyarrow as pa
import pytest

from aftercall.errors import BadInput
from aftercall.estimates.data import Data, data_of
from aftercall.estimates.expressions import columns_of, derive, rows_where

WHERE = "D.toml, [define], new"
SHOWN = "is not a valid expression; compare columns, such as year == 2024, and join comparisons by and, or, not"


@pytest.fixture(scope="module")
def data() -> Data:
    return data_of(
        "d.csv",
        pa.table(
            {
                "y": [1.0, 2.0, None],
                "town": ["a", "b", None],
                "told": [True, False, None],
                "sch.wide": [1, 0, 1],
                "all codes": ["slow;rude", " kind ; slow", None],
            }
        ),
    )


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("-y", [-1, -2, None]),
        ("y / (y - 1)", [None, 2, None]),  # a division by 0 has no value
        ("not told", [False, True, None]),
        ("told and y > 5", [False, False, None]),
        ("told or y > 0", [True, True, None]),
        ("y > 5 and not missing(town)", [False, False, False]),  # what decides is known
        ("y in [1, 'b']", [True, False, None]),
        ("town not in ['a', 'c']", [False, True, None]),
        ("town + '|' + town", ["a|a", "b|b", None]),
        ("missing(town)", [False, False, True]),
        ("sch.wide == 1", [True, False, True]),
        ("has(column('all codes'), 'kind')", [False, True, None]),
        ("has('', 'kind')", [False, False, False]),
        ("told == True", [True, False, None]),
    ],
)
def test_a_value_is_missing_where_one_that_it_needs_is(data: Data, expression: str, values: list[object]) -> None:
    assert derive(data, "new", expression, WHERE).array.to_pylist() == values


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("y == 'a", SHOWN),
        ("1 < y < 3", SHOWN),
        ("y is 1", SHOWN),
        ("y == None", SHOWN),
        ("y % 2", SHOWN),
        ("+y", SHOWN),
        ("(y + 1).wide", SHOWN),
        ("column(y)", SHOWN),
        ("missing(y, town)", SHOWN),
        ("[y]", SHOWN),
        ("y == 1 and town", "and, or and not can only join comparisons"),
        ("not y", "and, or and not can only join comparisons"),
        ("town in 'ab'", "in needs a list after it, such as stype in ['E', 'M']"),
        ("town in []", "in needs a list after it, such as stype in ['E', 'M']"),
        ("town - 'a'", "calculates with text; use columns of numbers"),
        ("5 + town", "adds text to a number; put text in quotation marks"),
        ("has(told, 'kind')", "has needs a text column, such as has(codes, 'slow')"),
        ("county == 'a'", "the data have no column county; they have y, town, told, sch.wide, all codes"),
    ],
)
def test_what_cannot_be_calculated_is_refused(data: Data, expression: str, words: str) -> None:
    with pytest.raises(BadInput) as refused:
        derive(data, "new", expression, WHERE)
    assert str(refused.value) == f"{WHERE}: {words}"


def test_only_a_comparison_selects_rows(data: Data) -> None:
    assert rows_where(data, "y < 2", WHERE).tolist() == [True, False, False]
    with pytest.raises(BadInput, match="must be a comparison, such as year == 2024"):
        rows_where(data, "y + 1", WHERE)


def test_the_columns_of_an_expression_are_known_before_any_is_read() -> None:
    used = columns_of("has(column('all codes'), 'kind') and sch.wide + y > 1 or missing(town)")
    assert used == {"all codes", "sch.wide", "y", "town"}
    with pytest.raises(BadInput, match="is not a valid expression"):
        columns_of("(y + 1).wide > 2")
