"""Requests in the journal: what was asked, the clock, and what was done, without who asked or any note. A restored
backup has forgotten the latest of them, and with them that somebody is waiting for an answer."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Field

from aftercall.accounts.models import User
from aftercall.core import journal, vault
from aftercall.rights.desk.models import EventKind, RequestEvent, RequestKind, SubjectRequest
from aftercall.rights.desk.sealing import Details, seal_details
from aftercall.rights.desk.states import RequestState

JOURNAL_KIND = "request"
_COLUMNS = (
    "kind",
    "channel",
    "received_on",
    "recorded_at",
    "state",
    "due_on",
    "acknowledge_by",
    "acknowledged_at",
    "outcome",
    "paused_on",
    "paused_for",
    "paused_days",
    "extended_on",
    "closed_at",
    "ring",
)
_WHO_WAS_LOST = "Who asked was lost. Change the person’s details, and look for the letter"
_CORRECTION_WAS_LOST = "The correction was lost. Make it again"


def journal_event(event: RequestEvent) -> None:
    """Journal an entry of a request's trail with the request as it is now, within the caller's transaction."""
    request = event.request
    entry = {"kind": event.kind, "about": event.about, "at": event.at.isoformat(), "by": event.by_id}
    row = {name: _as_json(getattr(request, name)) for name in _COLUMNS}
    journal.record(JOURNAL_KIND, {"reference": request.reference, "request": row, "event": entry})


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date too


def replay(payload: Mapping[str, Any], at: datetime) -> None:
    """Record again what a restored database has forgotten of a request. If it has forgotten the request, who asked is
    lost. So is a correction of contact details, which keeps its request open."""
    row = {name: _as_stored(name, value) for name, value in payload["request"].items()}
    request = SubjectRequest.objects.filter(reference=payload["reference"]).first()
    request = request or _forgotten(SubjectRequest(reference=payload["reference"], **row), at)
    entry = payload["event"]
    kind, about = EventKind(entry["kind"]), str(entry["about"])
    if row["kind"] == RequestKind.RECTIFICATION and kind == EventKind.CARRIED_OUT:
        kind, about = EventKind.RESTORED, _CORRECTION_WAS_LOST
    if row["kind"] == RequestKind.RECTIFICATION and row["state"] == RequestState.ANSWERED:
        row |= {"state": RequestState.OPEN, "closed_at": None}
    SubjectRequest.objects.filter(pk=request.pk).update(**row)
    by = User.objects.filter(pk=entry["by"]).first()
    when = datetime.fromisoformat(entry["at"])
    RequestEvent.objects.create(request=request, at=when, by=by, kind=kind, about=about)


def _as_stored(name: str, value: object) -> Any:
    column = cast("Field[Any, Any]", SubjectRequest._meta.get_field(name))  # noqa: SLF001 - Django's documented API
    return column.to_python(value)


def _forgotten(request: SubjectRequest, at: datetime) -> SubjectRequest:
    """A request of which only what was journalled is known. Its key still exists, unless it has been destroyed since or
    an old copy of the keys was put back."""
    try:
        request.sealed_details = seal_details(request, Details())
    except vault.NoSuchKey:
        request.sealed_details, request.erased_at = b"", at
    request.save()
    RequestEvent.objects.create(request=request, at=at, kind=EventKind.RESTORED, about=_WHO_WAS_LOST)
    return request
