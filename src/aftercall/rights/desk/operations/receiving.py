"""Recording a request that reached us, and changing who made it."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.new_rings import new_rings
from aftercall.core.references import new_reference
from aftercall.rights.desk import clocks
from aftercall.rights.desk.models import Channel, EventKind, RequestKind, SubjectRequest
from aftercall.rights.desk.operations.quoting import with_quoted_record
from aftercall.rights.desk.operations.trail import locked, record
from aftercall.rights.desk.policies import next_state, require_channel, require_received_in_time
from aftercall.rights.desk.sealing import Details, details_of, open_details, seal_details
from aftercall.rights.desk.states import RequestAction


def receive_request(
    *,
    kind: RequestKind,
    channel: Channel,
    received_on: date,
    details: Mapping[str, str],
    actor: User | None,
    at: datetime,
) -> SubjectRequest:
    """Record a request and start its clock. details: the texts of sealing.Details, which are stored encrypted only.

    actor: None where the person sent it on the public site. Refused if nothing is held under a reference in them.
    """
    details, quoted = with_quoted_record(details)
    require_channel(kind, channel)
    require_received_in_time(received_on, timezone.localdate(at))
    ring = f"request-{secrets.token_hex(8)}"
    request = SubjectRequest(
        reference=new_reference(),
        kind=kind,
        channel=channel,
        received_on=received_on,
        recorded_at=at,
        due_on=clocks.due_on(received_on),
        acknowledge_by=clocks.acknowledge_by(received_on) if kind == RequestKind.COMPLAINT else None,
        ring=ring,
    )
    with new_rings(ring, slots=1, in_use=SubjectRequest.objects.filter(ring=ring).exists):
        request.sealed_details = seal_details(request, details_of(details))
        return _store(request, quoted, actor, at)


@transaction.atomic
def _store(request: SubjectRequest, quoted: str, actor: User | None, at: datetime) -> SubjectRequest:
    request.save()
    _record_quoted(quoted, actor, at)
    details = {"kind": request.kind, "channel": request.channel, "received_on": request.received_on.isoformat()}
    record(request, EventKind.RECEIVED, actor=actor, at=at, action="request.received", details=details)
    return request


def receive_complaint(*, details: Mapping[str, str], at: datetime) -> SubjectRequest:
    """Record a complaint that a person sent on the public site."""
    return receive_request(
        kind=RequestKind.COMPLAINT,
        channel=Channel.ONLINE,
        received_on=timezone.localdate(at),
        details=details,
        actor=None,
        at=at,
    )


@transaction.atomic
def change_details(*, request: SubjectRequest, details: Mapping[str, str], actor: User, at: datetime) -> None:
    """Replace what we know of the person, such as after they proved who they are. Refused once the request is
    closed."""
    request = locked(request)
    next_state(request, RequestAction.REFUSE)
    details, quoted = with_quoted_record(details)
    request.sealed_details = seal_details(request, details_of(details))
    request.save(update_fields=["sealed_details"])
    _record_quoted(quoted, actor, at)
    record(request, EventKind.DETAILS_CHANGED, actor=actor, at=at, action="request.details_changed")


def _record_quoted(subject: str, actor: User | None, at: datetime) -> None:
    """Record that the phone number of a case or consent was looked at, because somebody quoted its reference."""
    if subject and actor:
        audit.record(actor=actor, action="reference.looked_up", subject=subject, at=at)


@transaction.atomic
def look_at(*, request: SubjectRequest, actor: User, at: datetime) -> Details | None:
    """The person's details, for the officer. The audit log records each time; None once they are erased."""
    details = open_details(request)
    if details:
        audit.record(actor=actor, action="request.viewed", subject=request.subject, at=at)
    return details
