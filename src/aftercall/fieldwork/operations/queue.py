"""The queue: whom an interviewer calls next. One interviewer holds a case at a time, and only that one case."""

from datetime import datetime, timedelta

from django.db import IntegrityError, connection, transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.dates import local_day
from aftercall.core.errors import Refused
from aftercall.core.statements import exists, select, update_where
from aftercall.fieldwork.call_limits import calls_within_hour, quota_is_used_up, quota_refused
from aftercall.fieldwork.models import Attempt, Case
from aftercall.fieldwork.operations.objectors import PersonObjected, closing_if_objected, require_no_objection
from aftercall.fieldwork.policies import (
    require_holder,
    require_interviewer,
    require_signature,
    time_slot,
    within_hours,
)
from aftercall.fieldwork.queries import claimed_case, held_case
from aftercall.fieldwork.states import STEPS, CaseAction, CaseState
from aftercall.programmes.models import CallingRules

# How long a case that was put back without a call is not offered again.
PAUSE = timedelta(minutes=15)

# One statement selects and claims, so two interviewers who ask at the same moment never get the same case: SQLite runs
# writers one after another, PostgreSQL skips locked rows. tests/oracle has the same rules in plain Python.
# The order: promised calls first, the interviewer's own before others'; then people who were not out in this time slot
# when last called; then the window that closes soonest, the fewest attempts, the longest wait.
_CLAIM = """
UPDATE fieldwork_case
SET state = 'in_call', claimed_by_id = %(interviewer)s, claimed_at = %(at)s
WHERE NOT EXISTS (SELECT 1 FROM fieldwork_case WHERE claimed_by_id = %(interviewer)s)
AND id = (
    SELECT id FROM fieldwork_case
    WHERE state IN ('waiting', 'open')
    AND opens_on <= %(today)s AND closes_on >= %(today)s AND next_call_from <= %(at)s
    AND calling_id IN ({rules})
    ORDER BY
        CASE WHEN appointment_at IS NULL THEN 2 WHEN appointment_with_id = %(interviewer)s THEN 0 ELSE 1 END,
        appointment_at,
        CASE WHEN tried_at = %(time_slot)s THEN 1 ELSE 0 END,
        closes_on, attempts_made, next_call_from, id
    LIMIT 1 {lock}
)
RETURNING id
"""
_OF_OPEN_CASES = "WHERE id IN (SELECT calling_id FROM fieldwork_case WHERE state <> %s)"


def claim_next_case(*, interviewer: User, at: datetime) -> Case | None:
    """Claim the next case to call, or return the one that the interviewer already holds. None if no one can be called.

    Refused without a signed confidentiality agreement, outside every programme's permitted hours, and to those who hold
    no case and have made as many calls within the hour as are allowed.
    """
    require_interviewer(interviewer)
    require_signature(interviewer)
    if quota_is_used_up(calls_within_hour(interviewer, at)):
        if held := held_case(interviewer):
            return held
        raise quota_refused(interviewer, at)
    try:
        case = _claim_unless_objected(interviewer, at)
    except IntegrityError:
        # The same interviewer pressed the button twice, and the other request came first.
        case = None
    return case or _held_case_or_refuse(interviewer, at)


def _claim_unless_objected(interviewer: User, at: datetime) -> Case | None:
    while True:
        try:
            return closing_if_objected(lambda: _claim(interviewer, at), at=at)
        except PersonObjected:
            continue  # that case is closed now


@transaction.atomic
def _claim(interviewer: User, at: datetime) -> Case | None:
    key = _claim_first_in_queue(interviewer, at)
    if key is None:
        return None
    _require_still_active(interviewer)
    case = claimed_case(key)
    require_no_objection(case)
    audit.record(actor=interviewer, action="case.claimed", subject=case.subject, at=at)
    return case


def _require_still_active(interviewer: User) -> None:
    """Locks the account until the commit: if it is deactivated at this moment, either this claim is undone, or the
    deactivation finds it and puts the case back."""
    if not exists(User, lock=True, pk=interviewer.pk, is_active=True):
        raise Refused("Your account has been deactivated")


def _claim_first_in_queue(interviewer: User, at: datetime) -> int | None:
    rules = [rules.pk for rules in select(CallingRules, "ORDER BY id") if within_hours(rules, at)]
    if not rules:
        return None
    parameters = {
        "interviewer": interviewer.pk,
        "at": connection.ops.adapt_datetimefield_value(at),
        "today": connection.ops.adapt_datefield_value(local_day(at)),
        "time_slot": time_slot(at),
    }
    statement = _CLAIM.format(
        rules=", ".join(map(str, rules)), lock="FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return row[0] if row else None


def _held_case_or_refuse(interviewer: User, at: datetime) -> Case | None:
    """When nothing was claimed: the case already held, None if the queue is empty, or Refused outside calling hours."""
    held = held_case(interviewer)
    if held is None and not any(within_hours(rules, at) for rules in _rules_in_use()):
        raise Refused("You cannot call anyone at this time of day")
    return held


def _rules_in_use() -> list[CallingRules]:
    """The rules of all open cases, or all rules if no case is open."""
    return select(CallingRules, _OF_OPEN_CASES, [CaseState.CLOSED]) or select(CallingRules)


@transaction.atomic
def put_case_back(*, case: Case, interviewer: User, at: datetime) -> None:
    """Put a case back in the queue without a call. Refused during a call, because its outcome must be saved first."""
    if exists(Attempt, case=case.pk, ended_at=None):
        raise Refused("Save the outcome of the call first")
    step = STEPS[CaseAction.PUT_BACK]
    changes = {"state": step.to_state, "claimed_by": None, "claimed_at": None, "next_call_from": at + PAUSE}
    if not update_where(Case, changes, pk=case.pk, claimed_by=interviewer.pk, state=step.from_states):
        case.refresh_from_db()
        require_holder(case, interviewer)
    audit.record(actor=interviewer, action="case.put_back", subject=case.subject, at=at)
