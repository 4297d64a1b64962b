"""What every operation on a request does: lock it, and add to its trail and to the audit log."""

from collections.abc import Mapping
from datetime import datetime

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.rights.desk.journalling import journal_event
from aftercall.rights.desk.models import EventKind, RequestEvent, SubjectRequest
from aftercall.rights.desk.sealing import seal_note

PUBLIC = audit.SystemActor("public", role="public")


def locked(request: SubjectRequest) -> SubjectRequest:
    """The request as it is now, locked until the caller's transaction ends."""
    return SubjectRequest.objects.select_for_update().get(pk=request.pk)


def record(
    request: SubjectRequest,
    kind: EventKind,
    *,
    actor: User | None,
    at: datetime,
    action: str,
    about: str = "",
    note: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """Add one entry to the trail, to the journal and to the audit log, in the caller's transaction. None holds a
    personal value but the note, which is encrypted and not journalled. actor: None for the person on the public site.
    """
    event = RequestEvent.objects.create(
        request=request, at=at, by=actor, kind=kind, about=about, sealed_note=seal_note(request, note)
    )
    journal_event(event)
    audit.record(actor=actor or PUBLIC, action=action, subject=request.subject, at=at, details=details)
