import pytest
from tests.instrument.tiny import asked, tiny

from aftercall.instrument.routing_words import who_is_asked


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("${a} = 'yes'", "the answer to ‘a?’ is ‘Yes’"),
        ("${a} != ''", "the answer to ‘a?’ is not empty"),
        ("${a} = 'refused'", "the answer to ‘a?’ is ‘Prefer not to say’"),
        (
            "not(${n} < 16) and ${a} = 'no'",
            "it is not the case that the answer to ‘n?’ is below 16 and the answer to ‘a?’ is ‘No’",
        ),
        ("${n} = 1 or ${n} >= 3", "either the answer to ‘n?’ is 1 or the answer to ‘n?’ is at least 3"),
        ("selected(${c}, 'red')", "the answer to ‘c?’ includes ‘red’"),
        ("selected(${modules}, 'hate')", "‘modules’, which is known beforehand, includes hate"),
        ("count-selected(${c}) > 1", "the number of choices in the answer to ‘c?’ is above 1"),
        ("string-length(${a}) <= 2", "the length of the answer to ‘a?’ is at most 2"),
        ("today() - ${d} > 7", "the day of the interview minus the answer to ‘d?’ is above 7"),
        ("${n} mod 2 = -1", "the answer to ‘n?’ modulo 2 is minus 1"),
        ("contains(${a}, 'e')", "the answer to ‘a?’ contains e"),
        ("(${a} = 'yes') = true()", "whether the answer to ‘a?’ is ‘Yes’ is true"),
    ],
)
def test_a_condition_is_put_into_words(condition: str, words: str) -> None:
    instrument = tiny(
        asked("a", dk_refused=True),
        asked("n", "integer"),
        asked("c", "select_multiple colours"),
        asked("d", "date"),
        asked("q", relevant=condition),
        facts=["modules"],
    )
    assert who_is_asked(instrument, instrument.question["q"]) == f"only if {words}"


def test_a_question_without_a_condition_is_for_everyone() -> None:
    instrument = tiny(asked("a"))
    assert who_is_asked(instrument, instrument.question["a"]) == "everyone"
