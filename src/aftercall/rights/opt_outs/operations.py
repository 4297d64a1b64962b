"""The destruction of the contact details of people who opted out on the public site: after the cooling time by a job,
at once if the officer confirms a request, or later if the officer puts it off. The objection itself is never undone."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.handover.schedule import contact_is_erased, erase_contact
from aftercall.rights.opt_outs.queries import FLOOD, released_cases_of, requests_on, waiting_requests
from aftercall.suppression.models import COOLING_TIME, Objection, RefusedRequests
from aftercall.suppression.operations import lock_suppression_list
from aftercall.suppression.queries import objections_to_erase

JOB = audit.SystemActor("opt-outs")
PUBLIC = audit.SystemActor("public", role="public")
_ALREADY_DESTROYED = "The contact details of this request have already been destroyed"


def erase_after_cooling_time(*, at: datetime) -> int:
    """Destroy the contact details of everyone whose cooling time is over.

    Returns the number of requests. Each has its own transaction. If it fails for one, it is still done for the others
    before the error is raised.
    """
    results = [_erase_if_due(objection, at) for objection in objections_to_erase().filter(erase_at__lte=at)]
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results.count(True)


def _erase_if_due(objection: Objection, at: datetime) -> bool | Exception:
    try:
        return _erase(objection, JOB, at, only_if_due=True)
    except Exception as error:  # noqa: BLE001 - raised once the other requests are done
        return error


def erase_now(*, objection: Objection, actor: audit.Actor, at: datetime) -> None:
    """Destroy the contact details of a request's person without waiting any longer. Refused if they have been
    destroyed."""
    if not _erase(objection, actor, at):
        raise Refused(_ALREADY_DESTROYED)


@transaction.atomic
def _erase(objection: Objection, actor: audit.Actor, at: datetime, *, only_if_due: bool = False) -> bool:
    lock_suppression_list()
    waiting = objections_to_erase().order_by().filter(pk=objection.pk)
    if not (waiting.filter(erase_at__lte=at) if only_if_due else waiting).update(erased_at=at):
        return False
    cases = [case for case in released_cases_of(objection) if not contact_is_erased(case)]
    for case in cases:
        erase_contact(case, at=at)
    audit.record(actor=actor, action="opt_out.erased", subject=objection.subject, at=at, details={"cases": len(cases)})
    for case in cases:
        audit.record(actor=actor, action="case.withdrawn", subject=case.subject, at=at)
    return True


@transaction.atomic
def keep_longer(*, objection: Objection, actor: audit.Actor, at: datetime) -> None:
    """Keep the contact details of a request's person for another cooling time from now. Refused if they have been
    destroyed."""
    if not objections_to_erase().order_by().filter(pk=objection.pk).update(erase_at=at + COOLING_TIME):
        raise Refused(_ALREADY_DESTROYED)
    audit.record(actor=actor, action="opt_out.kept_longer", subject=objection.subject, at=at)


@transaction.atomic
def keep_all_longer(*, actor: audit.Actor, at: datetime) -> int:
    """Keep the contact details of all waiting requests for another cooling time from now. Returns how many requests."""
    kept = waiting_requests().order_by().update(erase_at=at + COOLING_TIME)
    audit.record(actor=actor, action="opt_outs.kept_longer", subject="objections", at=at, details={"requests": kept})
    return kept


@transaction.atomic
def count_refused_request(*, at: datetime) -> None:
    """Count a request that was refused because its connection had sent too many. Only the first of a day has an entry
    in the audit log, so that nobody can fill it."""
    lock_suppression_list()
    today, is_first = RefusedRequests.objects.get_or_create(day=timezone.localdate(at))
    RefusedRequests.objects.filter(pk=today.pk).update(count=F("count") + 1)
    if is_first:
        audit.record(actor=PUBLIC, action="opt_out.refused", subject="objections", at=at)
    alert_about_flood(at=at)


def alert_about_flood(*, at: datetime) -> None:
    """Within the caller's transaction, and under the lock of the suppression list: record that so many requests have
    been sent on this day that somebody may be sending them in other people's names."""
    if requests_on(timezone.localdate(at)) == FLOOD:
        details = {"requests_in_a_day": FLOOD}
        audit.record(actor=PUBLIC, action="opt_outs.flood", subject="objections", at=at, details=details)
