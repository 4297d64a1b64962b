"""What the officer does about a request without touching any other data: notes, its clock, and closing it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.core.words import day
from aftercall.rights.desk import clocks
from aftercall.rights.desk.models import EventKind, Outcome, PauseReason, RequestKind, SubjectRequest
from aftercall.rights.desk.operations.trail import locked, record
from aftercall.rights.desk.policies import next_state, require_answered, require_done, require_extendable
from aftercall.rights.desk.states import RequestAction, RequestState

_CLOSING = {
    RequestState.ANSWERED: RequestAction.ANSWER,
    RequestState.REFUSED: RequestAction.REFUSE,
    RequestState.WITHDRAWN: RequestAction.WITHDRAW,
}


@transaction.atomic
def add_note(*, request: SubjectRequest, note: str, actor: User, at: datetime) -> None:
    """Add a note to the trail. Refused once the request is closed."""
    request = locked(request)
    next_state(request, RequestAction.REFUSE)
    record(request, EventKind.NOTE, actor=actor, at=at, note=note, action="request.note_added")


@transaction.atomic
def pause(*, request: SubjectRequest, reason: PauseReason, note: str, actor: User, at: datetime) -> None:
    """Stop the clock while we wait for proof of identity, or for the person to say what they ask for."""
    request = locked(request)
    request.state = next_state(request, RequestAction.PAUSE)
    request.paused_on, request.paused_for = timezone.localdate(at), reason
    request.save(update_fields=["state", "paused_on", "paused_for"])
    details = {"reason": reason.value}
    action = "request.paused"
    record(request, EventKind.PAUSED, actor=actor, at=at, about=reason.label, note=note, action=action, details=details)


@transaction.atomic
def resume(*, request: SubjectRequest, note: str, actor: User, at: datetime) -> None:
    """Start the clock again. The days on which it was stopped are added to the time for the answer."""
    request = locked(request)
    request.state = next_state(request, RequestAction.RESUME)
    today = timezone.localdate(at)
    request.paused_days += (today - (request.paused_on or today)).days
    request.paused_on, request.paused_for = None, ""
    _set_due(request)
    request.save(update_fields=["state", "paused_on", "paused_for", "paused_days", "due_on"])
    details = {"due_on": request.due_on.isoformat()}
    about = f"Due on {day(request.due_on)}"
    action = "request.resumed"
    record(request, EventKind.RESUMED, actor=actor, at=at, about=about, note=note, action=action, details=details)


@transaction.atomic
def extend(*, request: SubjectRequest, reason: str, actor: User, at: datetime) -> None:
    """Extend the time by two months, for a reason that the letter to the person gives: the request is complex, or one
    of several."""
    request = locked(request)
    next_state(request, RequestAction.EXTEND)
    require_extendable(request, timezone.localdate(at))
    request.extended_on = timezone.localdate(at)
    _set_due(request)
    request.save(update_fields=["extended_on", "due_on"])
    details = {"due_on": request.due_on.isoformat()}
    about = f"Due on {day(request.due_on)}"
    action = "request.extended"
    record(request, EventKind.EXTENDED, actor=actor, at=at, about=about, note=reason, action=action, details=details)


def _set_due(request: SubjectRequest) -> None:
    request.due_on = clocks.due_on(
        request.received_on, extended=request.extended_on is not None, paused_days=request.paused_days
    )


@transaction.atomic
def acknowledge(*, request: SubjectRequest, actor: User, at: datetime) -> None:
    """Record that the person has been told that we received their complaint."""
    request = locked(request)
    if request.kind != RequestKind.COMPLAINT or request.acknowledged_at:
        raise Refused("Only a complaint is acknowledged, and only once")
    next_state(request, RequestAction.REFUSE)
    request.acknowledged_at = at
    request.save(update_fields=["acknowledged_at"])
    record(request, EventKind.ACKNOWLEDGED, actor=actor, at=at, action="complaint.acknowledged")


@transaction.atomic
def close(
    *, request: SubjectRequest, state: RequestState, answer: str, actor: User, at: datetime, outcome: str = ""
) -> None:
    """Close a request as answered, refused or withdrawn. answer: the text of the letter to the person.

    outcome: of a complaint. Refused if a request would count as answered although nothing has been done.
    """
    request = locked(request)
    require_answered(request, state)
    request.state = next_state(request, _CLOSING[state])
    if state == RequestState.ANSWERED:
        require_done(request)
        request.outcome = _outcome_of(request, outcome)
    request.closed_at = at
    request.save(update_fields=["state", "outcome", "closed_at"])
    about = Outcome(request.outcome).label if request.outcome else RequestState(request.state).label
    details = {"state": request.state, "outcome": request.outcome, "in_time": timezone.localdate(at) <= request.due_on}
    record(
        request,
        EventKind.CLOSED,
        actor=actor,
        at=at,
        about=about,
        note=answer,
        action="request.closed",
        details=details,
    )


def _outcome_of(request: SubjectRequest, outcome: str) -> str:
    if request.kind != RequestKind.COMPLAINT:
        return ""
    if outcome not in Outcome.values:
        raise Refused("Choose the outcome of the complaint", field="outcome")
    return outcome
