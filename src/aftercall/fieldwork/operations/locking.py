"""The order in which all operations lock rows, so that no two of them can deadlock.

The suppression list comes first; then cases, by their keys; then their calls and interviews; then the audit log.
"""

from collections.abc import Collection

from django.db import connection
from django.db.models import QuerySet

from aftercall.core.statements import exists
from aftercall.fieldwork.models import Case
from aftercall.handover.models import ReleasedCase


def lock_cases(cases: QuerySet[Case]) -> None:
    """Lock these rows until the commit. SQLite allows one writer at a time, so it needs no locks."""
    if connection.features.has_select_for_update:
        list(cases.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def lock_case(key: int) -> None:
    """Lock this case's row until the commit."""
    if connection.features.has_select_for_update:
        exists(Case, lock=True, pk=key)


def cases_with_references(references: Collection[str]) -> QuerySet[Case]:
    """The cases with these references. A subquery rather than a join, so that only rows of cases are locked."""
    return Case.objects.filter(released__in=ReleasedCase.objects.filter(reference__in=references))
