"""A programme's rules, from a file written by a researcher."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from aftercall.errors import BadInput
from aftercall.frames.exclusions import FACTS, standard_exclusions
from aftercall.frames.layout import FLAGS
from aftercall.frames.rules import FrameRules, digest

_COMPLETE = """
sampling_fraction = 0.2
minimum_age = 18
repeat_contact_months = 6
numbers_abroad = true
reported_from = 2025-01-01
reported_to = "2025-01-31"
strata = ["category"]

[[exclusion]]
code = "not_here"
words = "Reported elsewhere"
scope = "record"
when = { column = "area", is = ["Elsewhere"] }
"""


def _rules(tmp_path: Path, text: str) -> FrameRules:
    path = tmp_path / "programme.toml"
    path.write_text(text, encoding="utf-8")
    return FrameRules.from_toml(path)


def test_a_complete_file(tmp_path: Path) -> None:
    rules = _rules(tmp_path, _COMPLETE)
    assert rules.sampling_fraction == Fraction(1, 5)
    assert (rules.minimum_age, rules.repeat_contact_months, rules.numbers_abroad) == (18, 6, True)
    assert (rules.reported_from, rules.reported_to) == (date(2025, 1, 1), date(2025, 1, 31))
    assert rules.strata == ("category",)
    assert [exclusion.code for exclusion in rules.exclusions] == ["not_here"]
    assert FrameRules.from_mapping(_as_toml(rules), "again") == rules


def _as_toml(rules: FrameRules) -> dict[str, object]:
    mapping = rules.to_mapping()
    return {("exclusion" if key == "exclusions" else key): value for key, value in mapping.items()}


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    assert _rules(tmp_path, "") == FrameRules()


def test_the_standard_exclusions_use_every_flag_and_every_fact_once() -> None:
    exclusions = standard_exclusions()
    assert sorted(e.flag for e in exclusions if e.flag) == sorted(FLAGS)
    assert sorted(e.fact for e in exclusions if e.fact) == sorted(set(FACTS) - {"outside_population", "number_abroad"})
    assert [e.values for e in exclusions if e.column] == [("business", "state")]


def test_the_digest_depends_on_every_rule() -> None:
    variants = [
        FrameRules(),
        FrameRules(sampling_fraction=Fraction(1, 5)),
        FrameRules(minimum_age=17),
        FrameRules(repeat_contact_months=11),
        FrameRules(reported_from=date(2025, 1, 1)),
        FrameRules(reported_to=date(2025, 1, 1)),
        FrameRules(categories=("Burglary",)),
        FrameRules(numbers_abroad=True),
        FrameRules(strata=("area", "category")),
        FrameRules(exclusions=standard_exclusions()[::-1]),
    ]
    assert len({digest(rules.to_mapping()) for rules in variants}) == len(variants)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("fraction = 0.1", "there is no key fraction; use sampling_fraction"),
        ("sampling_fraction = 0", "sampling_fraction: must be above 0 and at most 1"),
        ('sampling_fraction = "1/0"', "sampling_fraction has a value of the wrong type"),
        ("minimum_age = 16.5", "minimum_age has a value of the wrong type"),
        ("minimum_age = true", "minimum_age has a value of the wrong type"),
        ("minimum_age = 400", "minimum_age must be between"),
        ('reported_from = "31/01/2025"', "reported_from has a value of the wrong type"),
        ("reported_from = 2025-02-01\nreported_to = 2025-01-01", "reported_from: must not be later than reported_to"),
        ("numbers_abroad = 1", "numbers_abroad has a value of the wrong type"),
        ('strata = "area"', "strata has a value of the wrong type"),
        ('strata = ["area", "area"]', "strata: name at least one of"),
        ('strata = ["postcode"]', "strata: name at least one of"),
        ("strata = [", "is not TOML"),
        ("[[exclusion]]\ncode = 'x'", "exclusion x: give it exactly code, words, scope and when"),
        ("[[exclusion]]\ncode='x'\nwords='y'\nscope='all'\nwhen={flag='deceased'}", "scope must be record or person"),
        ("[[exclusion]]\ncode='x'\nwords='y'\nscope='person'\nwhen={flag='dead'}", "when must have one known flag"),
        ("[[exclusion]]\ncode='x;y'\nwords='y'\nscope='person'\nwhen={flag='deceased'}", "give it exactly code"),
        ("exclusion = 3", "exclusion has a value of the wrong type"),
    ],
)
def test_the_error_names_the_key(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(BadInput, match=words) as error:
        _rules(tmp_path, text)
    assert "programme.toml" in str(error.value)
    assert "\n" not in str(error.value)


def test_an_exclusion_code_must_be_unique() -> None:
    entry = {"code": "x", "words": "y", "scope": "record", "when": {"flag": "deceased"}}
    with pytest.raises(BadInput, match="exclusion x: occurs twice"):
        FrameRules.from_mapping({"exclusion": [entry, entry]}, "p.toml")


def test_a_missing_file_is_reported(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="can't be read as a UTF-8 text file"):
        FrameRules.from_toml(tmp_path / "none.toml")
