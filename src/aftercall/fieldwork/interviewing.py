"""An interview's questionnaire, its outcome, and which of its answers are returned."""

from collections.abc import Mapping

from aftercall.dispositions.codes import BREAK_OFF, COMPLETE, PARTIAL, Disposition
from aftercall.fieldwork.models import Case
from aftercall.instrument.instrument import Instrument
from aftercall.questionnaires.queries import read_instrument

# The value stored for a verbatim. Its text is encrypted, and can be read only while the case's key exists.
SEALED = "sealed"


def instrument_of(case: Case) -> Instrument:
    """The version of the questionnaire with which the case's wave was released."""
    return read_instrument(case.released.release.instrument)


def interview_outcome(instrument: Instrument, answers: Mapping[str, str]) -> Disposition:
    """A complete interview, a partial one if the person got at least halfway through the questionnaire, or a break-off.

    AAPOR's rule for a partial interview is a minimum share of questions answered (Standard Definitions, 10th edition).
    Here it is how far the person got, and half of the way is our choice.
    """
    if instrument.is_complete(answers):
        return COMPLETE
    return PARTIAL if instrument.progress(answers) >= 0.5 else BREAK_OFF


def returned_answers(instrument: Instrument, answers: Mapping[str, str]) -> dict[str, str]:
    """The coded answers on the person's route. Verbatims are not returned: they do not leave the agency."""
    return {question: value for question, value in instrument.on_route(answers).items() if value != SEALED}
