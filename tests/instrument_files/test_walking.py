"""Walking through a questionnaire with given answers."""

from tests.instrument_files.forms import Form

from aftercall.instrument.loading import parse_instrument
from aftercall.instrument_files.walking import in_order_of_questions, walk

FORM = Form().with_sheet(
    "survey",
    ("type", "name", "label", "required", "relevant", "calculation"),
    ("hidden", "modules"),
    ("note", "hello", "Welcome."),
    ("select_one yes_no", "told", "Were you told?", "yes"),
    ("integer", "times", "How often?", "yes", "${told} = 'yes'"),
    ("calculate", "twice", None, None, None, "${times} * 2"),
    ("text", "burgled", "What was taken?", "no", "selected(${modules}, 'burglary')"),
)


def test_the_path_notes_calculations_and_facts() -> None:
    walked = walk(parse_instrument(FORM.document()), [("modules", "burglary"), ("told", "yes"), ("times", "3")])
    assert walked.path == ["hello", "told", "times", "burgled"]
    assert walked.kept == {"hello": "seen", "told": "yes", "times": "3", "twice": "6"}
    assert walked.errors == []


def test_going_back_puts_answers_off_the_path_aside() -> None:
    instrument = parse_instrument(FORM.document())
    events = [("told", "yes"), ("times", "3"), ("told", "no"), ("told", "yes")]
    assert "times" not in walk(instrument, events).kept
    assert walk(instrument, [*events, ("times", "4")]).kept["times"] == "4"


def test_answers_without_an_order_are_given_as_they_are_asked() -> None:
    instrument = parse_instrument(FORM.document())
    events = in_order_of_questions(instrument, [("times", "3"), ("told", "yes"), ("modules", "burglary")])
    assert [name for name, _ in events] == ["modules", "told", "times"]
    assert walk(instrument, events).kept["times"] == "3"


def test_what_is_not_taken_is_said_without_the_answer() -> None:
    walked = walk(parse_instrument(FORM.document()), [("told", "perhaps"), ("tld", "yes"), ("twice", "2")])
    assert walked.errors[1:] == ["There is no question tld", "twice is calculated, not asked"]
    assert walked.errors[0].startswith("told: ")
    assert "perhaps" not in walked.errors[0]
