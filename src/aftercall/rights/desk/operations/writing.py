"""Writing a letter to the person."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.programmes.queries import current_versions
from aftercall.rights.desk.letters import Letter, Writing, letter_data, note_for, possible_letters
from aftercall.rights.desk.models import EventKind, RequestKind, SubjectRequest
from aftercall.rights.desk.operations.trail import locked, record
from aftercall.rights.desk.sealing import open_details


@transaction.atomic
def write_letter(*, request: SubjectRequest, letter: Letter, actor: User, at: datetime) -> dict[str, Any]:
    """The data of a letter, for core/letter.typ. The first acknowledgement of a complaint counts as sent now."""
    request = locked(request)
    details = open_details(request)
    if letter not in possible_letters(request) or details is None or not details.full_name:
        raise Refused("This letter cannot be written now. Go back to the request to see which can")
    about = letter.value
    if letter == Letter.ACKNOWLEDGEMENT and request.kind == RequestKind.COMPLAINT and not request.acknowledged_at:
        request.acknowledged_at = at
        request.save(update_fields=["acknowledged_at"])
        record(request, EventKind.ACKNOWLEDGED, actor=actor, at=at, about="By letter", action="complaint.acknowledged")
    else:
        details_logged = {"letter": letter.name.lower()}
        action = "request.letter_written"
        record(request, EventKind.LETTER, actor=actor, at=at, about=about, action=action, details=details_logged)
    today = timezone.localdate(at)
    return letter_data(letter, Writing(request, details, note_for(letter, request)), current_versions(today), today)
