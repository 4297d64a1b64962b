"""Reads of accounts and one-time links."""

from datetime import datetime

from aftercall.accounts.models import AccessLink, LinkState, User
from aftercall.accounts.roles import Role


def link_with_digest(digest: str) -> AccessLink | None:
    """The one-time link whose token has this digest."""
    return AccessLink.objects.select_related("user").filter(digest=digest).first()


def state_of_link(link: AccessLink | None, at: datetime) -> LinkState:
    """Whether a link can be used. One that was withdrawn is as unknown as one that never existed."""
    return link.state(at) if link else LinkState.UNKNOWN


def active_administrators() -> int:
    """How many administrators can sign in."""
    return User.objects.filter(role=Role.ADMINISTRATOR, is_active=True, joined_at__isnull=False).count()
