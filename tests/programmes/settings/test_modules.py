"""The modules of a questionnaire: read from lines and files, and which of them apply to a person."""

import pytest

from aftercall.programmes.settings.catalogue import InvalidSetting, check_together, default_settings
from aftercall.programmes.settings.modules import (
    lines_of_modules,
    modules,
    modules_of_lines,
    modules_that_apply,
)
from aftercall.programmes.settings.words import value_in_words

LINES = "burglary = Burglary\nhate_crime = code 8M\n\nhate_crime = Hate crime"
MODULES = [
    {"name": "burglary", "categories": ["Burglary"]},
    {"name": "hate_crime", "offence_codes": ["8M"], "categories": ["Hate crime"]},
]


def test_lines_become_modules_and_modules_lines() -> None:
    assert modules_of_lines(LINES) == modules(MODULES) == MODULES
    assert modules_of_lines("\n".join(lines_of_modules(MODULES))) == MODULES
    assert value_in_words("survey.modules", MODULES) == (
        "burglary = Burglary; hate_crime = Hate crime; hate_crime = code 8M"
    )
    assert value_in_words("survey.modules", []) == "None"


@pytest.mark.parametrize(
    ("category", "code", "applying"),
    [
        ("burglary", "", "burglary"),
        ("Burglary", "8m", "burglary hate_crime"),
        ("Hate crime", "28A", "hate_crime"),
        ("Theft", "", ""),
        ("8M", "Burglary", ""),
    ],
)
def test_a_module_applies_by_category_or_by_offence_code(category: str, code: str, applying: str) -> None:
    assert modules_that_apply(MODULES, category=category, offence_code=code) == applying


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("burglary", "such as burglary = Burglary, or hate_crime = code 8M. Line 1 is different"),
        ("a = A\nb =", "Line 2 is different"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        modules_of_lines(text)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("burglary", "Write each module as an entry"),
        ([{"name": "Burglary", "categories": ["Burglary"]}], "as in the questionnaire: up to 30 lower-case letters"),
        ([{"name": "burglary"}], "at least one category or offence code for the module burglary"),
        ([{"name": "burglary", "categories": [" "]}], "at least one category or offence code"),
        ([{"name": "burglary", "codes": ["8M"]}], "The module burglary has codes; use name, categories and offence"),
        ([{"name": "burglary", "categories": "Burglary"}], "Enter a list of names"),
        (MODULES + MODULES[:1], "Enter each module only once"),
        ([{}] * 51, "Enter at most 50 modules, not 51"),
    ],
)
def test_a_mistake_is_refused_in_words(value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        modules(value)


def test_a_category_that_is_no_crime_must_be_surveyed() -> None:
    settings = default_settings() | {"survey.incident_categories": ["Anti-social behaviour"]}
    check_together(settings)
    check_together(settings | {"categories": ["anti-social behaviour", "Burglary"]})
    with pytest.raises(InvalidSetting, match="Anti-social behaviour is not one of the programme’s categories"):
        check_together(settings | {"categories": ["Burglary"]})


def test_a_module_must_name_categories_that_are_surveyed() -> None:
    settings = default_settings() | {"survey.modules": MODULES}
    check_together(settings)
    check_together(settings | {"categories": ["BURGLARY", "Hate crime"]})
    with pytest.raises(InvalidSetting, match="Hate crime is not one of the programme’s categories"):
        check_together(settings | {"categories": ["Burglary"]})
