"""Two versions of a questionnaire compared."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.instrument.tiny import asked, document, tiny

from aftercall.instrument.changes import Change, Effect, Topic
from aftercall.instrument.comparison import Comparison, compare, compare_documents
from aftercall.instrument.expressions.expression import parse_expression
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.languages import Language
from aftercall.instrument.loading import load_instrument, parse_instrument, shipped_document, shipped_names
from aftercall.instrument.measures import Measure
from aftercall.instrument.order_changes import moved
from aftercall.instrument.questions import (
    Administration,
    Audience,
    Choice,
    ConsentTerms,
    Group,
    ObjectionAnswer,
    Question,
    QuestionType,
    ReadOut,
    Script,
)
from aftercall.instrument.scale import Level
from aftercall.instrument.series_breaks import Verdict
from aftercall.instrument.typography import same_words

MEASURE = {
    "name": "happy",
    "label": "Happy",
    "sentence": "{percent} were happy.",
    "question": "happy",
    "counts": ["yes"],
}
BASE = (asked("reported"), asked("happy", relevant="${reported} = 'yes'"), asked("other"))


def of(*questions: dict[str, object], **other: object) -> Instrument:
    return tiny(*questions, **{"measures": [MEASURE], "overall": "happy", **other})


def sentences(comparison: Comparison) -> list[str]:
    return [change.sentence for change in comparison.changes]


def proposed(old: Instrument, new: Instrument) -> tuple[Verdict, str]:
    proposal = compare(old, new).proposals["happy"]
    return proposal.verdict, proposal.reason


@pytest.mark.parametrize("name", shipped_names())
def test_a_version_has_no_changes_from_itself(name: str) -> None:
    comparison = compare_documents(shipped_document(name), shipped_document(name))
    assert comparison.changes == ()
    assert {one.verdict for one in comparison.proposals.values()} <= {Verdict.COMPARABLE}


CONDITION = parse_expression("${reported} = 'no'")
OTHER_CHOICE = Choice("maybe", "Maybe", "3", ReadOut.ALWAYS)
OTHER_QUESTION: Mapping[str, Any] = {
    "type": QuestionType.SELECT_MULTIPLE,
    "label": "Something else?",
    "hint": "A hint",
    "interviewer_note": "A note",
    "read_out": ReadOut.MAY,
    "required": False,
    "max_length": 9,
    "choices": (OTHER_CHOICE,),
    "relevant": CONDITION,
    "constraint": CONDITION,
    "constraint_message": "A message",
    "group": "first",
    "soft_constraint": CONDITION,
    "soft_message": "Are you sure?",
    "calculation": CONDITION,
    "choice_filter": CONDITION,
    "sensitive": True,
    "rotate": True,
    "ways_out": (Choice("refused", "Prefer not to say", "r", ReadOut.NEVER),),
}
OTHER_OPTION: Mapping[str, Any] = {
    "name": "yess",
    "label": "Yes, I am",
    "key": "7",
    "read_out": ReadOut.NEVER,
    "exclusive": True,
    "counts": True,
    "only_if": CONDITION,
    "columns": {"region": "north"},
}
OTHER_MEASURE: Mapping[str, Any] = {
    "label": "Content",
    "sentence": "{percent} said so.",
    "direction": "other",
    "degrees": {"satisfied": "other"},
    "counts": frozenset({"no"}),
}
OTHER_INSTRUMENT: Mapping[str, Any] = {
    "name": "another",
    "title": "Another",
    "minutes": 99,
    "questions": (),
    "measures": {},
    "overall": None,
    "breakdowns": {"sex": "Sex"},
    "scripts": {"closing": Script("closing", Audience.ANYONE, "Goodbye.")},
    "leaves_base": frozenset({Level.REFUSED}),
    "objection": ObjectionAnswer("other", "no"),
    "languages": (Language("en", "English"), Language("cy", "Cymraeg")),
    "language": Language("cy", "Cymraeg"),
    "mode": Administration.SELF,
    "facts": ("category",),
    "groups": {"first": Group("first", "First")},
    "consents": {"contact": ConsentTerms("contact", "other", "yes", "To ring you", ("name",), 3)},
}
# A new version always has another number; a question or a measure under another name is another one.
NO_CHANGE = {(Instrument, "version"), (Question, "name"), (Measure, "name")}


def replaced(cls: type, name: str) -> Instrument:
    """An instrument in which one field of one part is another."""
    base = of(*BASE)
    if cls is Instrument:
        return replace(base, **{name: OTHER_INSTRUMENT[name]})
    if cls is Measure:
        return replace(base, measures={"happy": replace(base.measures["happy"], **{name: OTHER_MEASURE[name]})})
    first, happy, last = base.questions
    if cls is Question:
        return replace(base, questions=(first, replace(happy, **{name: OTHER_QUESTION[name]}), last))
    yes, no = happy.choices
    return replace(
        base, questions=(first, replace(happy, choices=(replace(yes, **{name: OTHER_OPTION[name]}), no)), last)
    )


@pytest.mark.parametrize(
    ("cls", "name"),
    [
        (cls, field.name)
        for cls in (Instrument, Measure, Question, Choice)
        for field in fields(cls)
        if (cls, field.name) not in NO_CHANGE
    ],
)
def test_every_field_that_changes_has_a_sentence(cls: type, name: str) -> None:
    found = sentences(compare(of(*BASE), replaced(cls, name)))
    assert found
    assert all(one[0].isupper() and one.endswith((".", "’")) for one in found), found


def test_scripts_groups_and_consents_are_compared_part_by_part() -> None:
    old = replace(of(*BASE), **{name: OTHER_INSTRUMENT[name] for name in ("scripts", "groups", "consents")})
    new = replace(
        old,
        scripts={"closing": Script("closing", Audience.NAMED_PERSON, "Thank you.")},
        groups={"first": Group("first", "The first")},
        consents={"contact": ConsentTerms("contact", "happy", "no", "To write to you", ("phone",), 6)},
    )
    found = sentences(compare(old, new))
    assert "The script ‘closing’ changed from ‘Goodbye.’ to ‘Thank you.’." in found
    assert "The heading of the group ‘first’ changed from ‘First’ to ‘The first’." in found
    assert len([one for one in found if "consent ‘contact’" in one]) == 4


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Don't you think so?", "Don’t you think so", True),
        ("Very  satisfied", "Very satisfied", True),
        ("e-mail (or letter)", "email, or letter", True),
        ("aged 16-24", "aged 16–24", True),
        ("aged 16-24", "aged 1624", False),
        ("1.5 hours", "15 hours", False),
        ("the police", "the Police", False),
        ("50% of it", "50 of it", False),
        ("and/or", "and or", False),
        ("satisfied", "dissatisfied", False),
    ],
)
def test_only_quotation_marks_spaces_and_punctuation_are_typography(one: str, other: str, *, same: bool) -> None:
    assert same_words(one, other) is same


def test_a_changed_stem_breaks_the_series_and_typography_does_not() -> None:
    old = of(*BASE)
    reworded = of(BASE[0], BASE[1] | {"label": "Are you glad?"}, BASE[2])
    set_otherwise = of(BASE[0], BASE[1] | {"label": "Happy"}, BASE[2])
    assert proposed(old, reworded)[0] is Verdict.SERIES_BREAK
    assert "from ‘happy?’ to ‘Are you glad?’" in proposed(old, reworded)[1]
    old = of(BASE[0], BASE[1] | {"label": "Happy?"}, BASE[2])
    verdict, reason = proposed(old, set_otherwise)
    assert verdict is Verdict.COMPARABLE
    assert "only in quotation marks, spaces or punctuation" in reason


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({"hint": "Think of today"}, Verdict.COMPARABLE),
        ({"interviewer_note": "Wait"}, Verdict.COMPARABLE),
        ({"soft_constraint": ". = 'yes'", "soft_message": "Sure?"}, Verdict.COMPARABLE),
        ({"relevant": "${reported} = 'no'"}, Verdict.SERIES_BREAK),
        ({"type": "select_multiple yes_no"}, Verdict.SERIES_BREAK),
        ({"dk_refused": True}, Verdict.SERIES_BREAK),
        ({"required": False}, Verdict.SERIES_BREAK),
        ({"rotate": True}, Verdict.SERIES_BREAK),
    ],
)
def test_what_breaks_a_series_and_what_is_only_named(change: dict[str, object], verdict: Verdict) -> None:
    found, reason = proposed(of(*BASE), of(BASE[0], BASE[1] | change, BASE[2]))
    assert (found, bool(reason)) == (verdict, True)


def test_another_question_before_it_is_named_and_one_after_it_is_not() -> None:
    old, first = of(*BASE), asked("first")
    verdict, reason = proposed(old, of(first, *BASE))
    assert verdict is Verdict.COMPARABLE
    assert "Questions before it were changed, added, removed or moved: ‘first?’" in reason
    assert proposed(old, of(*BASE, first)) == (
        Verdict.COMPARABLE,
        "Nothing changed about what people are asked for it.",
    )


def test_a_changed_question_that_decides_who_is_asked_breaks_the_series() -> None:
    verdict, reason = proposed(of(*BASE), of(BASE[0] | {"label": "Did you ring us?"}, *BASE[1:]))
    assert verdict is Verdict.SERIES_BREAK
    assert reason.startswith("Who is asked depends on another question.")


def test_an_answer_stored_under_another_name_is_still_the_same_answer() -> None:
    renamed = {"name": "yes_no", "options": [{"name": "reported", "label": "Yes", "key": "1"}, NO]}
    questions = (asked("reported"), asked("happy", "select_one colours", relevant="${reported} = 'yes'"))
    new = (questions[0], questions[1] | {"relevant": "${reported} = 'reported'"})
    measures = {"measures": [MEASURE | {"counts": ["red"]}]}
    colours = document()["choices"][1]  # type: ignore[index]  # the list of colours
    verdict, reason = proposed(of(*questions, **measures), of(*new, choices=[renamed, colours], **measures))
    assert verdict is Verdict.COMPARABLE
    assert "Who is asked is stored differently" in reason


NO = {"name": "no", "label": "No", "key": "2"}


def test_the_order_of_answers_that_nobody_hears_breaks_nothing() -> None:
    options = [
        {"name": name, "label": name, "key": str(key)} for key, name in enumerate(("yes", "no", "unsure", "unclear"))
    ]
    options[2]["read_out"] = options[3]["read_out"] = "never"
    orders = [[0, 1, 3, 2], [1, 0, 2, 3]]
    lists = [[{"name": "yes_no", "options": [options[at] for at in order]}] for order in ([0, 1, 2, 3], *orders)]
    old, unheard, heard = (of(asked("happy"), choices=choices) for choices in lists)
    assert proposed(old, unheard)[0] is Verdict.COMPARABLE
    assert "The answers that are not read out are now in this order: ‘unclear’, ‘unsure’." in proposed(old, unheard)[1]
    assert proposed(old, heard)[0] is Verdict.SERIES_BREAK


def test_who_is_asked_is_said_in_words() -> None:
    new = of(BASE[0], asked("happy"), BASE[2])
    assert sentences(compare(of(*BASE), new)) == [
        "Who is asked changed. Before: only if the answer to ‘reported?’ is ‘Yes’. Now: everyone."
    ]


def test_spaces_within_a_condition_change_nothing() -> None:
    assert not compare(of(*BASE), of(BASE[0], asked("happy", relevant="${reported}='yes'"), BASE[2])).changes


def test_another_language_is_compared_too_and_never_breaks_a_series() -> None:
    languages = [{"code": "en", "name": "English"}, {"code": "cy", "name": "Cymraeg"}]

    def in_welsh(text: str) -> dict[str, object]:
        question = asked("happy") | {"label": {"en": "Happy?", "cy": text}}
        return document(question, languages=languages, measures=[MEASURE], overall="happy")

    comparison = compare_documents(in_welsh("Hapus?"), in_welsh("Ydych chi’n hapus?"))
    assert sentences(comparison) == ["In Welsh: the wording changed from ‘Hapus?’ to ‘Ydych chi’n hapus?’."]
    assert comparison.proposals["happy"].verdict is Verdict.COMPARABLE
    assert comparison.proposals["happy"].reason.endswith(comparison.changes[0].sentence[1:])


def test_long_texts_are_cut_to_what_differs() -> None:
    words = " ".join(f"word{number}" for number in range(60))
    old, new = (tiny(asked("happy", label=f"{words} {middle} {words}")) for middle in ("before", "after"))
    (change,) = compare(old, new).changes
    assert change == Change(
        Topic.WORDING,
        "The wording changed from ‘… word56 word57 word58 word59 before word0 word1 word2 word3 …’ to "
        "‘… word56 word57 word58 word59 after word0 word1 word2 word3 …’.",
        Effect.BREAK,
        "happy",
        is_text=True,
    )


@given(st.permutations("abcdefg"), st.sets(st.sampled_from("abcdefg")))
def test_the_fewest_questions_are_said_to_have_moved(order: list[str], dropped: set[str]) -> None:
    before, now = list("abcdefg"), [name for name in order if name not in dropped]
    names = moved(before, now)
    stay = [name for name in now if name not in names]
    assert stay == [name for name in before if name in stay]
    assert not names or sorted(now) != now


def test_the_changes_of_each_question_are_under_what_it_asks() -> None:
    new = of(BASE[0] | {"hint": "A hint"}, *BASE[1:], title="New")
    assert [(label, len(changes)) for label, changes in compare(of(*BASE), new).by_question()] == [
        ("reported?", 1),
        ("", 1),
    ]


def test_shipped_versions_can_be_compared_in_every_language() -> None:
    comparison = compare_documents(shipped_document("victim_satisfaction_1"), shipped_document("victim_satisfaction_2"))
    assert {one.verdict for one in comparison.proposals.values()} == {Verdict.COMPARABLE}
    assert parse_instrument(shipped_document("victim_satisfaction_2")) == load_instrument("victim_satisfaction_2")
