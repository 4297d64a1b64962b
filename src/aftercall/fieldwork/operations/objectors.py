"""Nobody who has objected is called. Their cases are closed with the objection; the list is looked at again whenever a
case is claimed, dialled or read, in the same transaction, whatever was restored or imported in the meantime."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.fieldwork.models import Case
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
    """The contact details are kept if the objection waits for the cooling time."""
    closed = close_after_objection(references=[case.released.reference], at=at)
    to_erase = set(suppression.cases_matching(suppression.digests_to_erase()))
    erase_details(cases=[one for one in closed if one.released.reference in to_erase], actor=FIELDWORK, at=at)
