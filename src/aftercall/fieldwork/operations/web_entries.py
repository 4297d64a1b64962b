"""Letting a person who was reached by telephone answer on the web: the code, the session that it begins, and coming
back.

While somebody answers, the queue does not offer their case: `next_call_from` is moved to the end of the session. A call
that is begun nevertheless ends the session, because every step here needs a case that nobody holds.
"""

from datetime import datetime, timedelta

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.core.statements import exists, update_where
from aftercall.dispositions.codes import ON_WEB
from aftercall.fieldwork.call_limits import require_minimum_length
from aftercall.fieldwork.models import Attempt, Case, SessionStep, WebEntry
from aftercall.fieldwork.operations.after_call import EndedCall
from aftercall.fieldwork.operations.calls import end_call, require_active_call
from aftercall.fieldwork.operations.objectors import PersonObjected, closing_if_objected, require_no_objection
from aftercall.fieldwork.policies import web_code_expiry
from aftercall.fieldwork.queries import NOBODY_HOLDS, web_entries
from aftercall.fieldwork.web_codes import code_digest, is_offered, new_code, new_token, token_digest

PERSON = audit.SystemActor("the person, on the web")
# How long a session lasts after the last page, and a case is not called.
SESSION = timedelta(minutes=30)


class SessionOver(Refused):
    """Nothing was saved: a call has begun, the case has closed, or the session has ended."""

    def __init__(self) -> None:
        super().__init__("This page can no longer be used")


@transaction.atomic
def give_web_code(*, attempt: Attempt, interviewer: User, at: datetime) -> str:
    """A code for the person to note down, in place of any that they had. It works once the call has ended.

    Refused unless the programme allows it, and until the person has said that they can talk freely.
    """
    require_active_call(attempt, interviewer)
    case = attempt.case
    if not is_offered(case.calling):
        raise Refused("This survey can only be answered by telephone")
    if attempt.can_talk_at is None:
        raise Refused("Ask first whether the person can talk freely")
    code = new_code()
    changes = {
        "attempt": attempt,
        "expires_at": web_code_expiry(case, at),
        "code_digest": code_digest(code),
        "session_digest": "",
        "session_until": None,
        "session_step": "",
    }
    WebEntry.objects.update_or_create(case=case, defaults=changes)
    details = {"attempt": attempt.number}
    audit.record(actor=interviewer, action="web.code_given", subject=case.subject, at=at, details=details)
    return code


@transaction.atomic
def end_call_for_web(*, attempt: Attempt, interviewer: User, at: datetime) -> None:
    """End the call of a person who has noted down a code. They are called again if they have not answered in a week, or
    on the last day of their contact window. Refused without a code."""
    require_minimum_length(attempt, at)
    given = WebEntry.objects.filter(case=attempt.case_id, attempt=attempt.pk).exclude(code_digest="")
    if attempt.ended_at is None and not given.exists():
        raise Refused("Give the person a code first")
    end_call(EndedCall(attempt, ON_WEB, at), interviewer)


def enter_web(*, code: str, at: datetime) -> str | None:
    """Begin a session with a code. Returns the token of its address, or None if the code does not work: it is wrong,
    has been used or has expired, or the person is being called or may not be asked."""
    try:
        return closing_if_objected(lambda: _enter(code_digest(code), at), at=at)
    except PersonObjected:
        return None


@transaction.atomic
def _enter(digest: str, at: datetime) -> str | None:
    entry = web_entries().filter(code_digest=digest, expires_at__gt=at).first()
    if entry is None or not exists(Case, lock=True, pk=entry.case_id, state=NOBODY_HOLDS):
        return None
    token = new_token()
    session = {
        "session_digest": token_digest(token),
        "session_until": at + SESSION,
        "session_step": SessionStep.ENTERED,
    }
    if not update_where(WebEntry, session, pk=entry.pk, code_digest=digest):
        return None  # another browser was first
    require_no_objection(entry.case)
    _hold(entry, at)
    audit.record(actor=PERSON, action="web.entered", subject=entry.case.subject, at=at)
    return token


def open_session(entry: WebEntry) -> None:
    """Let the code work no more once the first page of its session is opened. Raises SessionOver if another browser has
    entered it since."""
    changes = {"code_digest": "", "session_step": SessionStep.OPENED}
    where = {"pk": entry.pk, "session_digest": entry.session_digest, "session_step": SessionStep.ENTERED.value}
    if entry.session_step == SessionStep.ENTERED:
        if not update_where(WebEntry, changes, **where):
            raise SessionOver
        entry.session_step = SessionStep.OPENED


def keep_session(entry: WebEntry, at: datetime, *, step: SessionStep | None = None) -> None:
    """Lock the case and let the session go on, within the caller's transaction. step: which comes next, if another.
    Raises SessionOver, even for a session that is paused."""
    _extend(entry, at, {"session_step": step} if step else {}, (SessionStep.OPENED.value, SessionStep.BEGUN.value))


def _extend(entry: WebEntry, at: datetime, changes: dict[str, object], steps: tuple[str, ...]) -> None:
    if not exists(Case, lock=True, pk=entry.case_id, state=NOBODY_HOLDS):
        raise SessionOver
    same = {"pk": entry.pk, "session_digest": entry.session_digest, "session_step": steps}
    if not entry.session_digest or not update_where(WebEntry, {**changes, "session_until": at + SESSION}, **same):
        raise SessionOver
    _hold(entry, at)


def _hold(entry: WebEntry, at: datetime) -> None:
    """Let nobody call the person during the session. Mostly they would only be called days later anyway."""
    if entry.case.next_call_from < at + SESSION:
        Case.objects.filter(pk=entry.case_id, next_call_from__lt=at + SESSION).update(next_call_from=at + SESSION)


@transaction.atomic
def come_back_later(*, entry: WebEntry, at: datetime) -> str:
    """Let the session rest. Returns another code, which works as long as the first one would have. It can be asked for
    again, in case the page with it did not arrive. Raises SessionOver."""
    code = new_code()
    changes: dict[str, object] = {"code_digest": code_digest(code), "session_step": SessionStep.RESTING}
    _extend(entry, at, changes, (SessionStep.OPENED.value, SessionStep.BEGUN.value, SessionStep.RESTING.value))
    return code
