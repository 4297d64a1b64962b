from bench.questionnaire import document, ours, rivals, xform

from aftercall.instrument.loading import parse_instrument


def test_the_two_programs_that_are_compared_ask_the_same_questions() -> None:
    asked, one_more, again = ours(parse_instrument(document()))
    asked_there, times = rivals(xform())
    assert asked == asked_there
    assert len(asked) == len(one_more) == len(again) == len(times) == 50
