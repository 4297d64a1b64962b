"""Rejected rows show their crime reference where there is one, and never a personal value."""

import pytest
from tests.frames.conftest import Build
from tests.frames.people import stranger

from aftercall.frames.layout import shown_reference


@pytest.mark.parametrize(
    "reference", ["C00001", "25/000101", "CR/1/25/1", "13A123456-25", "202500000123", "I-1", "7 B"]
)
def test_a_crime_reference_is_shown(reference: str) -> None:
    assert shown_reference(f" {reference} ") == reference


@pytest.mark.parametrize(
    "value",
    [
        *("", "Amelia", "Amelia Walton 2", "14 High Street", "2 Walton", "amelia1@example.org", "1980-05-17"),
        *("17/05/1980", "17/05/80 10:00", "ZA1 1AA", "za11aa", "07700 900123", "+447700900123", "447700900123"),
        *("7700900123", "0191 498 0001", "=1+1", "#N/A", "x" * 41),
    ],
)
def test_a_value_that_may_be_anything_else_is_not(value: str) -> None:
    assert not shown_reference(value)


def test_the_table_of_rejected_rows_names_the_crime(build: Build) -> None:
    rows = [stranger(number) for number in range(4)]
    rows[1]["area"] = ""
    rows[2] |= {"crime_ref": "07700 900123", "flags": "Amelia"}
    lines = (build(rows).folder / "rejected.csv").read_text().splitlines()
    assert lines[0] == "file,row,column,code,mend,crime_ref"
    assert lines[1].startswith(lines[1].split(",")[0] + ",3,area,missing,enter a value,C00001")
    assert lines[2].endswith(",")
    assert "Amelia" not in "".join(lines)
