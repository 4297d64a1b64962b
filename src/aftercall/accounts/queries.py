"""Reads of accounts and one-time links."""

from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from aftercall.accounts.models import AccessLink, LinkState, User
from aftercall.accounts.roles import Role

# Recovery codes alone are no second factor: they only replace a lost one.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def people() -> QuerySet[User]:
    """All accounts by name, each with `second_factor`, whether one is set up, and `link_until`, until when a one-time
    link of theirs that has not been used works, or worked (None if there is none)."""
    until = Max("access_links__expires_at", filter=Q(access_links__used_at=None))
    return User.objects.annotate(second_factor=_factor_exists(), link_until=until).order_by("name", "pk")


def _factor_exists() -> Exists:
    return Exists(Authenticator.objects.filter(user_id=OuterRef("pk"), type__in=SECOND_FACTORS))


@dataclass(frozen=True)
class PeopleInRole:
    """How many active accounts of a role have joined, and how many are invited and have not joined yet."""

    joined: int
    invited: int


def people_by_role() -> dict[Role, PeopleInRole]:
    """The active accounts of each role that has any."""
    active = User.objects.filter(is_active=True).order_by().values_list("role")
    counts = active.annotate(joined=Count("joined_at"), invited=Count("pk", filter=Q(joined_at=None)))
    return {Role(role): PeopleInRole(joined, invited) for role, joined, invited in counts}


def joined_without_second_factor() -> int:
    """How many people have joined, can sign in and have not set up a second factor."""
    return User.objects.filter(~_factor_exists(), is_active=True, joined_at__isnull=False).count()


def has_second_factor(user: User) -> bool:
    """Whether the user has set up a second factor."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).exists())


def number_of_factors(user: User) -> int:
    """How many second factors the user has set up."""
    return int(Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).count())


def deactivated_user_of(session: SessionBase) -> User | None:
    """The user who signed in with this session and whose account has been deactivated since. Django treats them as
    anonymous, and only the session still says who they were."""
    key = session.get(SESSION_KEY)
    return User.objects.filter(pk=key, is_active=False).first() if key is not None else None


def link_with_digest(digest: str) -> AccessLink | None:
    """The one-time link whose token has this digest."""
    return AccessLink.objects.select_related("user").filter(digest=digest).first()


def state_of_link(link: AccessLink | None, at: datetime) -> LinkState:
    """Whether a link can be used. One that was withdrawn is as unknown as one that never existed."""
    return link.state(at) if link else LinkState.UNKNOWN


def active_administrators() -> int:
    """How many administrators can sign in."""
    return User.objects.filter(role=Role.ADMINISTRATOR, is_active=True, joined_at__isnull=False).count()
