"""Checks of method and wording: scales, sensitive questions, words that sell."""

import pytest
from tests.instrument_files.forms import CHOICES, SURVEY, Form, errors, one_question, warnings

from aftercall.instrument_files.checks.selling import selling_terms

SCALES = [
    ("Very good, Good, Fair, Poor", "The scale s is not balanced: steps on the good side 2, on the bad side 1"),
    ("Excellent, Very good, Good, Poor", "The scale s is not balanced: steps on the good side 3, on the bad side 1"),
    (
        "Strongly agree, Agree, Disagree, Strongly disagree",
        "The scale s has no middle, such as neither, for people who",
    ),
    ("Agree, Don’t know, Disagree", "This is no step of the scale; put it behind the last step"),
    (
        "Zadowolony, Bardzo zadowolony, Niezadowolony",
        "The scale s is not balanced: steps on the good side 2, on the bad",
    ),
]
BALANCED = [
    "Very satisfied, Fairly satisfied, Neither, Fairly dissatisfied, Very dissatisfied, Don’t know",
    "Very likely, Fairly likely, Not very likely, Not at all likely",
    "Yes, No",
    "Monday, Tuesday, Good Friday",
    "Bodlon, Y naill na’r llall, Anfodlon",
]


def scale(labels: str) -> list[str]:
    options = [("s", f"c{number}", label) for number, label in enumerate(labels.split(", "))]
    form = Form().with_sheet("survey", *SURVEY, ("select_one s", "q", "Q?", "yes"))
    return warnings(form.with_sheet("choices", *CHOICES, *options).compiled())


@pytest.mark.parametrize(("labels", "words"), SCALES)
def test_a_scale_that_leans_or_has_no_middle_is_a_warning(labels: str, words: str) -> None:
    assert [line for line in scale(labels) if words in line]


@pytest.mark.parametrize("labels", BALANCED)
def test_a_balanced_scale_and_what_is_no_scale_are_left_alone(labels: str) -> None:
    assert scale(labels) == []


def test_a_sensitive_question_needs_a_way_out() -> None:
    marked = {"sensitive": "yes", "required": "yes"}
    line = "survey, row 3, column sensitive: A sensitive question needs a way out"
    assert errors(one_question("select_one yes_no", **marked).compiled())[0].startswith(line)
    assert errors(one_question("select_one yes_no", **marked, dk_refused="yes").compiled()) == []
    assert errors(one_question("select_one yes_no", sensitive="yes").compiled()) == []


def test_words_that_sell_keep_a_form_from_use_until_they_are_released() -> None:
    form = one_question("text", label="Please buy our alarm at a discount")
    compiled = form.compiled()
    assert [(finding.code, finding.term) for finding in compiled.findings if finding.code] == [
        ("selling", "buy our"),
        ("selling", "discount"),
    ]
    assert "survey, row 3, column label: ‘buy our’ sells or promotes something" in errors(compiled)[0]
    assert compiled.document is not None  # a person may release the words
    assert errors(form.compiled(released_terms=["Buy our", "discount"])) == []


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("We are not selling anything.", []),
        ("Nid ydym yn gwerthu dim byd.", []),
        ("Niczego nie sprzedajemy.", []),
        ("Ydych chi eisiau prynu taleb?", ["taleb"]),
        ("Czy chcesz skorzystać z promocji?", ["promocj"]),
        ("There is no prize, and you win nothing.", []),
        ("A vou\u200bcher, and a dis\u00adcount", ["discount", "voucher"]),
        ("ＶＯＵＣＨＥＲ", ["voucher"]),
        ("Did you buy new locks afterwards?", []),
        ("Did the officer mention victim support?", []),
    ],
)
def test_terms_are_found_in_three_languages_but_not_where_selling_is_denied(text: str, terms: list[str]) -> None:
    assert selling_terms(text) == terms
