"""What an administrator does for people: invite, reset, deactivate, reactivate."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from aftercall.accounts.models import LinkPurpose, User
from aftercall.accounts.operations.creating import require_new_email, require_role, store_user
from aftercall.accounts.operations.joining import forget_second_factor
from aftercall.accounts.operations.links import IssuedLink, issue_link, withdraw_links
from aftercall.accounts.roles import Role
from aftercall.accounts.signals import user_deactivated
from aftercall.core import audit
from aftercall.core.errors import Refused


@transaction.atomic
def invite(*, email: str, name: str, role: str, actor: User, at: datetime) -> IssuedLink:
    """Create an account that nobody can use yet, and the link with which the person joins. Refused if an account has
    this email address."""
    require_role(role)
    require_new_email(email)
    user = store_user(email=email, name=name, role=Role(role), password=None)
    audit.record(actor=actor, action="account.invited", subject=user.audit_name, at=at, details={"role": role})
    return issue_link(LinkPurpose.INVITATION, user, at)


@transaction.atomic
def renew_invitation(*, user: User, actor: User, at: datetime) -> IssuedLink:
    """Issue a new invitation; the earlier link no longer works. Refused once the person has joined."""
    withdraw_links(user)
    user = lock(user)
    require_active(user)
    _require_not_joined(user)
    audit.record(actor=actor, action="invitation.renewed", subject=user.audit_name, at=at)
    return issue_link(LinkPurpose.INVITATION, user, at)


@transaction.atomic
def withdraw_invitation(*, user: User, actor: User, at: datetime) -> None:
    """Delete the account of a person who has not joined, for example because the role or the address was wrong. Refused
    once they have joined: what they did refers to the account."""
    withdraw_links(user)
    user = lock(user)
    _require_not_joined(user)
    audit.record(actor=actor, action="invitation.withdrawn", subject=user.audit_name, at=at)
    user.delete()


@transaction.atomic
def reset_sign_in(*, user: User, actor: User, at: datetime) -> IssuedLink:
    """Take away the password and the second factor, which may be lost or in the wrong hands, end every session, and
    issue a link for a new password. Refused for the administrator's own account."""
    withdraw_links(user)
    user = lock(user)
    require_active(user)
    if user.pk == actor.pk:
        raise Refused("You cannot reset your own sign-in. Change your password or your second factor in Your account")
    if not user.joined_at:
        raise Refused("This person has not accepted the invitation yet. Make a new invitation link instead")
    forget_second_factor(user)
    user.set_unusable_password()
    user.session_generation += 1
    user.save(update_fields=["password", "session_generation"])
    audit.record(actor=actor, action="account.reset", subject=user.audit_name, at=at)
    return issue_link(LinkPurpose.RESET, user, at)


@transaction.atomic
def deactivate(*, user: User, actor: User, at: datetime) -> None:
    """Let nobody sign in as this user any more. Ends every session at once and withdraws their links; other rooms take
    back what the user was working on. Refused for the last active administrator."""
    withdraw_links(user)
    require_another_administrator(user)
    changed = User.objects.filter(pk=user.pk, is_active=True).update(
        is_active=False, session_generation=F("session_generation") + 1
    )
    if not changed:
        raise Refused("This account has already been deactivated")
    user_deactivated.send(sender=User, user=user, at=at)
    audit.record(actor=actor, action="account.deactivated", subject=user.audit_name, at=at)


@transaction.atomic
def reactivate(*, user: User, actor: User, at: datetime) -> None:
    """Let the user sign in again, with the password and second factor they had."""
    if not User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
        raise Refused("This account is already active")
    audit.record(actor=actor, action="account.reactivated", subject=user.audit_name, at=at)


def require_another_administrator(user: User) -> None:
    """Refused for the last active administrator. Locks the administrators' rows, so that two of them cannot deactivate
    each other at the same moment."""
    if user.role != Role.ADMINISTRATOR:
        return
    able = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True, joined_at__isnull=False)
    others = set(able.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True)) - {user.pk}
    if not others:
        raise Refused("This is the last administrator. Invite another one, who must accept before you try again")


def lock(user: User) -> User:
    """The user as it is now, locked until the commit."""
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _require_not_joined(user: User) -> None:
    if user.joined_at:
        raise Refused("This person has already accepted the invitation. To let them back in, reset their sign-in")


def require_active(user: User) -> None:
    """Refused if the account has been deactivated."""
    if not user.is_active:
        raise Refused("This account has been deactivated. Reactivate it first")
