"""Values that a spreadsheet would run are made harmless in CSV files, and read back as they were."""

import csv
import io
import re

import duckdb
import pyarrow as pa
import pyarrow.csv
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.csv_files import FORMULA, harmless, original, read_rows, write_rows
from aftercall.estimates.output import harmless_table

RUN = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n",
    " =1",
    '"=1"',
    "\u00a0-x",
    "\uff1d1",
    "\uff20x",
    "-",
    "'=1",
]
LEFT = [
    "",
    "-5",
    "+447700900123",
    "-1,234.5",
    "1e-9",
    "-20%",
    "North",
    "'Til",
    "a=b",
    "Mary-Jane",
    "O'Brien",
    "2025-01-02",
]
texts = st.text(st.sampled_from("=+-@\t\r\n '\"\uff1d\uff0b\u00a0a1,.") | st.characters(codec="utf-8"), max_size=6)


@pytest.mark.parametrize("value", RUN)
def test_a_formula_gets_an_apostrophe(value: str) -> None:
    assert harmless(value) == "'" + value
    assert original("'" + value) == value


@pytest.mark.parametrize("value", [*LEFT, -5, 1.5, None, True])
def test_other_values_stay_as_they_are(value: object) -> None:
    assert harmless(value) == value
    assert not isinstance(value, str) or original(value) == value


@given(st.lists(texts, min_size=1, max_size=4))
def test_a_program_reads_back_what_was_written(values: list[str]) -> None:
    file = io.StringIO(newline="")
    write_rows(file, [[f"c{place}" for place in range(len(values))], values])
    raw = list(csv.reader(io.StringIO(file.getvalue(), newline="")))[1]
    assert not any(cell[:1] in set("=@\uff1d\t\r\n") for cell in raw)
    assert not any(cell[:1] in {"+", "-"} and not re.fullmatch(r"[+-][0-9.,e+%-]+", cell.lower()) for cell in raw)
    assert next(iter(read_rows(io.StringIO(file.getvalue(), newline="")))) == {
        f"c{place}": value for place, value in enumerate(values)
    }


@given(st.lists(texts, min_size=1, max_size=20))
def test_arrow_and_the_engine_follow_the_same_rule(values: list[str]) -> None:
    (written,) = harmless_table(pa.table({"c": values})).columns
    assert written.to_pylist() == [harmless(value) for value in values]
    table = pa.table({"c": [*values, *written.to_pylist()]})
    sql = "SELECT regexp_replace(c, $pattern, '\\1') AS c FROM table"
    with duckdb.connect() as connection:
        read = connection.execute(sql.replace("table", '"table"'), {"pattern": f"^'({FORMULA})"}).fetchall()
    assert [row[0] for row in read] == [original(value) for value in table.column("c").to_pylist()]
