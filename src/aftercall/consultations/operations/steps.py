"""What the operations share: locking a consultation, its next state, and the audit entry."""

from collections.abc import Mapping
from datetime import datetime

from aftercall.consultations.models import Consultation
from aftercall.consultations.states import STEPS, ConsultationAction, next_state
from aftercall.core import audit
from aftercall.core.errors import Refused

JOB = audit.SystemActor("consultations")


def lock(consultation: Consultation) -> Consultation:
    """The consultation as it is now, locked until the end of the transaction. Refused if it has been discarded."""
    found = Consultation.objects.select_for_update(of=("self",)).select_related("instrument")
    one = found.filter(pk=consultation.pk).first()
    if one is None:
        raise Refused("This draft has been discarded")
    return one


def take_step(
    consultation: Consultation,
    action: ConsultationAction,
    *,
    actor: audit.Actor,
    at: datetime,
    details: Mapping[str, object] | None = None,
    **values: object,
) -> Consultation:
    """Move a locked consultation to its next state. values: further fields to change. Refused if the action is not
    allowed in its state."""
    state = next_state(consultation.state, action)
    for name, value in {"state": state, **values}.items():
        setattr(consultation, name, value)
    consultation.save(update_fields=["state", *values])
    record(consultation, STEPS[action].done, actor=actor, at=at, details=details)
    return consultation


def record(
    consultation: Consultation,
    done: str,
    *,
    actor: audit.Actor,
    at: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    """Write an audit entry about a consultation. Empty details are left out."""
    given = {name: value for name, value in (details or {}).items() if value != ""}
    audit.record(actor=actor, action=f"consultation.{done}", subject=consultation.subject, at=at, details=given)
