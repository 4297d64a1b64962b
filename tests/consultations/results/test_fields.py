"""What is left out of the parts of the results, so that nobody can work out how many a few people are."""

from random import Random
from typing import Any

import pytest
from tests.instrument.tiny import asked, document

from aftercall.consultations.demographics import NOT_SAID, tabulated
from aftercall.consultations.models import PEOPLE, Channel, Consultation
from aftercall.consultations.results.fields import content_of
from aftercall.consultations.results.reading import Answered
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import load_instrument, parse_instrument

AGES = ("16_to_24", "25_to_34", "35_to_44", "45_to_54", "55_to_64", "65_to_74")


def people(seed: int, instrument: Instrument) -> list[Answered]:
    """People of six ages, three of one of them, who all answered both questions."""
    rng, found = Random(seed), list[Answered]()
    sizes = [rng.choice([3, 4, 7, 12, 15, 25, 40, 60]) for _ in AGES]
    sizes[rng.randrange(len(AGES))] = 3
    opinions, tops = ([one.name for one in instrument.question[name].choices] for name in ("confidence", "top"))
    for code, size in zip(AGES, sizes, strict=True):
        for _ in range(size):
            answers = {"confidence": rng.choice(opinions), "top": " ".join(rng.sample(tops, 2))}
            about = {one.code: NOT_SAID for one in tabulated(())} | {"age": code}
            found.append(Answered(len(found), Channel.OPEN, 0.0, 60.0, answers, about, ""))
    return found


def by_age(content: dict[str, Any], part: str, value: str) -> dict[str, int | None]:
    """The number of people of each age, None where it is left out."""
    tables = content["channels"][0]["content"][part]
    return {row["code"]: row[value] for table in tables if table["code"] == "age" for row in table["rows"]}


def test_numbers_are_counted_in_bands_and_protected_as_choices_are() -> None:
    instrument = parse_instrument(document(asked("calls", "integer", dk_refused=True)))
    about = {one.code: NOT_SAID for one in tabulated(())}
    answers = " ".join(["0 " * 30, "1 " * 12, "2 2 40 dont_know", "9 " * 20]).split()
    found = [
        Answered(number, Channel.OPEN, 0.0, 60.0, {"calls": answer}, about, "same_answers" if answer == "9" else "")
        for number, answer in enumerate(answers)
    ]
    content = content_of(Consultation(), instrument, "calls", found)
    assert content["limits"] == ["1"]
    assert content["bands"] == {"0_to_under_1": ("0", "1"), "1_or_more": ("1", None)}
    rows = {row["code"]: row for row in content["channels"][0]["content"]["rows"]}
    assert list(rows) == ["0_to_under_1", "1_or_more", "dont_know", "refused"]
    assert rows["0_to_under_1"]["with_marked"] == round(30 / 66, 4)
    assert rows["dont_know"]["count"] is None  # one person
    assert rows["refused"]["count"] == 0
    again = content_of(Consultation(), instrument, "calls", found, ["1", "2"])
    assert list(again["bands"]) == ["0_to_under_1", "1_to_under_2", "2_or_more"]


@pytest.mark.parametrize("seed", [0, 16, 39])
def test_an_age_that_is_hidden_in_one_part_is_hidden_in_every_part(seed: int) -> None:
    instrument = load_instrument("consultation_2")
    asked = people(seed, instrument)
    took_part = by_age(content_of(Consultation(), instrument, PEOPLE, asked), "tables", "count")
    hidden = {age for age, count in took_part.items() if count is None}
    assert len(hidden) == 2
    for question in ("confidence", "top"):
        bases = by_age(content_of(Consultation(), instrument, question, asked), "groups", "base")
        shown = {age for age, base in bases.items() if base is not None}
        assert shown
        assert not shown & hidden


@pytest.mark.parametrize(("agree", "is_shown"), [((1, 19), False), ((10, 10), True)])
def test_weighted_shares_do_not_give_hidden_counts_away(agree: tuple[int, int], *, is_shown: bool) -> None:
    asked = list[Answered]()
    for sex, size, count in zip(("male", "female"), (40, 60), agree, strict=True):
        about = {one.code: NOT_SAID for one in tabulated(())} | {"sex": sex}
        for number in range(size):
            answers = {"confidence": "agree" if number < count else "disagree"}
            asked.append(Answered(len(asked), Channel.OPEN, 0.0, 60.0, answers, about, ""))
    weighted = Consultation(margins={"sex": {"male": 500.0, "female": 500.0}})
    for one, shown in ((Consultation(), True), (weighted, is_shown)):
        content = content_of(one, load_instrument("consultation_2"), "confidence", asked)
        assert ("sex" in {group["code"] for group in content["channels"][0]["content"]["groups"]}) == shown
