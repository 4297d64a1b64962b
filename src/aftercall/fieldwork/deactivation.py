"""What happens in fieldwork when an account is deactivated, and when an interviewer signs out."""

from datetime import datetime

from aftercall.accounts.models import User
from aftercall.core import clock
from aftercall.fieldwork.operations import hand_back_case, put_back_case_of


def take_back_case(*, user: User, at: datetime, **_: object) -> None:
    """Receiver of accounts.signals.user_deactivated, in the same transaction: put back the case that the user held."""
    put_back_case_of(interviewer=user, at=at)


def hand_back(*, user: User | None, **_: object) -> None:
    """Receiver of Django's user_logged_out, however the session ended: put back the case that the user held."""
    if isinstance(user, User):
        hand_back_case(interviewer=user, at=clock.now())
