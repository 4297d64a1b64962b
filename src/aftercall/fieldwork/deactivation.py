"""What happens in fieldwork when an account is deactivated, would get another role, or signs out."""

from datetime import datetime

from aftercall.accounts.models import User
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.fieldwork.operations import hand_back_case, put_back_case_of
from aftercall.fieldwork.queries import held_case


def take_back_case(*, user: User, at: datetime, **_: object) -> None:
    """Receiver of accounts.signals.user_deactivated, in the same transaction: put back the case that the user held."""
    put_back_case_of(interviewer=user, at=at)


def require_no_case_in_hand(*, user: User, **_: object) -> None:
    """Receiver of accounts.signals.user_changing_role: refused while the user works on a case."""
    if held_case(user):
        raise Refused("This person is working on a case. Change the role when they have put it back", field="role")


def hand_back(*, user: User | None, **_: object) -> None:
    """Receiver of Django's user_logged_out, however the session ended: put back the case that the user held."""
    if isinstance(user, User):
        hand_back_case(interviewer=user, at=clock.now())
