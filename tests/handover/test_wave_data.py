"""What is kept of answers for analyses, once nothing may lead from them to a person."""

from types import SimpleNamespace
from typing import Any

import pytest

from aftercall.handover import wave_data
from aftercall.handover.wave_data import Sampled, answers_to_keep, unique_people
from aftercall.instrument.loading import parse_instrument

_YES_NO = [{"name": "yes", "label": "Yes", "key": "1"}, {"name": "no", "label": "No", "key": "2"}]


def select(name: str, **more: str) -> dict[str, str]:
    return {"type": "select_one yes_no", "name": name, "label": f"{name}?", **more}


DOCUMENT: dict[str, Any] = {
    "name": "keeping",
    "version": 1,
    "title": "Survey",
    "minutes": 1,
    "facts": ["modules"],
    "choices": [{"name": "yes_no", "options": _YES_NO}],
    "questions": [
        select("told"),
        {"type": "date", "name": "visited", "label": "When did an officer visit you?"},
        select("in_time", relevant="${visited} >= '2026-01-01'"),
        select("contact"),
        select("by_letter", relevant="${contact} = 'yes'"),
        select("again"),
        {"type": "calculate", "name": "summary", "calculation": "concat(${contact}, today(), ${visited})"},
    ],
    "objection": {"question": "again", "answer": "no"},
    "consents": [
        {
            "name": "service_recovery",
            "question": "contact",
            "answer": "yes",
            "purpose": "To put right what went wrong",
            "fields": ["name"],
            "months": 3,
        }
    ],
}
GIVEN = {
    "modules": "hate_crime",
    "told": "no",
    "visited": "2026-03-17",
    "in_time": "yes",
    "summary": "yes2026-04-022026-03-17",
    "contact": "yes",
    "by_letter": "no",
    "again": "yes",
}


def test_what_other_records_have_beside_a_name_is_not_kept() -> None:
    kept = answers_to_keep(parse_instrument(DOCUMENT), GIVEN)
    assert kept == {"modules": "hate_crime", "told": "no", "visited": "2026-03-01", "in_time": "yes"}


def test_a_date_that_was_not_given_stays_as_it_is() -> None:
    kept = answers_to_keep(parse_instrument(DOCUMENT), {"visited": "dont_know"})
    assert kept == {"visited": "dont_know"}


@pytest.mark.parametrize(("modules", "unique"), [({"a": "hate", "b": ""}, 1), ({"a": "hate", "b": "hate"}, 0)])
def test_people_whose_modules_nobody_shares_count_as_unlike_anyone_else_in_the_sample(
    modules: dict[str, str], unique: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels = {"category": "Violence", "area": "North", "age_band": "25 to 34", "sex": "female"}
    rows = [SimpleNamespace(person_id=name, stratum="s", **levels) for name in "abc"]
    folders = SimpleNamespace(frame_folder=str, sample_folder=str)
    known = {"folders": folders, "read_frame": lambda _: rows, "read_sample": lambda _: rows[:2]}
    for name, value in (known | {"_modules_by_person": lambda _: modules}).items():
        monkeypatch.setattr(wave_data, name, value)
    sample = [
        Sampled("s", 1.0, levels, responded=True, answers={"modules": modules["a"], "told": "no"}),
        Sampled("s", 1.0, levels, responded=False, answers={}),
    ]
    wave: Any = SimpleNamespace(load=None)
    assert unique_people(wave, sample) == (0, unique)
