"""What users do with their own account."""

from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.accounts.operations.creating import require_good_password
from aftercall.core import audit
from aftercall.core.errors import Refused


@transaction.atomic
def change_password(*, user: User, current: str, password: str, at: datetime) -> None:
    """Change the user's password, which ends all of their sessions. Refused if the current one is wrong or the new one
    is weak."""
    if not user.check_password(current):
        raise Refused("Enter your current password correctly")
    require_good_password(password)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(actor=user, action="password.changed", subject=user.audit_name, at=at)


@transaction.atomic
def end_sessions(*, user: User, at: datetime) -> None:
    """End every session of the user at once."""
    advance_session_generation(user)
    audit.record(actor=user, action="sessions.ended", subject=user.audit_name, at=at)


def advance_session_generation(user: User) -> None:
    """Make every session of the user invalid, within the caller's transaction."""
    user.session_generation += 1
    user.save(update_fields=["session_generation"])
