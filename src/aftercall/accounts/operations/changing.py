"""Changing the name, the email address and the role of someone who has joined."""

from datetime import datetime

from django.db import IntegrityError, transaction

from aftercall.accounts.models import User
from aftercall.accounts.operations.creating import require_new_email, require_role
from aftercall.accounts.operations.links import withdraw_links
from aftercall.accounts.operations.people import lock, require_active, require_another_administrator
from aftercall.accounts.signals import user_changing_role
from aftercall.core import audit
from aftercall.core.errors import Refused


@transaction.atomic
def change_person(*, user: User, name: str, email: str, role: str, actor: User, at: datetime) -> list[str]:
    """Change a person's details. Returns the names of those that have changed.

    Another email address withdraws links that were sent to the old one. Another role ends every session and the
    signature of the confidentiality agreement. Refused for one's own role, for the last administrator's, and while the
    person works on a case.
    """
    require_role(role)
    if email.strip().lower() != user.email:
        withdraw_links(user)
    if role != user.role:
        _prepare_other_role(user, actor)
    locked = lock(user)
    require_active(locked)
    if not locked.joined_at:
        raise Refused("This person has not accepted the invitation yet. Withdraw it and invite them again")
    before = {"name": locked.name, "email": locked.email, "role": locked.role}
    after = {"name": name.strip(), "email": email.strip().lower(), "role": role}
    changed = [key for key, value in after.items() if before[key] != value]
    if changed:
        _store(locked, {key: after[key] for key in changed}, at)
        roles = {"from": before["role"], "to": role} if "role" in changed else {}
        details = {"changed": changed, **({"role": roles} if roles else {})}
        audit.record(actor=actor, action="account.changed", subject=locked.audit_name, at=at, details=details)
    return changed


def _prepare_other_role(user: User, actor: User) -> None:
    if user.pk == actor.pk:
        raise Refused("You cannot change your own role. Ask another administrator", field="role")
    require_another_administrator(user)
    user_changing_role.send(sender=User, user=user)


def _store(user: User, changes: dict[str, str], at: datetime) -> None:
    if "email" in changes:
        require_new_email(changes["email"])
    for key, value in changes.items():
        setattr(user, key, value)
    if "role" in changes:
        user.session_generation += 1
        user.agreements.filter(ended_at=None).update(ended_at=at)
    try:
        with transaction.atomic():
            user.save(update_fields=[*changes, "session_generation"])
    except IntegrityError:
        require_new_email(changes.get("email", ""))
        raise
