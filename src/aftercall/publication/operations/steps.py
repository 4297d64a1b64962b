"""One step of a publication: its new state, the event of its trail, and the audit entry."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.programmes.models import Programme
from aftercall.publication import page_cache
from aftercall.publication.models import Publication, PublicationEvent
from aftercall.publication.states import PUBLIC, STEPS, PublicationAction, next_state

# Publishes what has been approved, when the time has come.
JOB = SystemActor("publication")


def lock(publication: Publication) -> Publication:
    """The publication as it is now, with its programme locked until the end of the transaction: whether figures may be
    shown depends on everything else that the programme has decided. Refused if the draft has been discarded."""
    lock_programme(publication.run.programme_id)
    found = Publication.objects.select_related("run__programme", "supersedes").filter(pk=publication.pk).first()
    if found is None:
        raise Refused("This draft has been discarded")
    return found


def lock_programme(pk: int) -> None:
    """Let no other transaction decide about a publication of this programme until this one ends."""
    Programme.objects.select_for_update().get(pk=pk)


def take_step(
    publication: Publication,
    action: PublicationAction,
    *,
    actor: User | None,
    at: datetime,
    reason: str = "",
    snapshot: Mapping[str, Any] | None = None,
    details: Mapping[str, object] | None = None,
    **values: object,
) -> Publication:
    """Move a locked publication to its next state. actor: None for the job. values: further fields to change. Refused
    if the action is not allowed in its state."""
    state = next_state(publication.state, action)
    for name, value in {"state": state, **values}.items():
        setattr(publication, name, value)
    publication.save(update_fields=["state", *values])
    add_event(publication, action, actor=actor, at=at, reason=reason, snapshot=snapshot, details=details)
    if state in PUBLIC:
        transaction.on_commit(page_cache.empty)
    return publication


def add_event(
    publication: Publication,
    action: PublicationAction,
    *,
    actor: User | None,
    at: datetime,
    reason: str = "",
    snapshot: Mapping[str, Any] | None = None,
    details: Mapping[str, object] | None = None,
) -> None:
    """Add what was done to the trail and to the audit log."""
    PublicationEvent.objects.create(
        publication=publication, action=action, at=at, by=actor, reason=reason, snapshot=snapshot
    )
    record(publication, action, actor=actor, at=at, details={"reason": reason, **(details or {})})


def record(
    publication: Publication,
    action: PublicationAction,
    *,
    actor: User | None,
    at: datetime,
    details: Mapping[str, object],
) -> None:
    """Write the audit entry of a step. Empty details are left out."""
    given = {name: value for name, value in details.items() if value != ""}
    done = f"publication.{STEPS[action].done}"
    audit.record(actor=actor or JOB, action=done, subject=publication.subject, at=at, details=given)
