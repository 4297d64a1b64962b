"""Closing cases that will not be called again, and putting back those that an interviewer has stopped working on or
whose interviewer's account has been deactivated."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.dispositions.codes import OUTCOME_LOST
from aftercall.fieldwork.models import Attempt, Case
from aftercall.fieldwork.operations.after_call import EndedCall, close_or_put_back
from aftercall.fieldwork.operations.locking import lock_cases
from aftercall.fieldwork.policies import STALE_AFTER
from aftercall.fieldwork.queries import attempts_with_case, final_dispositions, held_case
from aftercall.fieldwork.states import STEPS, CaseAction, CaseState
from aftercall.programmes.models import Wave
from aftercall.programmes.operations.advancing import advance
from aftercall.programmes.states import WaveAction

AGENCY = audit.SystemActor("fieldwork")
UNCLAIMED = (CaseState.WAITING, CaseState.CALL_AGAIN, CaseState.RESTRICTED)


@transaction.atomic
def close_expired(*, at: datetime) -> int:
    """Close every case whose contact window is over, unless an interviewer is working on it. Returns how many."""
    over = Case.objects.filter(state__in=UNCLAIMED, closes_on__lt=timezone.localdate(at))
    closed = _close(list(over.values_list("pk", flat=True)), at)
    if closed:
        audit.record(actor=AGENCY, action="cases.expired", subject="fieldwork", at=at, details={"cases": closed})
    return closed


@transaction.atomic
def close_fieldwork(*, wave: Wave, actor: User, at: datetime) -> int:
    """End a wave's fieldwork: every case not yet closed is closed with its final disposition. Returns how many.

    Refused while an interviewer is working on a case of this wave.
    """
    wave = advance(wave, WaveAction.CLOSE)
    closed = _close(list(wave.cases.filter(state__in=UNCLAIMED).values_list("pk", flat=True)), at)
    # Checked last, so that a case claimed in the meantime is found and everything is rolled back.
    if wave.cases.filter(state=CaseState.IN_CALL).exists():
        raise Refused("An interviewer is working on a case in this wave. Close fieldwork when the call has ended")
    audit.record(actor=actor, action="fieldwork.closed", subject=wave.subject, at=at, details={"open_cases": closed})
    return closed


def _close(keys: Collection[int], at: datetime) -> int:
    """Close these cases with one statement for each final disposition."""
    lock_cases(Case.objects.filter(pk__in=keys))
    by_code: dict[str, list[int]] = defaultdict(list)
    for key, final in final_dispositions(keys).items():
        by_code[final.code].append(key)
    step = STEPS[CaseAction.CLOSE]
    return sum(
        Case.objects.filter(pk__in=chosen, state__in=UNCLAIMED).update(
            state=step.to_state, final_disposition=code, closed_at=at, appointment_at=None, appointment_with=None
        )
        for code, chosen in by_code.items()
    )


@transaction.atomic
def put_back_stale_cases(*, at: datetime) -> int:
    """Put back the cases that were claimed, or last dialled, longer than STALE_AFTER ago. Returns how many.

    A call that was dialled counts as an attempt, although its outcome is lost, and answers given in it are kept. If it
    was the last attempt, the case closes instead.
    """
    keys = put_back_held(Case.objects.filter(state=CaseState.IN_CALL, claimed_at__lt=at - STALE_AFTER), at)
    if keys:
        audit.record(actor=AGENCY, action="claims.lapsed", subject="fieldwork", at=at, details={"cases": len(keys)})
    return len(keys)


@transaction.atomic
def put_back_case_of(*, interviewer: User, at: datetime) -> bool:
    """Put back the case that an interviewer holds whose account has been deactivated. Returns whether there was one.

    What was saved in the call is kept, as for a case that an interviewer has stopped working on.
    """
    return _put_back_held_case(interviewer, AGENCY, "case.taken_back", at)


@transaction.atomic
def hand_back_case(*, interviewer: User, at: datetime) -> bool:
    """Put back the case that an interviewer holds who signs out. Returns whether there was one. What was saved in the
    call is kept."""
    return _put_back_held_case(interviewer, interviewer, "case.handed_back", at)


def _put_back_held_case(interviewer: User, actor: audit.Actor, action: str, at: datetime) -> bool:
    case = held_case(interviewer)
    if case is None or not put_back_held(Case.objects.filter(state=CaseState.IN_CALL, claimed_by=interviewer), at):
        return False
    audit.record(actor=actor, action=action, subject=case.subject, at=at)
    return True


def put_back_held(held: QuerySet[Case], at: datetime) -> list[int]:
    """Put these cases back, and end their calls, within the caller's transaction. Returns the cases' keys."""
    lock_cases(held)
    keys = list(held.values_list("pk", flat=True))
    if not keys:
        return []
    for attempt in attempts_with_case().filter(case__in=keys, ended_at=None):
        Attempt.objects.filter(pk=attempt.pk, ended_at=None).update(ended_at=at, disposition=OUTCOME_LOST.code)
        close_or_put_back(EndedCall(attempt, OUTCOME_LOST, at))
    step = STEPS[CaseAction.PUT_BACK]
    Case.objects.filter(pk__in=keys, state__in=step.from_states).update(
        state=step.to_state, claimed_by=None, claimed_at=None
    )
    return keys
