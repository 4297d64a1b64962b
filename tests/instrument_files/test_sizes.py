"""Forms that are too large are refused before they are checked."""

from tests.instrument_files.forms import SURVEY, Form, errors

from aftercall.instrument.loading import MOST_QUESTIONS
from aftercall.instrument_files.sizes import MOST_CONDITION_CHARACTERS


def test_a_form_with_too_many_questions_is_refused_at_the_first_too_many() -> None:
    rows = (("text", f"q{number}", "What?") for number in range(MOST_QUESTIONS))
    assert errors(Form().with_sheet("survey", *SURVEY, *rows).compiled()) == [
        f"survey, row {MOST_QUESTIONS + 2}: There are 1,001 questions, notes and calculations. The most is 1,000"
    ]


def test_a_form_with_too_long_conditions_is_refused() -> None:
    condition = " and ".join(["${told} = 'yes'"] * 500)
    count = MOST_CONDITION_CHARACTERS // len(condition) + 1
    rows = (("text", f"q{number}", "What?", None, condition) for number in range(count))
    (message,) = errors(Form().with_sheet("survey", (*SURVEY[0], "relevant"), SURVEY[1], *rows).compiled())
    assert message.startswith(
        f"survey, row {count + 2}: The conditions and calculations up to here have more than 300,"
    )
