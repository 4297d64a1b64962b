from typing import Any

import pytest
from tests.instrument.tiny import asked, document

from aftercall.instrument.finding import Place, Severity
from aftercall.instrument.findings import findings
from aftercall.instrument.loading import shipped_document, shipped_names


def texts(wrong: dict[str, Any]) -> list[str]:
    return [str(finding) for finding in findings(wrong)]


def calculated(name: str, calculation: str) -> dict[str, object]:
    return {"type": "calculate", "name": name, "calculation": calculation}


@pytest.mark.parametrize("name", shipped_names())
def test_nothing_is_wrong_with_what_the_product_ships(name: str) -> None:
    assert findings(shipped_document(name)) == ()


def test_everything_is_found_at_once_with_its_place() -> None:
    wrong = document(
        asked("a", "text", requird=True, max_length=0),
        asked("b", relevant="${a == 'yes'", constraint=". = 1"),
        asked("c", "select_one nothing", relevant="${zz} = 'x'"),
        version="one",
    )
    found = findings(wrong)
    assert {finding.place for finding in found} >= {
        Place("questions", "a"),
        Place("questions", "a", field="max_length"),
        Place("questions", "b", field="relevant"),
        Place("questions", "b", field="constraint_message"),
        Place("questions", "c", field="type"),
        Place("questions", "c", field="relevant"),
        Place(field="version"),
    }
    assert all(finding.severity is Severity.ERROR for finding in found)


@pytest.mark.parametrize(
    "broken", [None, [], {}, {"questions": [None, 1, {}]}, {"choices": {"a": 1}, "languages": ["en"]}]
)
def test_whatever_is_given_is_checked_to_the_end(broken: object) -> None:
    assert findings(broken)


@pytest.mark.parametrize(
    ("questions", "message"),
    [
        (
            [asked("colour"), asked("b", relevant="${color} = 'yes'")],
            "questions b, relevant: there is no question 'color'; did you mean 'colour'?",
        ),
        (
            [asked("a", relevant="${b} = 'yes'"), asked("b")],
            "questions a, relevant: 'b' comes later; only what comes before is known here",
        ),
        (
            [calculated("a", "${b} + 1"), calculated("b", "${c} + 1"), calculated("c", "${a} + 1")],
            "questions a, calculation: it depends on itself: a → b → c → a",
        ),
        ([calculated("a", "${a} + 1")], "questions a, calculation: it depends on itself: a → a"),
        (
            [asked("a", "integer", constraint="${a} > 1", constraint_message="No")],
            "questions a, constraint: write . for the answer being checked, not ${a}",
        ),
        (
            [asked("a"), asked("b", relevant=". = 'yes'")],
            "questions b, relevant: '.' is the answer being checked, which only a constraint has",
        ),
        (
            [asked("a", "select_one colours"), asked("b", relevant="${a} = 'gren'")],
            "questions b, relevant: a has no choice 'gren'; did you mean 'green'?",
        ),
        (
            [asked("a"), asked("b", "select_one colours", choice_filter="shade = ${a}")],
            "questions b, choice_filter: its choices have no column 'shade'",
        ),
        ([asked("a", "text", rotate=True)], "questions a, rotate: only a question with choices can have it"),
        ([asked("a", calculation="1")], "questions a, calculation: only a question of type calculate can have it"),
        ([{"type": "calculate", "name": "a"}], "questions a, calculation: must be a text"),
        ([asked("by")], "questions by, name: 'by' is a reserved word"),
        ([asked("today")], "questions today, name: 'today' is a reserved word"),
        ([asked("a", group="g")], "questions a, group: there is no group 'g'"),
        ([asked("a", sensitive=True)], "questions a, sensitive: a sensitive question needs a way out"),
        ([asked("a" * 25, other=True)], "name: shorten it to 24 characters"),
        ([asked("a", other=True), asked("a_other")], "questions a_other, name: 'a_other' is listed twice"),
        ([asked("a", label="How is ${b}?")], "questions a, label: an answer can't be put into a text"),
    ],
)
def test_a_fault_of_questions_is_found(questions: list[dict[str, object]], message: str) -> None:
    assert any(message in text for text in texts(document(*questions)))


