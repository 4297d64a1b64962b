"""Requests for service recovery: who answers, seeing who asked, and what came of it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.consents.models import Consent, ConsentOutcome
from aftercall.consents.operations import end_consent, see_details
from aftercall.core import audit, journal
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.improvements.models import RecoveryContact, RecoveryOutcome, RecoveryRequest
from aftercall.improvements.recovery import queries
from aftercall.improvements.recovery.clock import due_on
from aftercall.programmes.models import Programme

JOB = SystemActor("service recovery")
JOURNAL_KIND = "recovery"
_ENDS = {
    RecoveryOutcome.NOT_REACHED: ConsentOutcome.NOT_REACHED,
    RecoveryOutcome.NOT_WANTED: ConsentOutcome.WITHDRAWN,
}


@transaction.atomic
def choose_contact(*, programme: Programme, user: User, actor: User, at: datetime) -> None:
    """Choose who answers the requests of a survey; those that are open go to them."""
    if user.role != Role.RESEARCHER or not user.is_active:
        raise Refused("Choose a researcher who can sign in", field="user")
    RecoveryContact.objects.update_or_create(programme=programme, defaults={"user": user})
    moved = queries.open_requests().filter(consent__programme=programme).exclude(assigned_to=user)
    RecoveryRequest.objects.filter(pk__in=list(moved.values_list("pk", flat=True))).update(assigned_to=user)
    details = {"user": user.audit_name}
    audit.record(actor=actor, action="recovery.contact_chosen", subject=programme.subject, at=at, details=details)
    _receive(at)


def receive_requests(*, at: datetime) -> int:
    """Turn the consents of the last days into requests with a time limit, for whoever answers them. Returns how
    many."""
    with transaction.atomic():
        return _receive(at)


def _receive(at: datetime) -> int:
    """One audit entry for all of them: those of single requests would tell their order."""
    contacts = queries.contacts()
    found = [one for one in queries.to_receive() if one.programme_id in contacts]
    for consent in found:
        _receive_one(consent, contacts[consent.programme_id], at)
    if found:
        details = {"requests": len(found)}
        audit.record(actor=JOB, action="recovery.received", subject="recovery", at=at, details=details)
    return len(found)


def _receive_one(consent: Consent, contact: User, at: datetime) -> None:
    RecoveryRequest.objects.create(
        consent=consent, assigned_to=contact, received_on=timezone.localdate(at), due_on=due_on(consent.given_on)
    )


def see_person(*, request: RecoveryRequest, actor: User, at: datetime) -> dict[str, str]:
    """Who asked and how to reach them, only for the person who answers. The audit log records each look."""
    _require_assigned(request, actor)
    return see_details(consent=request.consent, actor=actor, at=at)


@transaction.atomic
def close_request(*, request: RecoveryRequest, outcome: RecoveryOutcome, actor: User, at: datetime) -> None:
    """Record what came of it, which erases who asked. Refused if it has ended, for example by an objection."""
    request = RecoveryRequest.objects.select_for_update(of=("self",)).select_related("consent").get(pk=request.pk)
    _require_assigned(request, actor)
    if request.closed_at is not None:
        raise Refused("This request already has an outcome. Choose another one")
    end_consent(consent=request.consent, outcome=_ENDS.get(outcome, ConsentOutcome.DONE), actor=actor, at=at)
    request.closed_at, request.outcome = at, outcome
    request.save(update_fields=["closed_at", "outcome"])
    journal.record(JOURNAL_KIND, _journalled(request, at))
    details = {"outcome": outcome.value}
    audit.record(actor=actor, action="recovery.closed", subject=request.subject, at=at, details=details)


def _journalled(request: RecoveryRequest, closed_at: datetime) -> dict[str, object]:
    return {
        "ring": request.consent.ring,
        "closed_at": closed_at.isoformat(),
        "outcome": request.outcome,
        "reference": request.reference,
        "assigned_to": request.assigned_to_id,
        "received_on": request.received_on.isoformat(),
        "due_on": request.due_on.isoformat(),
    }


def replay(payload: Mapping[str, Any], at: datetime) -> None:  # noqa: ARG001 - as every replay
    """Close a request again that a restored database takes for open, or has forgotten, so that it is counted. Its
    record of consent comes before it in the journal."""
    closed = {"closed_at": datetime.fromisoformat(str(payload["closed_at"])), "outcome": str(payload["outcome"])}
    consent = Consent.objects.filter(ring=payload["ring"]).first()
    if consent is None or RecoveryRequest.objects.filter(consent=consent, closed_at=None).update(**closed):
        return
    answered_by = User.objects.filter(pk=payload.get("assigned_to", 0)).first()
    if answered_by and not RecoveryRequest.objects.filter(consent=consent).exists():
        RecoveryRequest.objects.create(
            consent=consent,
            reference=payload["reference"],
            assigned_to=answered_by,
            received_on=date.fromisoformat(str(payload["received_on"])),
            due_on=date.fromisoformat(str(payload["due_on"])),
            **closed,
        )


def _require_assigned(request: RecoveryRequest, actor: User) -> None:
    if request.assigned_to_id != actor.pk:
        raise Refused("Only the person who answers this request can do this")
