"""What holds for every questionnaire that the product ships, in every language."""

import re
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any, cast

import pytest

from aftercall.instrument.canonical import document_digest
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import load_instrument, shipped_document, shipped_names
from aftercall.instrument.measures import Measure
from aftercall.instrument.questions import PLACEHOLDER, Administration, Audience, Question, QuestionType
from aftercall.instrument.scale import DEGREES, DIRECTIONS

LANGUAGES = ("en", "cy", "pl")
IN_ENGLISH_ALONE = ("victim_satisfaction_1", "victim_satisfaction_2")
TRANSLATED = tuple(name for name in shipped_names() if name not in IN_ENGLISH_ALONE)
# Interviews, returns and results name a version and its digest, so neither ever changes.
DIGESTS = {
    "consultation_1": "a5aeb82869a213889d26095e0181a93af1b0d535db8fbabbab8fb86a73b1ac22",
    "consultation_2": "e22a3bb6bce88e5e631607f24b24d2a872205523ec61b35d11b321f8db34682b",
    "exit_poll_1": "1dbadedb6fe9ce83a8461e1dfcb934a1f6e3b9aca9fe8cbbd925e8fa0185dbf6",
    "victim_satisfaction_1": "a3ac32dd0c12768582ff978b61aa472eeba3149d6bde2a3e2456b7c30c353f59",
    "victim_satisfaction_2": "58e072a1a1ac2067da1f02ac509edadaf291d142539afd7a470e1d13fe7cc26c",
    "victim_satisfaction_3": "fd66913d00671a2566d8fc54908b8652ebff57abde940055db4ba4d14d816abc",
    "victim_satisfaction_4": "ffc130bdce4006554892aba99d062b7e33bba5bba64c9d9b87628da3c1103abc",
}
# What people read or hear.
TEXTS = {
    "title",
    "label",
    "hint",
    "interviewer_note",
    "constraint_message",
    "soft_message",
    "text",
    "sentence",
    "purpose",
}
# Welsh words begin with other letters after some others, so their beginnings are left out.
REVEALING = re.compile(
    r"police|crime|victim|officer|offence|\{force\}"
    r"|heddlu|heddwas|lismon|swyddog|rosedd|ioddef|igwyddiad|riportio"
    r"|policj|przestęp|ofiar|funkcjonar|pokrzywdz|zgłosz|zdarzeni|komisariat",
    re.IGNORECASE,
)
WORDS_PER_MINUTE = 150
# Answers that count in a measure, and as many on the other side of its scale.
OPPOSITES = {
    "yes": "no",
    "strongly_agree": "strongly_disagree",
    "agree": "disagree",
    "very_safe": "not_at_all_safe",
    "fairly_safe": "not_very_safe",
    "very_useful": "not_at_all_useful",
    "fairly_useful": "not_very_useful",
    "very_clear": "not_at_all_clear",
    "fairly_clear": "not_very_clear",
    "fully": "not_at_all",
}


