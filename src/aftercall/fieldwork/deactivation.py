"""What happens in fieldwork when an account is deactivated."""

from datetime import datetime

from aftercall.accounts.models import User
from aftercall.fieldwork.operations import put_back_case_of


def take_back_case(*, user: User, at: datetime, **_: object) -> None:
    """Receiver of accounts.signals.user_deactivated, in the same transaction: put back the case that the user held."""
    put_back_case_of(interviewer=user, at=at)
