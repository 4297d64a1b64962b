"""What versions 3 and 4 of the victim satisfaction survey add: modules, facts, further types and consents."""

from typing import Any, cast

import pytest

from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import load_instrument, shipped_document
from aftercall.instrument.questions import Audience

SATISFACTION = ("whole", "contact", "response", "actions", "treatment", "informed")
CODE = ("rights", "support", "updates", "statement")


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return load_instrument("victim_satisfaction_3")


def walk(instrument: Instrument, modules: str = "", **given: str) -> dict[str, str]:
    """Answer every question by its first choice, 3 times or nothing, unless the test gives another answer."""
    answers = {"modules": modules}
    while (question := instrument.next_question(answers)) is not None:
        typed = question.choices[0].name if question.choices else "3" if question.type == "integer" else ""
        checked = instrument.check(question, given.get(question.name, typed), answers)
        assert checked.value is not None, checked.problem
        answers[question.name] = checked.value
    return answers


def asked_with(answers: dict[str, str], beginning: str) -> list[str]:
    return [question for question in answers if question.startswith(beginning)]


def test_the_measures_are_six_aspects_and_four_rights(instrument: Instrument) -> None:
    assert tuple(instrument.measures) == SATISFACTION + CODE
    assert instrument.overall == "whole"
    assert [name for name, measure in instrument.measures.items() if measure.is_share] == list(CODE)


@pytest.mark.parametrize("code", CODE)
@pytest.mark.parametrize(
    ("answer", "counted"),
    [("yes", True), ("no", False), ("not_applicable", None), ("dont_know", None), ("refused", None)],
)
def test_a_right_is_counted_among_those_who_said_yes_or_no(
    instrument: Instrument, code: str, answer: str, *, counted: bool | None
) -> None:
    assert instrument.satisfied(walk(instrument, **{code: answer}), code) is counted


@pytest.mark.parametrize(
    ("modules", "beginning", "questions"),
    [
        ("burglary", "burglary_", 3),
        ("vehicle_crime", "vehicle_", 3),
        ("violence", "violence_", 3),
        ("anti_social_behaviour", "asb_", 3),
        ("violence hate_crime", "hate_", 4),
    ],
)
def test_a_module_is_asked_only_where_the_release_names_it(
    instrument: Instrument, modules: str, beginning: str, questions: int
) -> None:
    assert len(asked_with(walk(instrument, modules), beginning)) == questions
    assert not asked_with(walk(instrument, "something_else"), beginning)


@pytest.mark.parametrize("answer", ["no", "dont_know", "refused"])
def test_the_questions_about_hate_crime_can_be_left_out(instrument: Instrument, answer: str) -> None:
    assert asked_with(walk(instrument, "hate_crime", hate_ask=answer), "hate_") == ["hate_ask"]


def test_an_ethnic_group_offers_only_its_own_details(instrument: Instrument) -> None:
    details = instrument.options(instrument.question["ethnic_detail"], {"ethnic_group": "mixed"}, 1)
    assert [choice.name for choice in details] == [
        "white_caribbean", "white_african", "white_asian", "other_mixed", "dont_know", "refused",
    ]  # fmt: skip


@pytest.mark.parametrize("answer", ["dont_know", "refused", ""])
def test_whoever_gives_no_ethnic_group_is_not_asked_for_a_detail(instrument: Instrument, answer: str) -> None:
    assert "ethnic_detail" not in walk(instrument, ethnic_group=answer)


def test_demographics_come_late_and_can_be_left_empty(instrument: Instrument) -> None:
    private = [question for question in instrument.questions if question.group == "about_you" and question.choices]
    assert len(private) == 6
    assert all(question.sensitive and not question.required for question in private)
    assert instrument.questions.index(private[0]) > instrument.questions.index(instrument.question["improve"])


def test_many_contacts_are_confirmed_and_impossible_ones_refused(instrument: Instrument) -> None:
    question = instrument.question["contacts"]
    assert instrument.check(question, "20").warning is None
    assert instrument.check(question, "21").warning is not None
    assert instrument.check(question, "501").problem == "Enter a whole number from 0 to 500."


def test_ways_of_contact_cannot_be_combined_with_none(instrument: Instrument) -> None:
    assert instrument.check(instrument.question["ways"], "1 7").problem is not None
    assert instrument.check(instrument.question["ways"], "3 1").value == "emergency online"


def test_only_someone_who_said_something_is_asked_whether_we_may_quote_it(instrument: Instrument) -> None:
    assert "quote" not in walk(instrument)
    assert "quote" in walk(instrument, went_well="They listened.")


def test_each_consent_is_given_on_its_own(instrument: Instrument) -> None:
    agreed = instrument.agreed(walk(instrument, wants_contact="yes", focus_group="no"))
    assert [(consent.name, consent.fields, consent.months) for consent in agreed] == [
        ("service_recovery", ("name", "phone"), 3)
    ]


def test_the_shorter_introduction_is_for_the_person_and_says_what_it_must(instrument: Instrument) -> None:
    first, resumed = instrument.scripts["introduction"], instrument.scripts["introduction_again"]
    assert resumed.audience is Audience.NAMED_PERSON
    assert len(resumed.text) < 0.5 * len(first.text)
    for said in ("on behalf of", "leave out any question or stop", "may be monitored", "Are you happy to go on"):
        assert said in first.text
        assert said in resumed.text


def test_the_closing_says_how_to_get_support_complain_and_opt_out(instrument: Instrument) -> None:
    closing = instrument.scripts["closing"].text
    for said in ("support", "complain about the police", "complain about this call", "opt out", "change your mind"):
        assert said in closing


def test_version_4_rewords_one_measure_and_adds_one_question() -> None:
    third, fourth = (cast("dict[str, Any]", shipped_document(f"victim_satisfaction_{version}")) for version in (3, 4))
    before, after = ({one["name"]: one for one in document["questions"]} for document in (third, fourth))
    assert after.keys() - before.keys() == {"preferred_way"}
    assert [name for name in before if before[name] != after[name]] == ["informed"]
    parts = third.keys() - {"version", "questions", "choices"}
    assert {part: third[part] for part in parts} == {part: fourth[part] for part in parts}
