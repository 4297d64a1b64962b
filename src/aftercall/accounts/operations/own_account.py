"""What users do with their own account."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction

from aftercall.accounts.models import User
from aftercall.accounts.operations.creating import require_good_password
from aftercall.accounts.operations.links import withdraw_links
from aftercall.accounts.queries import SECOND_FACTORS, number_of_factors
from aftercall.core import audit
from aftercall.core.errors import Refused


@transaction.atomic
def change_password(*, user: User, current: str, password: str, at: datetime) -> None:
    """Change the user's password, which ends all of their sessions and withdraws their links for a new one. Refused if
    the current password is wrong or the new one is weak."""
    if not user.check_password(current):
        raise Refused("Enter your current password correctly", field="current")
    require_good_password(password)
    withdraw_links(user)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(actor=user, action="password.changed", subject=user.audit_name, at=at)


@transaction.atomic
def delete_old_sessions(*, at: datetime) -> int:
    """Delete the sessions that have expired, which nothing reads again. Returns how many."""
    deleted, _ = Session.objects.filter(expire_date__lt=at).delete()
    return deleted


@transaction.atomic
def end_sessions(*, user: User, at: datetime) -> None:
    """End every session of the user at once, and withdraw their links for a new password: somebody else may have
    asked for one."""
    withdraw_links(user)
    advance_session_generation(user)
    audit.record(actor=user, action="sessions.ended", subject=user.audit_name, at=at)


@transaction.atomic
def record_added_factor(*, user: User, kind: str, at: datetime) -> bool:
    """Record that the user has added a second factor, or got recovery codes. With their first factor, every session
    that began without one ends. Returns whether sessions ended."""
    audit.record(actor=user, action="second_factor.added", subject=user.audit_name, at=at, details={"kind": kind})
    is_first = kind in SECOND_FACTORS and number_of_factors(user) == 1
    if is_first:
        advance_session_generation(user)
    return is_first


@transaction.atomic
def record_removed_factor(*, user: User, kind: str, at: datetime) -> None:
    """Record that the user has removed a second factor."""
    audit.record(actor=user, action="second_factor.removed", subject=user.audit_name, at=at, details={"kind": kind})


@transaction.atomic
def record_renewed_codes(*, user: User, at: datetime) -> None:
    """Record that the user has new recovery codes."""
    audit.record(actor=user, action="recovery_codes.renewed", subject=user.audit_name, at=at)


def advance_session_generation(user: User) -> None:
    """Make every session of the user invalid, within the caller's transaction."""
    user.session_generation += 1
    user.save(update_fields=["session_generation"])
