"""Removing people who object from fieldwork: their cases close and their contact details are erased.

This takes two functions, because all rows must be changed before the audit log is written (see locking.py). The keys
are destroyed after the commit (see core.tombstones).
"""

from collections.abc import Collection
from datetime import datetime

from aftercall.core import audit
from aftercall.dispositions.codes import OBJECTION
from aftercall.fieldwork.models import Attempt, Case
from aftercall.fieldwork.operations.locking import cases_with_references, lock_cases
from aftercall.fieldwork.states import STEPS, CaseAction
from aftercall.handover.schedule import erase_contact


def close_after_objection(*, references: Collection[str], at: datetime) -> list[Case]:
    """Close these cases, even in the middle of a call. Returns all of them, including those that were closed
    before."""
    if not references:
        return []
    lock_cases(cases_with_references(references))
    found = list(cases_with_references(references).select_related("released").order_by("pk"))
    keys = [case.pk for case in found]
    Attempt.objects.filter(case__in=keys, ended_at=None).update(ended_at=at, disposition=OBJECTION.code)
    step = STEPS[CaseAction.CLOSE]
    Case.objects.filter(pk__in=keys, state__in=step.from_states).update(
        state=step.to_state,
        claimed_by=None,
        claimed_at=None,
        appointment_at=None,
        appointment_with=None,
        last_disposition=OBJECTION.code,
        final_disposition=OBJECTION.code,
        closed_at=at,
    )
    return found


def erase_details(*, cases: Collection[Case], actor: audit.Actor, at: datetime) -> None:
    """Erase the contact details of these cases after the caller's commit. Adds one audit entry per case."""
    for case in cases:
        erase_contact(case.released, at=at)
        audit.record(actor=actor, action="case.withdrawn", subject=case.subject, at=at)