def document(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", shipped_document(name))


def texts(node: object, key: str = "") -> Iterator[object]:
    """Every text of a document, or the value in place of one."""
    if key in TEXTS:
        yield node
    elif isinstance(node, dict):
        for name, value in node.items():
            yield from texts(value, name)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


def random_answer(instrument: Instrument, question: Question, answers: Mapping[str, str], rng: Random) -> str:
    """What a person might say, as an interviewer would type it."""
    if question.type is QuestionType.TEXT:
        return rng.choice(("", "They listened."))
    if question.type is QuestionType.INTEGER:
        return rng.choice(("0", "3", "40", "dont_know"))
    choices = instrument.options(question, answers, 1)
    return rng.choice(choices).name if choices else "seen"


def random_walk(instrument: Instrument, modules: str, seed: int) -> dict[str, str]:
    """The answers of one person to the end of the questionnaire."""
    rng = Random(seed)
    answers = {"modules": modules}
    while (question := instrument.next_question(answers)) is not None:
        checked = instrument.check(question, random_answer(instrument, question, answers, rng), answers)
        assert checked.value is not None, f"{question.name}: {checked.problem}"
        answers[question.name] = checked.value
    return answers


@pytest.mark.parametrize("name", shipped_names())
def test_the_digest_of_a_shipped_version_never_changes(name: str) -> None:
    assert document_digest(document(name)) == DIGESTS[name], "give the change a new version"


@pytest.mark.parametrize("name", TRANSLATED)
def test_every_text_is_complete_in_three_languages(name: str) -> None:
    assert [language["code"] for language in document(name)["languages"]] == list(LANGUAGES)
    for text in texts(document(name)):
        assert isinstance(text, dict), f"only in one language: {text}"
        assert tuple(text) == LANGUAGES
        assert all(words.strip() == words and words for words in text.values())


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_text_fills_in_the_same_in_each_language(name: str) -> None:
    for text in texts(document(name)):
        placeholders = [sorted(PLACEHOLDER.findall(words)) for words in cast("dict[str, str]", text).values()]
        assert placeholders[1:] == placeholders[:-1], text


@pytest.mark.parametrize("name", TRANSLATED)
def test_no_two_answers_to_a_question_read_the_same(name: str) -> None:
    for language in LANGUAGES:
        for question in load_instrument(name, language).questions:
            labels = [choice.label for choice in question.choices]
            assert len(labels) == len(set(labels)), f"{language} {question.name}"


@pytest.mark.parametrize("name", shipped_names())
def test_scripts_for_anyone_reveal_nothing_in_any_language(name: str) -> None:
    for language in load_instrument(name).languages:
        for script in load_instrument(name, language.code).scripts.values():
            if script.audience is Audience.ANYONE:
                assert not REVEALING.search(script.text), f"{language.code}: {script.text}"


@pytest.mark.parametrize("name", shipped_names())
def test_the_scale_of_every_measure_is_balanced(name: str) -> None:
    instrument = load_instrument(name)
    for measure in instrument.measures.values():
        assert is_balanced(instrument, measure), measure.name


def is_balanced(instrument: Instrument, measure: Measure) -> bool:
    answers = {choice.name for choice in instrument.question[measure.direction].choices}
    if measure.is_share:
        return {OPPOSITES[counted] for counted in measure.counts} <= answers - measure.counts
    degrees = [{choice.name for choice in instrument.question[name].choices} for name in measure.degrees.values()]
    return answers >= DIRECTIONS and all(names >= DEGREES for names in degrees) and degrees[0] == degrees[1]


@pytest.mark.parametrize("name", shipped_names())
def test_every_path_reaches_the_end_and_every_question_is_on_one(name: str) -> None:
    instrument = load_instrument(name)
    modules = ("", "burglary", "vehicle_crime", "violence hate_crime", "anti_social_behaviour unknown", "hate_crime")
    walks = [random_walk(instrument, modules[seed % len(modules)], seed) for seed in range(60)]
    assert {question for answers in walks for question in answers} - {"modules"} == set(instrument.question)


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_sensitive_question_can_be_left_out(name: str) -> None:
    instrument = load_instrument(name)
    for question in instrument.questions:
        if question.sensitive:
            assert "refused" in {choice.name for choice in question.choices} or not question.required, question.name


@pytest.mark.parametrize("name", TRANSLATED)
def test_the_announced_length_leaves_time_to_answer(name: str) -> None:
    instrument = load_instrument(name)
    asked = random_walk(instrument, "burglary", 1).keys() & instrument.question.keys()
    words = sum(len(instrument.question[question].label.split()) for question in asked)
    if instrument.mode is Administration.INTERVIEWER:
        words += sum(len(instrument.scripts[script].text.split()) for script in ("introduction", "closing"))
    assert words / WORDS_PER_MINUTE < 0.6 * instrument.minutes
