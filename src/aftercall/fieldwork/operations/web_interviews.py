"""Answering on the web. The interview and its answers are those of a call; only who saves them is different."""

from datetime import datetime

from django.db import transaction

from aftercall.core import audit
from aftercall.core.statements import update_where
from aftercall.dispositions.codes import OBJECTION, REFUSED, Disposition, final_disposition
from aftercall.fieldwork.interviewing import instrument_of
from aftercall.fieldwork.models import Case, Interview, SessionStep, WebEntry
from aftercall.fieldwork.operations.calls import references_of_person
from aftercall.fieldwork.operations.interviews import NewAnswer, begin_or_resume, store_answer
from aftercall.fieldwork.operations.locking import cases_with_references, lock_cases
from aftercall.fieldwork.operations.objecting import close_after_objection, erase_details
from aftercall.fieldwork.operations.web_ends import end_web_entry
from aftercall.fieldwork.operations.web_entries import PERSON, SessionOver, keep_session
from aftercall.fieldwork.queries import NOBODY_HOLDS, answers_in, final_dispositions, web_interview
from aftercall.fieldwork.states import STEPS, CaseAction
from aftercall.suppression import queries as suppression
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import lock_suppression_list, record_objection


@transaction.atomic
def begin_on_web(*, entry: WebEntry, at: datetime) -> Interview:
    """Record that the person read the introduction and agreed. An interview that was begun in a call or in an earlier
    session continues where it stopped. Raises SessionOver."""
    keep_session(entry, at, step=SessionStep.BEGUN)
    interview, again = begin_or_resume(entry.attempt, at)
    details = {"instrument": entry.case.released.release.instrument.reference, "again": again, "on_web": True}
    audit.record(actor=PERSON, action="interview.begun", subject=entry.case.subject, at=at, details=details)
    return interview


@transaction.atomic
def save_web_answer(*, entry: WebEntry, answer: NewAnswer, at: datetime) -> str:
    """Check and store one answer, as `save_answer` does in a call, and mark it as given on the web. Returns its value.
    Raises SessionOver too."""
    keep_session(entry, at)
    interview = web_interview(entry)
    if interview is None:
        raise SessionOver
    return store_answer(interview, answers_in(interview), answer, at, on_web=True)


@transaction.atomic
def finish_on_web(*, entry: WebEntry, at: datetime, stops: bool = False) -> Disposition:
    """End the interview and close the case. The answers decide whether it was complete, partial or a break-off; without
    any, it is a refusal. Returns the case's final disposition. stops: whether the person does not want to go on.

    Somebody who answers that they do not want to be surveyed again is added to the suppression list, as in a call.
    Raises SessionOver.
    """
    references = _lock_person(entry)
    keep_session(entry, at)
    interview, instrument = web_interview(entry), instrument_of(entry.case)
    objects = interview is not None and instrument.objects(answers_in(interview).answers)
    if interview:
        consents = bool(instrument.consents) and not objects
        update_where(Interview, {"ended_at": at, "consents_due": consents}, pk=interview.pk)
    others = references - {entry.case.released.reference}
    closed = close_after_objection(references=others, at=at) if objects else []
    final = _close(entry, at, REFUSED if stops and interview is None else None)
    if objects:
        _record(entry, at)
        erase_details(cases=closed, actor=PERSON, at=at)
    return final


def _lock_person(entry: WebEntry) -> set[str]:
    """Lock all cases of the person, in the order of locking.py. Returns their references."""
    lock_suppression_list()
    references = references_of_person(entry.case.released.reference)
    lock_cases(cases_with_references(references))
    return references


def _record(entry: WebEntry, at: datetime) -> None:
    digests = suppression.digests_of_case(entry.case.released.reference)
    record_objection(digests=digests, source=ObjectionSource.WEB, actor=PERSON, at=at)


def _close(entry: WebEntry, at: datetime, said: Disposition | None) -> Disposition:
    found = final_dispositions([entry.case_id])[entry.case_id]
    final = final_disposition([found.code, said.code]) if said else found
    changes = {
        "state": STEPS[CaseAction.CLOSE].to_state,
        "last_disposition": final.code,
        "final_disposition": final.code,
        "closed_at": at,
        "appointment_at": None,
        "appointment_with": None,
    }
    if not update_where(Case, changes, pk=entry.case_id, state=NOBODY_HOLDS):
        raise SessionOver
    end_web_entry(entry.case)
    details = {"disposition": final.code}
    audit.record(actor=PERSON, action="interview.ended_on_web", subject=entry.case.subject, at=at, details=details)
    return final


@transaction.atomic
def object_on_web(*, entry: WebEntry, at: datetime) -> None:
    """The person never wants to be contacted again: all their cases close, their contact details are erased, and they
    are added to the suppression list, as when they tell an interviewer. Raises SessionOver."""
    references = _lock_person(entry)
    keep_session(entry, at)
    closed = close_after_objection(references=references, at=at)
    end_web_entry(entry.case)
    _record(entry, at)
    details = {"disposition": OBJECTION.code}
    audit.record(actor=PERSON, action="interview.ended_on_web", subject=entry.case.subject, at=at, details=details)
    erase_details(cases=closed, actor=PERSON, at=at)
