"""Reads of saved views."""

from django.db.models import Q, QuerySet

from aftercall.accounts.models import User
from aftercall.workbench.models import SavedView


def views_of(user: User) -> QuerySet[SavedView]:
    """A researcher's own views, and those that others have shared."""
    return SavedView.objects.filter(Q(owner=user) | Q(shared=True)).select_related("owner")
