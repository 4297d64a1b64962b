"""Nobody who has objected is called. Their cases are closed with the objection; the list is looked at again whenever a
case is claimed, dialled or read, in the same transaction, whatever was restored or imported in the meantime."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.fieldwork.models import Attempt, Case
from aftercall.fieldwork.operations.locking import lock_cases
from aftercall.fieldwork.operations.objecting import close_after_objection, erase_details
from aftercall.suppression import queries as suppression

FIELDWORK = audit.SystemActor("fieldwork")


class PersonObjected(Refused):
    """An operation was refused because the case's person is on the suppression list."""

    def __init__(self, case: Case) -> None:
        self.case = case
        super().__init__("This person has asked not to be surveyed. Do not call them. Open the next case")


def require_no_objection(case: Case) -> None:
    """Raises PersonObjected if the case's person is on the suppression list."""
    if suppression.has_objected(case.released.reference):
        raise PersonObjected(case)


def closing_if_objected[Result](operation: Callable[[], Result], *, at: datetime) -> Result:
    """The operation's result. If it raises PersonObjected, which undoes its transaction, the case is closed before the
    error is raised again."""
    try:
        return operation()
    except PersonObjected as found:
        _withdraw(found.case, at)
        raise


@transaction.atomic
def _withdraw(case: Case, at: datetime) -> None:
    closed = close_after_objection(references=[case.released.reference], at=at)
    erase_details(cases=closed, actor=FIELDWORK, at=at)


def require_call_still_active(attempt: Attempt) -> None:
    """Lock the case until the commit. Refused if the call has ended since the attempt was read."""
    lock_cases(Case.objects.filter(pk=attempt.case_id))
    if not Attempt.objects.filter(pk=attempt.pk, ended_at=None).exists():
        raise Refused("This call has ended, so nothing was saved. Open the next case")
