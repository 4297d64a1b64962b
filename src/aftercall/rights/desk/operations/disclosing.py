"""Looking at what is held about a person, and making the copy that they get. The audit log records each time, for the
request and for each case."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.rights.desk.held import Held, held_about
from aftercall.rights.desk.models import EventKind, RequestKind, SubjectRequest
from aftercall.rights.desk.operations.trail import locked, record
from aftercall.rights.desk.policies import next_state, require_open
from aftercall.rights.desk.sealing import Details, details_of, open_details
from aftercall.rights.desk.states import RequestAction

TOO_FEW = (
    "These details are not enough to recognise anyone. Add a phone number, email address, date of birth or postcode to "
    "the person’s details"
)


@transaction.atomic
def look_up(*, request: SubjectRequest, actor: User, at: datetime) -> Held:
    """Everything that is held about the person who made a request. Refused once it is closed, and where their details
    are too few to recognise anyone."""
    request = locked(request)
    next_state(request, RequestAction.REFUSE)
    held = held_about(details_to_match(request).digests)
    _record_cases(held, "case.looked_up", actor, at)
    record(request, EventKind.LOOKED_UP, actor=actor, at=at, action="request.looked_up", details=_counts(held))
    return held


@transaction.atomic
def make_copy(*, request: SubjectRequest, cases: Collection[str], file_format: str, actor: User, at: datetime) -> Held:
    """What the copy for the person holds. cases: the references of those of the cases found that are theirs.

    Refused for a request that is not for access, and while its clock is stopped, because we must know who they are.
    """
    request = locked(request)
    if request.kind != RequestKind.ACCESS:
        raise Refused("Only a person who asks for access gets a copy")
    require_open(request)
    held = held_about(details_to_match(request).digests, only=cases)
    _record_cases(held, "case.disclosed", actor, at)
    details = {**_counts(held), "format": file_format}
    action = "request.copy_made"
    record(request, EventKind.DISCLOSED, actor=actor, at=at, about=file_format, action=action, details=details)
    return held


def details_to_match(request: SubjectRequest) -> Details:
    """The person's details with the digests by which they are recognised. Refused if there is none."""
    details = open_details(request)
    if not details or not details.digests:
        raise Refused(TOO_FEW)
    return details


def _record_cases(held: Held, action: str, actor: User, at: datetime) -> None:
    for case in held.cases:
        audit.record(actor=actor, action=action, subject=case.released.subject, at=at)


def _counts(held: Held) -> dict[str, object]:
    return {"cases": len(held.cases), "extracts": len(held.extracts), "objections": len(held.objections)}


@transaction.atomic
def find_person(*, person: Mapping[str, str], actor: User, at: datetime) -> Held:
    """How much is held about a person who has not made a request. Refused where their details are too few."""
    digests = details_of(person).digests
    if not digests:
        raise Refused(TOO_FEW)
    held = held_about(digests)
    audit.record(actor=actor, action="person.looked_up", subject="desk", at=at, details=_counts(held))
    return held
