"""People's requests for the data protection officer: one of each kind, in different states."""

from datetime import datetime, timedelta

from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.handover.models import ReleasedCase
from aftercall.handover.schedule import Contact, decrypt_contact
from aftercall.programmes.models import Wave
from aftercall.public.operations import receive_feedback
from aftercall.rights.desk import operations
from aftercall.rights.desk.models import Channel, PauseReason, RequestKind, SubjectRequest
from aftercall.rights.desk.states import RequestState

# What people said or wrote, how, and how many days ago. The first one's answer is nearly due.
_REQUESTS = (
    (RequestKind.ACCESS, Channel.EMAIL, 24, "Please send me everything that you hold about me."),
    (RequestKind.RECTIFICATION, Channel.TELEPHONE, 9, "I have a new mobile number: 07700 900555."),
    (RequestKind.ERASURE, Channel.LETTER, 6, "Please erase my details and what I answered."),
    (
        RequestKind.RESTRICTION,
        Channel.EMAIL,
        4,
        "Please wait until my complaint about the officer has been dealt with.",
    ),
    (RequestKind.WITHDRAWAL, Channel.TELEPHONE, 2, "I regret what I said in the interview. Please take it out."),
    (RequestKind.OBJECTION, Channel.TELEPHONE, 1, "I do not want to be called again."),
)
_COMPLAINT = "I was called at work although I had asked you to call me in the evening."
_FEEDBACK = (
    ("/why-we-may-call-you/", "It would help to know from which number you call."),
    ("/cy/opt-out/", "Diolch am y dudalen Gymraeg."),
)
_EXAMPLE_ADDRESS = "1 Sample Street\nExampleton"


def make_requests(*, wave: Wave, officer: User, at: datetime) -> None:
    """Record requests of people of this wave whose details have not been erased, and a complaint from the public site.

    The objection is carried out and answered, and the erasure waits for proof of identity; the others are open.
    """
    people = _people(wave)
    for contact, (kind, channel, days, text) in zip(people, _REQUESTS, strict=False):
        request = operations.receive_request(
            kind=kind,
            channel=channel,
            received_on=timezone.localdate(at) - timedelta(days=days),
            details=_details(contact, text),
            actor=officer,
            at=at,
        )
        _continue(request, officer, at)
    if people:
        needs = {"communication": "Please write in large print."}
        operations.receive_complaint(details={**_details(people[0], _COMPLAINT), **needs}, at=at)
    for page, text in _FEEDBACK:
        receive_feedback(text=text, page=page, at=at)


def _people(wave: Wave) -> list[Contact]:
    cases = ReleasedCase.objects.filter(release__wave=wave).order_by("key_slot")
    readable = (case for case in cases if vault.key_exists(case.ring, case.key_slot))
    return [decrypt_contact(case) for case, _ in zip(readable, _REQUESTS, strict=False)]


def _details(contact: Contact, text: str) -> dict[str, str]:
    details = {"first_name": contact.first_name, "last_name": contact.last_name, "phone": contact.phone}
    return {**details, "address": _EXAMPLE_ADDRESS, "postcode": "ZZ1 1ZZ", "text": text}


def _continue(request: SubjectRequest, officer: User, at: datetime) -> None:
    if request.kind == RequestKind.ERASURE:
        note = "Please send us a copy of a letter or bill with your name and address."
        operations.pause(request=request, reason=PauseReason.IDENTITY, note=note, actor=officer, at=at)
    if request.kind == RequestKind.OBJECTION:
        operations.object_for(request=request, actor=officer, at=at)
        answer = "We will not call you again."
        operations.close(request=request, state=RequestState.ANSWERED, answer=answer, actor=officer, at=at)
