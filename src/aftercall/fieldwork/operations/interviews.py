"""Interviewing during a call: starting or resuming, saving answers, and finishing."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit, vault
from aftercall.core.dates import local_day
from aftercall.core.errors import Refused
from aftercall.core.statements import insert, select, update_where
from aftercall.dispositions.codes import Disposition
from aftercall.fieldwork.call_limits import require_minimum_length
from aftercall.fieldwork.free_text import encrypt_text
from aftercall.fieldwork.interviewing import (
    SEALED,
    instrument_of,
    interview_outcome,
    question_on_route,
)
from aftercall.fieldwork.models import Answer, Attempt, Case, Interview
from aftercall.fieldwork.operations.after_call import EndedCall
from aftercall.fieldwork.operations.calls import end_call, require_active_call
from aftercall.fieldwork.operations.locking import cases_with_references, lock_case, lock_cases
from aftercall.fieldwork.operations.objecting import close_after_objection, erase_details
from aftercall.fieldwork.overridden_checks import count_overridden
from aftercall.fieldwork.queries import answers_in, answers_while_held
from aftercall.handover.answers import AnswersKey
from aftercall.instrument.answers import LEFT_EMPTY, TODAY
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.questions import Question, QuestionType
from aftercall.instrument.routing import Folded
from aftercall.questionnaires.asking.entered import Entered, check_entered
from aftercall.suppression import queries as suppression
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import lock_suppression_list, record_objection


@transaction.atomic
def confirm_can_talk(*, attempt: Attempt, interviewer: User, at: datetime) -> None:
    """Record that the person said that they can talk freely. Only then may the police be mentioned. Recording it again
    changes nothing."""
    require_active_call(attempt, interviewer)
    if not update_where(Attempt, {"can_talk_at": at}, pk=attempt.pk, ended_at=None, can_talk_at=None):
        return
    attempt.can_talk_at = at
    details = {"attempt": attempt.number}
    audit.record(actor=interviewer, action="call.can_talk", subject=attempt.case.subject, at=at, details=details)


@transaction.atomic
def begin_interview(*, attempt: Attempt, interviewer: User, at: datetime) -> Interview:
    """Record that the person heard the introduction and agreed to an interview. One that was interrupted continues
    where it stopped. Refused until the person has said that they can talk freely."""
    require_active_call(attempt, interviewer)
    if attempt.can_talk_at is None:
        raise Refused("Ask first whether the person can talk freely")
    case = attempt.case
    lock_case(case.pk)  # so that the same button pressed twice begins one interview
    instrument = case.released.release.instrument
    interview, again = begin_or_resume(attempt, at)
    details = {"attempt": attempt.number, "instrument": instrument.reference, "again": again}
    audit.record(actor=interviewer, action="interview.begun", subject=case.subject, at=at, details=details)
    return interview


def begin_or_resume(attempt: Attempt, at: datetime) -> tuple[Interview, bool]:
    """The interview of the attempt's case, within the caller's transaction, which has locked the case; and whether it
    had been begun before."""
    again = update_where(Interview, {"attempt": attempt.pk}, case=attempt.case_id) == 1
    return (_interview_of(attempt.case) if again else _new_interview(attempt, at)), again


def _interview_of(case: Case) -> Interview:
    [interview] = select(Interview, "WHERE case_id = %s", [case.pk])
    interview.case = case
    return interview


def _new_interview(attempt: Attempt, at: datetime) -> Interview:
    interview = Interview(case=attempt.case, attempt=attempt, consented_at=at, seed=secrets.randbits(31))
    insert(interview)
    return interview


class WrongAnswer(Refused):
    """An answer that cannot be right. language: the code of that of the text."""

    def __init__(self, text: str, language: str) -> None:
        super().__init__(text)
        self.language = language


class UnlikelyAnswer(Refused):
    """An answer was not saved, because it is unlikely. It is saved once the interviewer confirms it."""


@dataclass(frozen=True)
class NewAnswer:
    """What was entered for a question. language: the code of that of the questionnaire's messages; confirmed: whether
    it is to be saved although a soft check doubts it."""

    question: str
    entered: Entered
    language: str = ""
    confirmed: bool = False


@transaction.atomic
def save_answer(
    *,
    interview: Interview,
    question: str,
    raw: str | Entered,
    interviewer: User,
    at: datetime,
    language: str = "",
    confirmed: bool = False,
) -> str:
    """Check and store one answer, and return its value. Rows are only ever added, so replaced answers stay on record.
    raw: what was entered, or only what was typed.

    Saving the same coded answer again adds nothing. Refused if the question is not on the person's route, for example
    because the page is out of date; as WrongAnswer if a check fails; as UnlikelyAnswer if only a soft check fails,
    unless the interviewer has `confirmed` the answer, which is then recorded with it. language: the code of that of the
    questionnaire's messages.
    """
    given = answers_while_held(interview, interviewer, _answers_key(interview))
    if given is None:
        raise Refused("You are no longer working on this case, so the answer was not saved. Open the next case")
    entered = raw if isinstance(raw, Entered) else Entered(raw)
    return store_answer(interview, given, NewAnswer(question, entered, language, confirmed), at)


def store_answer(interview: Interview, given: Folded, answer: NewAnswer, at: datetime, *, on_web: bool = False) -> str:
    """Check and store one answer within the caller's transaction, and return its value. given: the answers so far.
    on_web: whether the person gave it there. Refused as in `save_answer`."""
    key, question = _answers_key(interview), answer.question
    checked = _check_answer(instrument_of(interview.case, answer.language), given, question, answer.entered, at)
    if checked.text or given.counted.get(question) != checked.value:
        if checked.warning and not answer.confirmed:
            raise UnlikelyAnswer(checked.warning)
        encrypted = encrypt_text(interview.case, checked.text, about=question)
        sealed = key.seal_answer(question, checked.value, confirmed=bool(checked.warning), on_web=on_web)
        insert(Answer(interview=interview, sealed_answer=sealed, sealed_text=encrypted, at=at))
        if checked.warning:
            count_overridden(interview.case.wave_id, question)
    return checked.value


def _answers_key(interview: Interview) -> AnswersKey:
    try:
        return AnswersKey.of(interview.case.released)
    except vault.NoSuchKey:
        raise Refused("This person’s answers have been withdrawn. End the call and open the next case") from None


@dataclass(frozen=True)
class _CheckedAnswer:
    """The value to store and, separately, the text of a verbatim. warning: of a soft check."""

    value: str
    text: str
    warning: str


def _check_answer(instrument: Instrument, given: Folded, name: str, entered: Entered, at: datetime) -> _CheckedAnswer:
    question = question_on_route(instrument, given, name)
    if question is None:
        raise Refused(
            "This question no longer applies, because an earlier answer was changed. Continue from the question shown"
        )
    known = given.answers | {TODAY: local_day(at).isoformat()}
    checked = check_entered(instrument, question, entered, known)
    if checked.problem:
        raise WrongAnswer(checked.problem, checked.language)
    value, warning = checked.value or "", checked.warning or ""
    if _is_verbatim(question, value):
        return _CheckedAnswer(SEALED, value, warning)
    return _CheckedAnswer(value, "", warning)


def _is_verbatim(question: Question, value: str) -> bool:
    coded = {LEFT_EMPTY, *(choice.name for choice in question.ways_out)}
    return question.type is QuestionType.TEXT and value not in coded


@transaction.atomic
def finish_interview(*, attempt: Attempt, interviewer: User, at: datetime) -> Disposition:
    """End the interview and the call. The answers decide whether it was complete, partial or a break-off.

    Someone who asks not to be surveyed again is added to the suppression list. Their answers still count, but nothing
    that they agreed to is kept. What others agreed to becomes records in the night (see fieldwork.agreeing). Refused
    too soon after dialling, unless they object.
    """
    interview = _begun_or_resumed_in(attempt)
    if interview is None:
        raise Refused("The interview has not started in this call. Read the introduction first")
    instrument, given = instrument_of(attempt.case), answers_in(interview)
    outcome = interview_outcome(instrument, given)
    objects = instrument.objects(given.answers)
    if objects:
        lock_suppression_list()
    else:
        require_minimum_length(attempt, at)
    update_where(Interview, {"ended_at": at}, pk=interview.pk, ended_at=None)
    ended = EndedCall(attempt, outcome, at)
    if objects:
        _end_call_with_objection(ended, interviewer)
    elif end_call(ended, interviewer) and instrument.consents:
        update_where(Interview, {"consents_due": True}, pk=interview.pk)
    return outcome


def _begun_or_resumed_in(attempt: Attempt) -> Interview | None:
    interview = next(iter(select(Interview, "WHERE attempt_id = %s", [attempt.pk])), None)
    if interview is not None:
        interview.case = attempt.case
    return interview


def _end_call_with_objection(ended: EndedCall, interviewer: User) -> None:
    """End the call, close the person's other cases and erase their contact details.

    The key of this case is kept until the end of retention, because it also encrypts what the person said in their own
    words.
    """
    reference = ended.attempt.case.released.reference
    digests = suppression.digests_of_case(reference)
    references = {reference, *suppression.cases_matching(digests)}
    lock_cases(cases_with_references(references))
    others = close_after_objection(references=references - {reference}, at=ended.at)
    if end_call(ended, interviewer):
        record_objection(digests=digests, source=ObjectionSource.CALL, actor=interviewer, at=ended.at)
        erase_details(cases=others, actor=interviewer, at=ended.at)
