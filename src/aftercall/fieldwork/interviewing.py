"""What an interview's answers come to."""

from collections.abc import Mapping
from functools import cache

from aftercall.dispositions.codes import BREAK_OFF, COMPLETE, PARTIAL, Disposition
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.loading import load_instrument

# Stands for text in the person's own words, which is readable only while the case's key exists.
SEALED = "sealed"


@cache
def instrument_named(name: str) -> Instrument:
    """A questionnaire, read from its file once: a version never changes."""
    return load_instrument(name)


def interview_outcome(instrument_name: str, answers: Mapping[str, str]) -> Disposition:
    """Complete, or else partial where at least half of the questions on the person's route were answered, or else a
    break-off.

    The share is AAPOR's rule (Standard Definitions, 10th edition, on partial interviews); a half is this programme's
    choice.
    """
    instrument = instrument_named(instrument_name)
    if instrument.is_complete(answers):
        return COMPLETE
    return PARTIAL if instrument.progress(answers) >= 0.5 else BREAK_OFF


def returned_answers(instrument_name: str, answers: Mapping[str, str]) -> dict[str, str]:
    """The coded answers on the route that was taken. What the person said in their own words does not leave the
    agency."""
    on_route = instrument_named(instrument_name).on_route(answers)
    return {question: value for question, value in on_route.items() if value != SEALED}
