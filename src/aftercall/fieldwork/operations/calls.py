"""Making a call: decrypting the contact details, dialling, and recording the outcome."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from aftercall.accounts.models import User
from aftercall.core import audit, vault
from aftercall.core.errors import Refused
from aftercall.core.statements import insert, update_where
from aftercall.dispositions.codes import OBJECTION, OFFERED, OUTCOME_LOST, Disposition
from aftercall.fieldwork.call_limits import (
    alert_about_quota,
    calls_within_hour,
    quota_is_used_up,
    quota_refused,
    require_minimum_length,
)
from aftercall.fieldwork.free_text import NEEDS, NOTE, encrypt_text
from aftercall.fieldwork.models import Attempt, Case, Phone
from aftercall.fieldwork.operations.after_call import EndedCall, close_or_put_back
from aftercall.fieldwork.operations.locking import cases_with_references, lock_case, lock_cases
from aftercall.fieldwork.operations.objecting import close_after_objection, erase_details
from aftercall.fieldwork.operations.objectors import closing_if_objected, require_no_objection
from aftercall.fieldwork.operations.web_ends import end_web_entry
from aftercall.fieldwork.policies import require_calling_hours_and_window, require_holder, require_valid_appointment
from aftercall.fieldwork.queries import attempt_in_progress_on, attempts_with_case
from aftercall.handover.schedule import Contact, contact_is_erased, decrypt_contact
from aftercall.suppression import queries as suppression
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import lock_suppression_list, record_objection


@dataclass(frozen=True)
class StartedCall:
    """The attempt that was recorded, and the decrypted contact details, which are shown to the interviewer and not
    stored."""

    attempt: Attempt
    contact: Contact


def start_call(*, case: Case, interviewer: User, at: datetime, phone: Phone = Phone.FIRST) -> StartedCall:
    """Decrypt the contact details, and record an attempt as the interviewer dials.

    A repeated request, concurrent or later, gets the call already in progress and makes no second attempt. Refused
    outside the calling hours or the contact window, if the details have been erased, if this number cannot be used, to
    users who do not hold the case, and to those who have made as many calls within the hour as are allowed. If the
    person is on the suppression list, their case is closed.
    """
    require_holder(case, interviewer)
    require_calling_hours_and_window(case, at)
    contact = _decrypt_contact(case)
    _require_usable_number(case, contact, phone)
    try:
        attempt = closing_if_objected(lambda: _dial(case, contact, interviewer, phone, at), at=at)
    except IntegrityError:
        attempt = _attempt_in_progress(case, interviewer)
    return StartedCall(attempt, contact)


def _decrypt_contact(case: Case) -> Contact:
    try:
        return decrypt_contact(case.released)
    except vault.NoSuchKey:
        raise Refused("This person's details have been erased. Put the case back and open the next one") from None


def _require_usable_number(case: Case, contact: Contact, phone: Phone) -> None:
    if phone == Phone.SECOND and not contact.phone_alt:
        raise Refused("There is no second number for this person")
    if phone == Phone.FIRST and case.main_number_failed:
        raise Refused("The first number does not reach this person. Use the second one")


@transaction.atomic
def _dial(case: Case, contact: Contact, interviewer: User, phone: Phone, at: datetime) -> Attempt:
    number = case.attempts_made + 1
    changes = {"attempts_made": number, "claimed_at": at}
    if not update_where(Case, changes, pk=case.pk, claimed_by=interviewer.pk, attempts_made=number - 1):
        return _attempt_in_progress(case, interviewer)
    require_no_objection(case)
    end_web_entry(case)
    earlier = calls_within_hour(interviewer, at)
    if quota_is_used_up(earlier):
        raise quota_refused(interviewer, at)
    case.attempts_made = number
    is_last_number = not contact.phone_alt or case.main_number_failed or contact.phone_alt == contact.phone
    attempt = Attempt(
        case=case, number=number, interviewer=interviewer, phone=phone, last_number=is_last_number, started_at=at
    )
    insert(attempt)
    details = {"attempt": attempt.number, "phone": phone.value}
    audit.record(actor=interviewer, action="call.started", subject=case.subject, at=at, details=details)
    if quota_is_used_up(earlier + 1):
        alert_about_quota(interviewer=interviewer, calls=earlier + 1, at=at)
    return attempt


@transaction.atomic
def _attempt_in_progress(case: Case, interviewer: User) -> Attempt:
    """The attempt that a concurrent or earlier request of this interviewer started. Refused if there is none."""
    lock_case(case.pk)
    attempt = attempt_in_progress_on(case)
    if attempt is None or attempt.interviewer_id != interviewer.pk:
        case.refresh_from_db()
        require_holder(case, interviewer)
        raise Refused("The call has already ended. Go back to your case")
    return attempt


def view_contact(*, attempt: Attempt, interviewer: User, at: datetime) -> Contact:
    """Decrypt the contact details again during the call. The audit log records each time. If the person is on the
    suppression list, their case is closed and this is refused.

    The call is read again, and its case locked, because the person may have opted out since: their details are kept for
    the cooling time, and must not be shown.
    """
    return closing_if_objected(lambda: _view_contact(attempt, interviewer, at), at=at)


@transaction.atomic
def _view_contact(attempt: Attempt, interviewer: User, at: datetime) -> Contact:
    attempt = _locked(attempt)
    require_active_call(attempt, interviewer)
    require_no_objection(attempt.case)
    contact = _decrypt_contact(attempt.case)
    subject = attempt.case.subject
    audit.record(actor=interviewer, action="contact.seen", subject=subject, at=at, details={"attempt": attempt.number})
    return contact


def _locked(attempt: Attempt) -> Attempt:
    lock_case(attempt.case_id)
    return attempts_with_case().get(pk=attempt.pk)


def require_active_call(attempt: Attempt, interviewer: User) -> None:
    """Refused unless this is the interviewer's own call and it is still in progress."""
    require_holder(attempt.case, interviewer)
    if attempt.interviewer_id != interviewer.pk or attempt.ended_at is not None:
        raise Refused("This call has ended, so nothing was saved. Open the next case")


