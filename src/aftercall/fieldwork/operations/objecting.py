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
from aftercall.handover.schedule import contact_is_erased, erase_contact

# No case has these. With them, the same statements run whether or not there is a case, so that nobody can tell from the
# time that an answer takes whether a person was recognised.
_NO_REFERENCE = ""
_NO_KEY = 0


def close_after_objection(*, references: Collection[str], at: datetime) -> list[Case]:
    """Close these cases, even in the middle of a call. Returns all of them, including those that were closed
    before."""
    references = [*references, _NO_REFERENCE]
    lock_cases(cases_with_references(references))
    found = list(cases_with_references(references).select_related("released").order_by("pk"))
    keys = [_NO_KEY, *(case.pk for case in found)]
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
    """Erase the contact details of these cases after the caller's commit, unless they have been erased before. Adds one
    audit entry per case."""
    for case in cases:
        if contact_is_erased(case.released):
            continue
        erase_contact(case.released, at=at)
        audit.record(actor=actor, action="case.withdrawn", subject=case.subject, at=at)
