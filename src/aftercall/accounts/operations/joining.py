"""What a one-time link is used for: creating an administrator's account, accepting an invitation, a new password."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F

from aftercall.accounts.models import AccessLink, LinkPurpose, User
from aftercall.accounts.operations.creating import add_user, require_email, require_good_password
from aftercall.accounts.operations.links import IssuedLink, claim, issue_further_link, withdraw_links
from aftercall.accounts.roles import Role
from aftercall.core import audit
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused

CONSOLE = SystemActor("console")
SIGN_IN_PAGE = SystemActor("sign-in page")


@transaction.atomic
def join_as_administrator(*, link: AccessLink, email: str, name: str, password: str, at: datetime) -> User:
    """Create an administrator's account, with a link from the console.

    If an administrator already has this email address, they get back in: with the new password and without the second
    factor, which they may have lost; if the account has been deactivated, it is active again. Refused if the address
    is that of an account with another role.
    """
    require_email(email)
    claim(link, at)
    existing = User.objects.filter(email=email.strip().lower()).first()
    if existing and existing.role == Role.ADMINISTRATOR:
        return _let_back_in(existing, password, at)
    return add_user(email=email, name=name, role=Role.ADMINISTRATOR, password=password, actor=CONSOLE, at=at)


def _let_back_in(user: User, password: str, at: datetime) -> User:
    withdraw_links(user)
    forget_second_factor(user)
    User.objects.filter(pk=user.pk).update(is_active=True)
    _set_password(user, password, at)
    details = {} if user.is_active else {"reactivated": True}
    audit.record(actor=CONSOLE, action="administrator.let_back_in", subject=user.audit_name, at=at, details=details)
    return user


@transaction.atomic
def accept_invitation(*, link: AccessLink, name: str, password: str, at: datetime) -> User:
    """Set the name and the password of an invited person, who can then sign in."""
    user = _claim_for_user(link, at)
    withdraw_links(user)
    User.objects.filter(pk=user.pk).update(name=name)
    _set_password(user, password, at)
    audit.record(actor=user, action="invitation.accepted", subject=user.audit_name, at=at)
    return user


@transaction.atomic
def request_reset(*, email: str, at: datetime) -> IssuedLink | None:
    """Issue a link for a new password to somebody who has forgotten theirs. None if no account in use has this email
    address. Earlier links still work, so that a stranger who asks again and again withdraws nothing."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True, joined_at__isnull=False).first()
    if user is None:
        return None
    audit.record(actor=SIGN_IN_PAGE, action="reset.requested", subject=user.audit_name, at=at)
    return issue_further_link(LinkPurpose.RESET, user, at)


@transaction.atomic
def set_new_password(*, link: AccessLink, password: str, at: datetime) -> User:
    """Set a new password with a link. This ends every session of the user. Their second factor stays as it is."""
    user = _claim_for_user(link, at)
    withdraw_links(user)
    _set_password(user, password, at)
    audit.record(actor=user, action="password.reset", subject=user.audit_name, at=at)
    return user


def _claim_for_user(link: AccessLink, at: datetime) -> User:
    claim(link, at)
    user = User.objects.filter(access_links=link, is_active=True).first()
    if user is None:
        raise Refused("Your account has been deactivated. If you still need it, ask your administrator")
    return user


def _set_password(user: User, password: str, at: datetime) -> None:
    require_good_password(password)
    user.set_password(password)
    User.objects.filter(pk=user.pk).update(
        password=user.password, joined_at=user.joined_at or at, session_generation=F("session_generation") + 1
    )


def forget_second_factor(user: User) -> None:
    """Delete the user's second factors and recovery codes, within the caller's transaction."""
    Authenticator.objects.filter(user_id=user.pk).delete()
