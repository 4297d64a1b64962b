"""Requests for tests of the desk."""

from datetime import date, datetime
from typing import Any

from tests.fieldwork.making import TUESDAY, make_user

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.rights.desk import operations, sealing
from aftercall.rights.desk.models import Channel, RequestKind, SubjectRequest

# The person behind the cases of tests.fieldwork.making is Ann Example.
ANN = {
    "first_name": "Ann",
    "last_name": "Example",
    "phone": "07700 900123",
    "date_of_birth": "1980-03-31",
    "address": "1 Sample Street\nExampleton",
    "postcode": "ZZ99 1AA",
}


def make_officer() -> User:
    """The data protection officer."""
    return make_user(Role.DATA_PROTECTION, "officer", signed=False)


def make_request(
    kind: RequestKind = RequestKind.ACCESS,
    *,
    actor: User | None = None,
    at: datetime = TUESDAY,
    received_on: date | None = None,
    channel: Channel = Channel.TELEPHONE,
    **details: Any,
) -> SubjectRequest:
    """A request of Ann's that was recorded at a time."""
    return operations.receive_request(
        kind=kind,
        channel=channel,
        received_on=received_on or at.date(),
        details=ANN | details,
        actor=actor or User.objects.filter(role=Role.DATA_PROTECTION).first() or make_officer(),
        at=at,
    )


def fresh(request: SubjectRequest) -> SubjectRequest:
    """The request, read again from the database."""
    return SubjectRequest.objects.get(pk=request.pk)


def digests_of(**changes: str) -> list[str]:
    """The digests by which Ann is recognised, or somebody with other details."""
    return sealing.details_of(ANN | changes).digests
