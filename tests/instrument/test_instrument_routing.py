from hypothesis import given, settings
from hypothesis import strategies as st
from tests.instrument.tiny import asked, tiny

from aftercall.instrument.instrument import Instrument


def names(instrument: Instrument, answers: dict[str, str]) -> list[str]:
    return [question.name for question in instrument.path(answers)]


def test_questions_come_one_after_another() -> None:
    instrument = tiny(asked("a"), asked("b"))
    assert names(instrument, {}) == ["a"]
    assert names(instrument, {"a": "yes"}) == ["a", "b"]
    assert instrument.next_question({"a": "yes", "b": "no"}) is None


def test_a_question_is_skipped_when_it_is_not_relevant() -> None:
    instrument = tiny(asked("a"), asked("b", relevant="${a} = 'yes'"), asked("c"))
    assert names(instrument, {"a": "no"}) == ["a", "c"]
    assert names(instrument, {"a": "yes"}) == ["a", "b"]


def test_a_changed_answer_takes_what_depended_on_it_off_the_route() -> None:
    instrument = tiny(asked("a"), asked("b", relevant="${a} = 'yes'"), asked("c", relevant="${b} = 'yes'"), asked("d"))
    answers = {"a": "no", "b": "yes", "c": "yes", "d": "yes"}
    assert instrument.on_route(answers) == {"a": "no", "d": "yes"}
    assert instrument.is_complete(answers)


def test_a_changed_answer_leads_back_to_the_question_that_is_now_missing() -> None:
    instrument = tiny(asked("a"), asked("b", relevant="${a} = 'yes'"), asked("c"))
    answers = {"a": "yes", "c": "no"}
    following = instrument.next_question(answers)
    assert following is not None
    assert following.name == "b"
    assert instrument.on_route(answers) == answers  # the later answer is kept, and not asked again


def test_a_condition_on_several_selected_choices() -> None:
    instrument = tiny(asked("a", "select_multiple colours"), asked("b", relevant="selected(${a}, 'red')"))
    assert names(instrument, {"a": "red blue"}) == ["a", "b"]
    assert names(instrument, {"a": "blue"}) == ["a"]


def test_an_empty_answer_to_an_optional_question_is_an_answer() -> None:
    instrument = tiny(asked("a", "text", required=False), asked("b"))
    assert names(instrument, {"a": ""}) == ["a", "b"]


def test_an_answer_to_an_unknown_question_is_dropped() -> None:
    assert tiny(asked("a")).on_route({"a": "yes", "z": "yes"}) == {"a": "yes"}


def test_progress_goes_from_0_to_1() -> None:
    instrument = tiny(asked("a"), asked("b", relevant="${a} = 'yes'"), asked("c"), asked("d"))
    steps = [{}, {"a": "no"}, {"a": "no", "c": "no"}, {"a": "no", "c": "no", "d": "no"}]
    assert [instrument.progress(answers) for answers in steps] == [0, 0.5, 0.75, 1]


_CONDITIONS = st.sampled_from(["", "yes", "no"])


@settings(deadline=None)
@given(st.data(), st.integers(1, 8))
def test_every_interview_ends_and_asks_no_question_twice(data: st.DataObject, size: int) -> None:
    questions = [asked("q0")]
    for number in range(1, size):
        earlier = data.draw(st.integers(0, number - 1))
        wanted = data.draw(_CONDITIONS)
        relevant = {"relevant": f"${{q{earlier}}} = '{wanted}'"} if wanted else {}
        questions.append(asked(f"q{number}", **relevant))
    instrument = tiny(*questions)
    answers: dict[str, str] = {}
    while (question := instrument.next_question(answers)) is not None:
        assert question.name not in answers
        before = instrument.progress(answers)
        answers[question.name] = data.draw(st.sampled_from(["yes", "no"]))
        assert instrument.progress(answers) > before
    assert instrument.on_route(answers) == answers
    assert [question.name for question in instrument.path(answers)] == list(answers)
