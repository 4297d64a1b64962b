"""Pausing a person's cases while something that they asked about is checked (Article 18 of the UK GDPR): they are not
called, and no interviewer sees them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import QuerySet

from aftercall.consents.queries import restricted_cases
from aftercall.core import audit
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.operations.closing import put_back_held
from aftercall.fieldwork.operations.locking import cases_with_references, lock_cases
from aftercall.fieldwork.states import STEPS, CaseAction, CaseState


def restrict_cases(*, references: Collection[str], actor: audit.Actor, at: datetime) -> int:
    """Pause these cases, within the caller's transaction. Returns how many; closed ones stay closed.

    A call in progress ends, as for a case that an interviewer has stopped working on.
    """
    cases = cases_with_references(references)
    lock_cases(cases)
    put_back_held(cases.filter(state=CaseState.IN_CALL), at)
    return _change(cases, CaseAction.RESTRICT, "case.restricted", actor, at)


def restrict_again(*, actor: audit.Actor, at: datetime) -> None:
    """Pause the open cases of everyone whose restriction is in force, and let the others be called again, within the
    caller's transaction: a restored backup knows neither which restrictions have begun since nor which were lifted."""
    cases = Case.objects.exclude(state=CaseState.CLOSED).select_related("released").order_by("pk")
    states = dict(cases.values_list("released__reference", "state"))
    restricted = restricted_cases(states)
    paused = {reference for reference, state in states.items() if state == CaseState.RESTRICTED}
    restrict_cases(references=restricted - paused, actor=actor, at=at)
    lift_restriction(references=paused - restricted, actor=actor, at=at)


def paused_by(restriction: str) -> set[str]:
    """The references of the cases that are paused because of a restriction. restriction: its reference."""
    paused = Case.objects.filter(state=CaseState.RESTRICTED).values_list("released__reference", flat=True)
    return restricted_cases(list(paused), by=restriction)


def lift_restriction(*, references: Collection[str], actor: audit.Actor, at: datetime) -> int:
    """Let these cases be called again, within the caller's transaction. Returns how many."""
    cases = cases_with_references(references)
    lock_cases(cases)
    return _change(cases, CaseAction.LIFT, "case.restriction_lifted", actor, at)


def _change(cases: QuerySet[Case], action: CaseAction, recorded_as: str, actor: audit.Actor, at: datetime) -> int:
    step = STEPS[action]
    changed = list(cases.filter(state__in=step.from_states).select_related("released").order_by("pk"))
    keys = [case.pk for case in changed]
    Case.objects.filter(pk__in=keys, state__in=step.from_states).update(state=step.to_state)
    for case in changed:
        audit.record(actor=actor, action=recorded_as, subject=case.subject, at=at)
    return len(changed)