@transaction.atomic
def record_outcome(
    *,
    attempt: Attempt,
    disposition: Disposition,
    interviewer: User,
    at: datetime,
    appointment_at: datetime | None = None,
    note: str = "",
    needs: str | None = None,
) -> None:
    """End the call with its outcome. The interviewer gives up the case, which closes or goes back to the queue.
    needs: what helps the person to communicate; None leaves what was recorded before.

    Saving the same outcome again changes nothing. After an objection, the person is added to the suppression list,
    every case recognised as theirs is closed, and its contact details are erased. Refused if a required note or
    appointment is missing, if the appointment can't be kept, or, except for an objection, too soon after dialling.
    """
    if disposition not in (*OFFERED, OBJECTION):
        raise Refused("Choose one of the outcomes on the page")
    if not disposition.is_objection:
        require_minimum_length(attempt, at)
    require_note_and_appointment(attempt, disposition, at, appointment_at, note)
    ended = end_call(EndedCall(attempt, disposition, at, appointment_at), interviewer, note)
    if ended and needs is not None and not disposition.is_objection:
        sealed = encrypt_text(attempt.case, needs.strip(), about=NEEDS)
        update_where(Case, {"sealed_needs": sealed}, pk=attempt.case_id)


def require_note_and_appointment(
    attempt: Attempt, disposition: Disposition, at: datetime, appointment_at: datetime | None, note: str
) -> None:
    """Refused if a required note or appointment is missing, or if the appointment can't be kept."""
    if disposition.needs_note and not note.strip():
        raise Refused("Enter a note of what the person said", field="note")
    if appointment_at is None:
        if disposition.appointment == "must":
            raise Refused("Enter the day and time at which the person wants to be called", field="appointment_day")
    elif disposition.appointment == "never":
        raise Refused("You cannot make an appointment with this outcome. Choose 'Asked to be called at another time'")
    else:
        require_valid_appointment(attempt.case, appointment_at, at)


def end_call(ended: EndedCall, interviewer: User, note: str = "") -> bool:
    """End a call within the caller's transaction. Returns False if it had already ended with the same outcome.

    If the person's request on the public site ended it, and they say so in the call, nobody needs to wait for the
    cooling time: their contact details are erased.
    """
    if ended.disposition.is_objection:
        lock_suppression_list()
        lock_cases(cases_with_references(references_of_person(ended.attempt.case.released.reference)))
    else:
        lock_case(ended.attempt.case_id)
    if not _end_attempt(ended, interviewer, note):
        _require_same_outcome(ended, interviewer)
        if ended.disposition.is_objection and not contact_is_erased(ended.attempt.case.released):
            _confirm_objection(ended, interviewer)
        return False
    if not ended.disposition.on_web:
        end_web_entry(ended.attempt.case)
    if ended.disposition.is_objection:
        _apply_objection(ended, interviewer)
        return True
    if not close_or_put_back(ended):
        raise Refused("You are no longer working on this case, so nothing was saved. Open the next case")
    _record_end(ended, interviewer)
    return True


def references_of_person(reference: str) -> set[str]:
    """The references of all cases that are recognised as this case's person, itself included."""
    return {reference, *suppression.cases_matching(suppression.digests_of_case(reference))}


def _end_attempt(ended: EndedCall, interviewer: User, note: str) -> bool:
    attempt = ended.attempt
    encrypted = encrypt_text(attempt.case, note.strip(), about=NOTE)
    changes = {"ended_at": ended.at, "disposition": ended.disposition.code, "sealed_note": encrypted}
    return update_where(Attempt, changes, pk=attempt.pk, interviewer=interviewer.pk, ended_at=None) == 1


def _require_same_outcome(ended: EndedCall, interviewer: User) -> None:
    saved = Attempt.objects.get(pk=ended.attempt.pk)
    if saved.interviewer_id != interviewer.pk:
        raise Refused("This is another interviewer's call")
    if saved.disposition == OUTCOME_LOST.code:
        raise Refused("No outcome was saved in time for this call, and that can no longer be changed")
    if saved.disposition != ended.disposition.code:
        raise Refused("A different outcome has already been saved for this call, and it cannot be changed")


def _apply_objection(ended: EndedCall, interviewer: User) -> None:
    cases = _record_objection(ended, interviewer)
    _record_end(ended, interviewer)
    erase_details(cases=cases, actor=interviewer, at=ended.at)


def _confirm_objection(ended: EndedCall, interviewer: User) -> None:
    erase_details(cases=_record_objection(ended, interviewer), actor=interviewer, at=ended.at)


def _record_objection(ended: EndedCall, interviewer: User) -> list[Case]:
    """Record that the person objected in a call, and close their cases. Returns these."""
    reference = ended.attempt.case.released.reference
    cases = close_after_objection(references=references_of_person(reference), at=ended.at)
    digests = suppression.digests_of_case(reference)
    record_objection(digests=digests, source=ObjectionSource.CALL, actor=interviewer, at=ended.at)
    return cases


def _record_end(ended: EndedCall, interviewer: User) -> None:
    attempt = ended.attempt
    details = {"attempt": attempt.number, "disposition": ended.disposition.code}
    audit.record(actor=interviewer, action="call.ended", subject=attempt.case.subject, at=ended.at, details=details)
