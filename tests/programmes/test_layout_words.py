"""What is wrong in an extract, in the words of its own layout."""

import pytest

from aftercall.frames.reading.header import ColumnsRefused, check_header
from aftercall.frames.reading.mapping import ExtractMapping
from aftercall.programmes.layout_words import LayoutWords

OURS = LayoutWords({})
COLUMNS = {
    "crime_ref": "Crime No.",
    "victim_ref": "Vic Ref",
    "reported_on": "Date Rptd (dd/mm/yyyy)",
    "category": "Offence",
    "victim_kind": "Victim Type",
    "date_of_birth": "D.O.B.",
}
MAPPING = {
    "file": {"ignore": ["notes"]},
    "columns": COLUMNS,
    "values": {"victim_kind": {"Ind": "person", "Org": "business", "Veh": ""}},
    "dates": {"reported_on": ["%d/%m/%Y", "excel"]},
    "defaults": {"area": "all"},
}
THEIRS = LayoutWords(MAPPING)


def refused(names: list[str], words: LayoutWords) -> tuple[str, list[str]]:
    """Why a header is refused, and the columns that this is about."""
    with pytest.raises(ColumnsRefused) as error:
        check_header("extract.csv", names, ExtractMapping.of(words.mapping or None))
    return words.refusal(error.value), words.refused_columns(error.value)


def test_what_to_fix_has_the_forces_columns_and_formats() -> None:
    (kind, count), *others = THEIRS.kinds(
        [
            (("reported_on", "not_a_date", "enter a real date"), 3),
            (("victim_kind", "unknown_kind", "enter one of person, business, state"), 2),
            (("date_of_birth", "after_report", "enter a date no later than reported_on"), 1),
            (("area", "missing", "enter a value"), 1),
            (("", "wrong_number_of_values", "give the row 3 values"), 1),
        ]
    )
    assert count == 3
    date = "enter a real date, such as 31/01/2025 or 45688 or 2025-01-31"
    assert kind == ("Date Rptd (dd/mm/yyyy) (Date reported)", "not_a_date", date)
    assert [(column, fix) for (column, _, fix), _ in others] == [
        ("Victim Type (Kind of victim)", "enter one of Ind, Org, or translate the value in the mapping"),
        ("D.O.B. (Date of birth)", "enter a date no later than date reported"),
        ("Area", "enter a value"),
        ("", "give the row 3 values"),
    ]
    assert THEIRS.places([["7", "area", "missing", "enter a value", "C1"]]) == [
        ["7", "Area", "missing", "enter a value", "C1"]
    ]


def test_our_own_layout_has_our_names() -> None:
    problem = ("date_of_birth", "after_report", "enter a date no later than reported_on")
    assert OURS.kinds([(problem, 1)]) == [(("date_of_birth (Date of birth)", *problem[1:]), 1)]


def test_a_refused_header_is_explained_in_the_forces_words() -> None:
    message, names = refused(["Amelia", "Walton"], THEIRS)
    assert message == "The extract has none of the columns that the mapping names in its first row"
    assert {"Crime No. (Crime reference)", "Date Rptd (dd/mm/yyyy) (Date reported)"} <= set(names)
    present = list(COLUMNS.values())
    assert refused(present[1:], THEIRS)[0] == "The extract lacks the column Crime No. (Crime reference)"
    assert refused(present[2:], THEIRS)[0] == "The extract lacks 2 columns that the mapping names"
    assert refused([*present, "Bail Notes (Y/N)", "Notes"], THEIRS) == (
        "Your mapping does not know the column Bail Notes (Y/N)",
        ["Bail Notes (Y/N)"],
    )
    assert refused([*present, "a@example.org", "07700 900123"], THEIRS) == (
        "Your mapping does not know 2 columns of the extract",
        ["(not readable as a name)"] * 2,
    )


def test_a_refused_header_is_explained_in_our_words() -> None:
    message, names = refused(["Amelia", "Walton"], OURS)
    assert message == "The extract has none of the columns that we need in its first row"
    assert "crime_ref (Crime reference)" in names
    required = ["crime_ref", "victim_ref", "reported_on", "category", "area", "victim_kind"]
    assert refused(required[2:], OURS)[0] == "The extract lacks 2 columns that we need"
    assert refused([*required, "flag"], OURS) == ("The extract has a column that we do not know", ["flag"])