def test_a_long_chain_of_conditions_is_checked_to_the_end() -> None:
    chain = [asked(f"q{number}", relevant=f"${{q{number - 1}}} = 'yes'") for number in range(1, 60)]
    assert not texts(document(asked("q0"), *chain))
    assert len(texts(document(asked("q0", relevant="1 = 2"), *chain))) > 5


def test_a_questionnaire_has_a_thousand_questions_at_most() -> None:
    assert texts(document(*(asked(f"q{number}") for number in range(1001)))) == [
        "questions: must be at most 1000; a longer questionnaire is no survey by telephone"
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"facts": ["a"]}, "facts: 'a' is the name of something else"),
        ({"facts": ["x", "x"]}, "facts: 'x' is listed twice"),
        ({"groups": [{"name": "a", "label": "A"}]}, "groups a, name: 'a' is also the name of a question"),
        ({"mode": "robot"}, "mode: must be one of interviewer, self"),
        (
            {"choices": [{"name": "yes_no", "options": [{"name": "sealed", "label": "S", "key": "1"}]}]},
            "questions a, choices: 'sealed' is a reserved word",
        ),
        (
            {"choices": [{"name": "yes_no", "options": [{"name": "a b", "label": "S", "key": "1"}]}]},
            "choices yes_no, options a b, name: a choice's name must have up to 30 letters",
        ),
        (
            {
                "consents": [
                    {"name": "c", "question": "a", "answer": "maybe", "purpose": "P", "fields": [], "months": 3}
                ]
            },
            "consents c, answer: a has no choice 'maybe'",
        ),
        (
            {"measures": [{"name": "m", "label": "M", "sentence": "{percent}", "question": "a"}], "overall": "m"},
            "measures m, counts: must name the answers that count",
        ),
        (
            {"measures": [{"name": "m", "label": "M", "sentence": "{percent}", "question": "a", "counts": ["x"]}]},
            "measures m, answer: a has no choice 'x'",
        ),
    ],
)
def test_a_fault_of_other_parts_is_found(fields: dict[str, object], message: str) -> None:
    assert any(message in text for text in texts(document(asked("a"), **fields)))


def test_a_sensitive_question_may_be_optional_or_have_ways_out() -> None:
    assert not texts(document(asked("a", sensitive=True, dk_refused=True), asked("b", sensitive=True, required=False)))
    assert not texts(document(asked("a", sensitive=True, dk_refused=True, other=True)))


def test_what_people_say_in_their_own_words_is_known_later_only_as_empty_or_not() -> None:
    said = asked("said", "text", required=False)
    message = "questions b, relevant: said is a text, of which only whether it is empty is known here"
    found = findings(document(said, asked("b", relevant="contains(${said}, 'bad')")))
    assert [(str(finding), finding.severity) for finding in found] == [(message, Severity.WARNING)]
    for condition in ("${said} != ''", "string-length(${said}) > 0", "not(${said} = 'refused')"):
        assert not texts(document(said, asked("b", relevant=condition)))


REVEALING = [
    "Heddlu De Cymru",
    "am drosedd",
    "a ddioddefwyr",
    "z policji",
    "o przestępstwie",
    "the Police",
    "an offence",
]


@pytest.mark.parametrize("words", REVEALING)
def test_nothing_said_to_anyone_reveals_the_police_in_any_language(words: str) -> None:
    languages = [{"code": code, "name": code} for code in ("en", "cy", "pl")]
    script = {"name": "s", "audience": "anyone", "text": {"en": "Hello", "cy": "Helo", "pl": words}}
    (found,) = texts(document(asked("a"), languages=languages, scripts=[script]))
    assert found.startswith("scripts s, text in 'pl': '")
    assert found.endswith("must not be said to anyone but the person named")
    assert not texts(document(asked("a"), languages=languages, scripts=[script | {"audience": "named_person"}]))
