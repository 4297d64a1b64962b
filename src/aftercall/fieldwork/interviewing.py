"""An interview's questionnaire, its outcome, and the answers of it that are returned."""

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

    A minimum share of answered questions is AAPOR's rule for partial interviews (Standard Definitions, 10th edition);
    a half is this programme's choice.
    """
    if instrument.is_complete(answers):
        return COMPLETE
    return PARTIAL if instrument.progress(answers) >= 0.5 else BREAK_OFF


def returned_answers(instrument: Instrument, answers: Mapping[str, str]) -> dict[str, str]:
    """The coded answers on the person's route. Verbatims are not returned: they do not leave the agency."""
    return {question: value for question, value in instrument.on_route(answers).items() if value != SEALED}
