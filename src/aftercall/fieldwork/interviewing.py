"""An interview's questionnaire, what has been answered so far, its outcome, and which answers are returned."""

from collections.abc import Iterable

from aftercall.core.dates import local_day
from aftercall.dispositions.codes import BREAK_OFF, COMPLETE, PARTIAL, Disposition
from aftercall.fieldwork.models import Case, Interview
from aftercall.handover.answers import AnswersKey
from aftercall.instrument.answers import TODAY
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question
from aftercall.instrument.routing import Folded
from aftercall.questionnaires.queries import read_instrument

# The value stored for a verbatim. Its text is encrypted, and can be read only while the case's key exists.
SEALED = "sealed"
_MODULES = "modules"


def instrument_of(case: Case, language: str = "") -> Instrument:
    """The version of the questionnaire with which the case's wave was released. language: the code of the language to
    read it in; if the questionnaire does not have it, its first one."""
    instrument = read_instrument(case.released.release.instrument)
    if language not in {known.code for known in instrument.languages}:
        return instrument
    return read_instrument(case.released.release.instrument, language)


def given_answers(
    instrument: Instrument, interview: Interview, events: Iterable[tuple[str, str]], key: AnswersKey | None
) -> Folded:
    """What an interview's answers come to. events: question and value, in the order in which they were given; key: that
    of the case, None once it has been destroyed."""
    return instrument.fold(events, _facts(instrument, interview, key))


def _facts(instrument: Instrument, interview: Interview, key: AnswersKey | None) -> dict[str, str]:
    """What is known before the interview. The day is that of the consent, so that the route stays the same."""
    released = interview.case.released
    facts = {"category": released.category, TODAY: local_day(interview.consented_at).isoformat()}
    if _MODULES in instrument.facts and key:
        facts[_MODULES] = key.open_modules(released.sealed_modules)
    return facts


def interview_outcome(instrument: Instrument, given: Folded) -> Disposition:
    """A complete interview, a partial one if the person got at least halfway through the questionnaire, or a break-off.

    AAPOR's rule for a partial interview is a minimum share of questions answered (Standard Definitions, 10th edition).
    Here it is how far the person got, and half of the way is our choice.
    """
    if instrument.is_complete(given.answers):
        return COMPLETE
    return PARTIAL if instrument.progress(given.answers) >= 0.5 else BREAK_OFF


def returned_answers(instrument: Instrument, given: Folded) -> dict[str, str]:
    """The answers that count, and the facts that decide which do. Of a verbatim only SEALED is returned, which says
    that something was said, because routes may depend on it; the words do not leave the agency."""
    facts = {name: value for name, value in given.facts.items() if name in instrument.facts}
    return facts | dict(given.counted)


def question_on_route(instrument: Instrument, given: Folded, name: str) -> Question | None:
    """The question of this name if it is on the route so far, or None."""
    return next((question for question in instrument.path(given.answers) if question.name == name), None)
