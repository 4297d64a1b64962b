"""Making a call: dialling, which opens the contact details, and recording the outcome."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from aftercall.accounts.models import User
from aftercall.core import audit, vault
from aftercall.core.errors import Refused
from aftercall.core.statements import insert, update_where
from aftercall.dispositions.codes import OBJECTION, OFFERED, Disposition
from aftercall.fieldwork.models import Attempt, Case, Phone
from aftercall.fieldwork.operations.after_call import Ended, settle
from aftercall.fieldwork.operations.locking import cases_with, lock_cases
from aftercall.fieldwork.operations.withdrawing import close_for_good, erase
from aftercall.fieldwork.policies import require_callable, require_holder, require_possible_appointment
from aftercall.fieldwork.queries import open_attempt
from aftercall.fieldwork.sealing import NOTE, seal_text
from aftercall.handover.schedule import Contact, open_contact
from aftercall.suppression import queries as suppression
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import record_objection


@dataclass(frozen=True)
class Call:
    """A call in progress. The contact details are unsealed: they are shown to the interviewer and not stored."""

    attempt: Attempt
    contact: Contact


def start_call(*, case: Case, interviewer: User, at: datetime, phone: Phone = Phone.MAIN) -> Call:
    """Record an attempt as the interviewer dials, and open the contact details.

    Starting it twice gives the same call. Refused outside the calling hours or the contact window, and to users who do
    not hold the case.
    """
    require_holder(case, interviewer)
    require_callable(case, at)
    contact = _open(case)
    _require_usable(case, contact, phone)
    try:
        return Call(_dial(case, contact, interviewer, phone, at), contact)
    except IntegrityError:
        return Call(_active_call(case, interviewer), contact)


def _open(case: Case) -> Contact:
    try:
        return open_contact(case.released)
    except vault.NoSuchKey:
        raise Refused("This person's details have been erased. Put the case back and open the next one") from None


def _require_usable(case: Case, contact: Contact, phone: Phone) -> None:
    if phone == Phone.OTHER and not contact.phone_alt:
        raise Refused("There is no second number for this person")
    if phone == Phone.MAIN and case.main_number_failed:
        raise Refused("The first number does not reach this person. Use the second one")


@transaction.atomic
def _dial(case: Case, contact: Contact, interviewer: User, phone: Phone, at: datetime) -> Attempt:
    number = case.attempts_made + 1
    changes = {"attempts_made": number, "claimed_at": at}
    if not update_where(Case, changes, pk=case.pk, claimed_by=interviewer.pk, attempts_made=number - 1):
        return _active_call(case, interviewer)
    case.attempts_made = number
    no_other = not contact.phone_alt or case.main_number_failed or contact.phone_alt == contact.phone
    attempt = Attempt(
        case=case, number=number, interviewer=interviewer, phone=phone, last_number=no_other, started_at=at
    )
    insert(attempt)
    details = {"attempt": attempt.number, "phone": phone.value}
    audit.record(actor=interviewer, action="call.started", subject=case.subject, at=at, details=details)
    return attempt


def _active_call(case: Case, interviewer: User) -> Attempt:
    """The call that a concurrent request has just started. Refused if the interviewer no longer holds the case."""
    attempt = open_attempt(case)
    if attempt is None or attempt.interviewer_id != interviewer.pk:
        case.refresh_from_db()
        require_holder(case, interviewer)
        raise Refused("The call has already ended. Open the case again")
    return attempt


@transaction.atomic
def view_contact(*, attempt: Attempt, interviewer: User, at: datetime) -> Contact:
    """Show the contact details again during the call. Every view is recorded in the audit log."""
    require_active_call(attempt, interviewer)
    contact = _open(attempt.case)
    subject = attempt.case.subject
    audit.record(actor=interviewer, action="contact.seen", subject=subject, at=at, details={"attempt": attempt.number})
    return contact


def require_active_call(attempt: Attempt, interviewer: User) -> None:
    """Refused unless this is the interviewer's own call and still in progress."""
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
) -> None:
    """End the call with its outcome and release the interviewer's claim on the case.

    Saving the same outcome again changes nothing. An objection is added to the suppression list; every case
    recognised as the same person's is closed and its contact details destroyed. Refused if a required note or
    appointment is missing, or the appointment can't be kept.
    """
    if disposition not in (*OFFERED, OBJECTION):
        raise Refused("Choose one of the outcomes on the page")
    _require_complete(attempt, disposition, at, appointment_at, note)
    end_call(Ended(attempt, disposition, at, appointment_at), interviewer, note)


def _require_complete(
    attempt: Attempt, disposition: Disposition, at: datetime, appointment_at: datetime | None, note: str
) -> None:
    if disposition.needs_note and not note.strip():
        raise Refused("Enter a note of what the person said")
    if appointment_at is None:
        if disposition.appointment == "must":
            raise Refused("Enter the date and time at which the person wants to be called")
    elif disposition.appointment == "never":
        raise Refused("You cannot make an appointment with this outcome. Choose 'Asked to be called at another time'")
    else:
        require_possible_appointment(attempt.case, appointment_at, at)


def end_call(ended: Ended, interviewer: User, note: str = "") -> bool:
    """End a call in the caller's transaction. Returns False if it had already ended with the same outcome."""
    lock_cases(_affected_cases(ended))
    if not _end_attempt(ended, interviewer, note):
        _require_repeat(ended, interviewer)
        return False
    if ended.disposition.is_objection:
        _object(ended, interviewer)
        return True
    if not settle(ended):
        raise Refused("You are no longer working on this case, so nothing was saved. Open the next case")
    _record_end(ended, interviewer)
    return True


def _affected_cases(ended: Ended) -> QuerySet[Case]:
    if ended.disposition.is_objection:
        return cases_with(_references_of_person(ended.attempt.case.released.reference))
    return Case.objects.filter(pk=ended.attempt.case_id)


def _references_of_person(reference: str) -> set[str]:
    return {reference, *suppression.cases_matching(suppression.digests_of_case(reference))}


def _end_attempt(ended: Ended, interviewer: User, note: str) -> bool:
    attempt = ended.attempt
    sealed = seal_text(attempt.case, note.strip(), about=NOTE)
    changes = {"ended_at": ended.at, "disposition": ended.disposition.code, "sealed_note": sealed}
    return update_where(Attempt, changes, pk=attempt.pk, interviewer=interviewer.pk, ended_at=None) == 1


def _require_repeat(ended: Ended, interviewer: User) -> None:
    saved = Attempt.objects.get(pk=ended.attempt.pk)
    if saved.interviewer_id != interviewer.pk:
        raise Refused("This is another interviewer's call")
    if saved.disposition != ended.disposition.code:
        raise Refused("A different outcome has already been saved for this call, and it cannot be changed")


def _object(ended: Ended, interviewer: User) -> None:
    reference = ended.attempt.case.released.reference
    cases = close_for_good(references=_references_of_person(reference), at=ended.at)
    digests = suppression.digests_of_case(reference)
    record_objection(digests=digests, source=ObjectionSource.CALL, actor=interviewer, at=ended.at)
    _record_end(ended, interviewer)
    erase(cases=cases, actor=interviewer, at=ended.at)


def _record_end(ended: Ended, interviewer: User) -> None:
    attempt = ended.attempt
    details = {"attempt": attempt.number, "disposition": ended.disposition.code}
    audit.record(actor=interviewer, action="call.ended", subject=attempt.case.subject, at=ended.at, details=details)
