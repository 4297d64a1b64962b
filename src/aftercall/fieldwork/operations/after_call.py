"""What happens to a case when a call ends: it closes, or returns to the queue until it may be called again."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from aftercall.core.statements import update_where
from aftercall.dispositions.codes import COMPLETE, Disposition
from aftercall.fieldwork.models import Attempt, Case, Phone
from aftercall.fieldwork.policies import time_slot
from aftercall.fieldwork.queries import final_dispositions
from aftercall.fieldwork.states import STEPS, CaseAction, CaseState

NO_CLAIM: dict[str, Any] = {"claimed_by": None, "claimed_at": None}


@dataclass(frozen=True)
class EndedCall:
    """A call that has ended, and what was agreed in it."""

    attempt: Attempt
    disposition: Disposition
    at: datetime
    appointment_at: datetime | None = None

    @property
    def closes_case(self) -> bool:
        """Whether the case closes: the outcome ends it, or no number or attempt is left. After an appointment it never
        does, because a promised call is always made, and neither does that of a person who can answer on the web."""
        if self.appointment_at or self.disposition.on_web:
            return False
        case = self.attempt.case
        no_number_left = self.disposition.number_fails and self.attempt.last_number
        return self.disposition.ends_case or no_number_left or case.attempts_made >= case.calling.maximum_attempts


def close_or_put_back(ended: EndedCall) -> bool:
    """Close the case or put it back. Returns False and changes nothing if its interviewer no longer holds it."""
    step = STEPS[CaseAction.CLOSE if ended.closes_case else CaseAction.PUT_BACK]
    changes = {"state": step.to_state, "last_disposition": ended.disposition.code, **NO_CLAIM}
    changes |= _fields_if_closed(ended) if ended.closes_case else _fields_if_put_back(ended)
    attempt = ended.attempt
    still_held = {"pk": attempt.case_id, "claimed_by": attempt.interviewer_id, "state": CaseState.IN_CALL}
    return update_where(Case, changes, **still_held) == 1


def _fields_if_closed(ended: EndedCall) -> dict[str, Any]:
    return {
        "final_disposition": _final(ended).code,
        "closed_at": ended.at,
        "appointment_at": None,
        "appointment_with": None,
    }


def _final(ended: EndedCall) -> Disposition:
    """The case's final disposition. A complete interview outranks every other outcome, so the earlier calls need not be
    read after one."""
    if ended.disposition is COMPLETE:
        return COMPLETE
    return final_dispositions([ended.attempt.case_id])[ended.attempt.case_id]


def _fields_if_put_back(ended: EndedCall) -> dict[str, Any]:
    attempt, disposition = ended.attempt, ended.disposition
    first_number_failed = disposition.number_fails and attempt.phone == Phone.FIRST
    return {
        "next_call_from": ended.appointment_at or _retry_from(ended),
        "tried_at": time_slot(attempt.started_at) if disposition.other_time_slot else "",
        "main_number_failed": attempt.case.main_number_failed or first_number_failed,
        "appointment_at": ended.appointment_at,
        "appointment_with": attempt.interviewer_id if ended.appointment_at else None,
    }


def _retry_from(ended: EndedCall) -> datetime:
    """When the case may be called again. Somebody who has not answered on the web is called on the last day of the
    contact window at the latest."""
    again = ended.at + (ended.disposition.retry_after or timedelta())
    last_day = timezone.make_aware(datetime.combine(ended.attempt.case.closes_on, time.min))
    return min(again, last_day) if ended.disposition.on_web and ended.at < last_day else again
