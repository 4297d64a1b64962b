"""Creating accounts."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import audit
from aftercall.core.errors import Refused


@transaction.atomic
def add_user(*, email: str, name: str, role: str, password: str, actor: audit.Actor, at: datetime) -> User:
    """Create an account with one role. Refused if a field is invalid, with a message that says how to fix it."""
    if role not in Role.values:
        raise Refused(f"There is no such role. Choose one of {', '.join(Role.values)}")
    try:
        validate_email(email)
        validate_password(password)
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from None
    if User.objects.filter(email=email.strip().lower()).exists():
        raise Refused("There is already an account with this email address. Use another one")
    user = User.objects.create_user(email=email, name=name, role=Role(role), password=password)
    audit.record(actor=actor, action="account.made", subject=user.audit_name, at=at, details={"role": role})
    return user
