"""Creating accounts, and what every account's details must fulfil."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import audit
from aftercall.core.errors import Refused

# Django's wording of these says what is wrong, but not what to do.
_PASSWORD_ADVICE = {
    "password_too_short": "Enter a password with at least 12 characters",
    "password_too_common": "That password is easy to guess. Enter a different one, such as three unrelated words",
}


@transaction.atomic
def add_user(*, email: str, name: str, role: str, password: str, actor: audit.Actor, at: datetime) -> User:
    """Create an account that can be used at once. Refused if a field is invalid, with a message that says how to fix
    it."""
    require_role(role)
    require_new_email(email)
    require_good_password(password)
    user = store_user(email=email, name=name, role=Role(role), password=password, joined_at=at)
    audit.record(actor=actor, action="account.made", subject=user.audit_name, at=at, details={"role": role})
    return user


def store_user(*, email: str, name: str, role: Role, password: str | None, joined_at: datetime | None = None) -> User:
    """Store an account within the caller's transaction. Refused if another request has just stored one with this email
    address."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email=email, name=name, role=role, password=password, joined_at=joined_at)
    except IntegrityError:
        require_new_email(email)
        raise


def require_role(role: str) -> None:
    """Refused if there is no such role."""
    if role not in Role.values:
        raise Refused(f"There is no such role. Choose one of {', '.join(Role.values)}")


def require_new_email(email: str) -> None:
    """Refused if this is not an email address, or if an account has it."""
    require_email(email)
    if User.objects.filter(email=email.strip().lower()).exists():
        raise Refused("There is already an account with this email address. Use another one", field="email")


def require_email(email: str) -> None:
    """Refused if this is not an email address."""
    try:
        validate_email(email.strip())
    except ValidationError:
        raise Refused("Enter an email address in the correct format, like name@example.com", field="email") from None


def require_good_password(password: str) -> None:
    """Refused if the password is too short or too easy to guess."""
    try:
        validate_password(password)
    except ValidationError as error:
        problems = [_PASSWORD_ADVICE.get(one.code or "", " ".join(one.messages)) for one in error.error_list]
        raise Refused(problems[0], field="password") from None
