"""pyxform as a gate: what it refuses is said in an author's words."""

import pytest
from pyxform.errors import ErrorCode
from tests.instrument_files.forms import CHOICES, Form, packed

from aftercall.instrument_files.gate import gate_findings
from aftercall.instrument_files.gate_words import rewritten
from aftercall.instrument_files.tables import read_tables
from aftercall.instrument_files.workbook import read_form_workbook

_TECHNICAL = ("pyxform", "xlsform.org", "XML", "itemset", "secondary instance", "[row")


def gate(form: Form) -> list[str]:
    """What the gate finds by itself."""
    workbook = read_form_workbook(packed(form.book()), "told.xlsx", {"survey", "choices", "settings"})
    return [str(finding) for finding in gate_findings(read_tables(workbook), [])]


@pytest.mark.parametrize("code", [code for code in ErrorCode if not code.name.startswith("INTERNAL")])
def test_every_message_with_a_code_is_rewritten(code: ErrorCode) -> None:
    parts = {"row": "7", "sheet": "survey", "column": "relevant", "value": "told", "other_row": "8", "q": "tld"}
    words = rewritten(code.value.format(**parts))
    assert words.text
    assert not [word for word in _TECHNICAL if word in words.text]
    assert words.row in {0, 1, 7}


def test_a_form_that_passes_has_no_findings() -> None:
    assert gate(Form()) == []


def test_it_goes_on_after_its_first_error_and_counts_rows_as_the_author_does() -> None:
    form = Form().with_sheet(
        "survey",
        ("type", "name", "label", "relevant"),
        ("select_one yes_no", "told", "Were you told?"),
        (),
        ("select_one maybe", "a", "A?"),
        ("text", "b", "B?", "${tld} = 'yes'"),
        ("text", "c d", "C?"),
        ("calculate", "e"),
    )
    assert gate(form) == [
        "survey, row 4, column type: There is no list maybe in the sheet choices",
        "survey, row 6, column name: This can't be a name: a name begins with a letter and has letters, digits and _",
        "survey, row 7, column calculation: Write how it is calculated, such as ${a} + ${b}",
        "survey, row 5, column relevant: There is no question tld",
    ]


def test_errors_in_several_rows_of_choices_are_separate() -> None:
    form = Form().with_sheet("choices", *CHOICES, ("yes_no", "yes", "Yes"), ("yes_no", "no", "No"))
    message = "The list has this choice already; rename or delete one of them"
    assert gate(form) == [f"choices, row {row}, column name: {message}" for row in (4, 5)]


def test_an_unknown_message_is_shown_as_it_is_with_its_row() -> None:
    words = rewritten("[row : 9] Something that\nnobody has seen")
    assert (words.row, words.text) == (9, "Something that nobody has seen")


def test_it_stops_after_ten_errors() -> None:
    rows = [("text", f"q{number}", "A?", "${nobody} = 'yes'") for number in range(12)]
    form = Form().with_sheet("survey", ("type", "name", "label", "relevant"), *rows)
    assert gate(form) == [f"survey, row {row}, column relevant: There is no question nobody" for row in range(2, 12)]


def test_a_failure_of_pyxform_itself_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("aftercall.instrument_files.gate.convert", fail)
    assert gate(Form()) == ["ZeroDivisionError: division by zero"]
