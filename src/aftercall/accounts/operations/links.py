"""One-time links: issuing and claiming them.

Every operation changes a user's links before it locks or changes the user, so that no two of them can deadlock.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from aftercall.accounts.models import AccessLink, LinkPurpose, User
from aftercall.core import audit
from aftercall.core.errors import Refused

LIFETIMES = {
    LinkPurpose.FIRST_ADMINISTRATOR: timedelta(days=1),
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.RESET: timedelta(days=1),
}
TOKEN_BYTES = 32
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class IssuedLink:
    """A new link with its token, which is shown or sent once and stored nowhere."""

    link: AccessLink
    token: str


def digest_of(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_administrator_link(*, actor: audit.Actor, at: datetime) -> IssuedLink:
    """Issue the link with which an administrator's account is created, or a locked-out administrator gets back in. An
    earlier link that nobody has used no longer works."""
    issued = issue_link(LinkPurpose.FIRST_ADMINISTRATOR, None, at)
    audit.record(actor=actor, action="administrator_link.issued", subject="accounts", at=at)
    return issued


def issue_link(purpose: LinkPurpose, user: User | None, at: datetime) -> IssuedLink:
    """Issue a link within the caller's transaction. The user's earlier link, if nobody has used it, no longer works."""
    withdraw_links(user)
    return issue_further_link(purpose, user, at)


def issue_further_link(purpose: LinkPurpose, user: User | None, at: datetime) -> IssuedLink:
    """Issue a link within the caller's transaction, beside those that the user may have already."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = AccessLink.objects.create(
        digest=digest_of(token), purpose=purpose, user=user, created_at=at, expires_at=at + LIFETIMES[purpose]
    )
    return IssuedLink(link, token)


def withdraw_links(user: User | None) -> None:
    """Withdraw a user's unused links (None: those for an administrator), within the caller's transaction."""
    AccessLink.objects.filter(user=user, used_at=None).delete()


@transaction.atomic
def delete_old_links(*, at: datetime) -> int:
    """Delete the links that were used or expired more than 30 days ago. Until then, their pages say why they no longer
    work. Returns how many."""
    limit = at - KEPT_FOR
    deleted, _ = AccessLink.objects.filter(Q(used_at__lt=limit) | Q(expires_at__lt=limit)).delete()
    return deleted


def claim(link: AccessLink, at: datetime) -> None:
    """Use up the link, within the caller's transaction. Refused if it has been used, has expired or was withdrawn,
    perhaps a moment ago: of two people who open it, only one gets in."""
    claimed = AccessLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=at).update(used_at=at)
    if not claimed:
        raise Refused("This link can no longer be used. Open it again to see what to do")
