"""Saving and removing views of the workbench."""

from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.workbench.asked import Asked
from aftercall.workbench.models import SavedView


@transaction.atomic
def save_view(*, name: str, asked: Asked, shared: bool, actor: User, at: datetime) -> SavedView:
    """Save what was asked under a name. A view of the same name and owner is replaced."""
    values = {"query": asked.query, "shared": shared, "saved_at": at}
    view, _ = SavedView.objects.update_or_create(owner=actor, name=name, defaults=values)
    audit.record(actor=actor, action="view.saved", subject=view.subject, at=at, details={"shared": shared})
    return view


@transaction.atomic
def remove_view(*, view: SavedView, actor: User, at: datetime) -> None:
    """Remove a view. Refused to anyone but its owner."""
    if view.owner_id != actor.pk:
        raise Refused("Only the person who saved a view can remove it")
    audit.record(actor=actor, action="view.removed", subject=view.subject, at=at, details={})
    view.delete()
