"""What happens in fieldwork when an account is deactivated, would get another role, or signs out.

Every command loads this, so the operations, which load much else, are imported only when they are called.
"""

from datetime import datetime

from aftercall.accounts.models import User
from aftercall.core import clock
from aftercall.core.errors import Refused


def take_back_case(*, user: User, at: datetime, **_: object) -> None:
    """Receiver of accounts.signals.user_deactivated, in the same transaction: put back the case that the user held."""
    from aftercall.fieldwork.operations import put_back_case_of  # noqa: PLC0415

    put_back_case_of(interviewer=user, at=at)


def require_no_case_in_hand(*, user: User, **_: object) -> None:
    """Receiver of accounts.signals.user_changing_role: refused while the user works on a case."""
    from aftercall.fieldwork.queries import held_case  # noqa: PLC0415

    if held_case(user):
        raise Refused("This person is working on a case. Change the role when they have put it back", field="role")


def hand_back(*, user: User | None, **_: object) -> None:
    """Receiver of Django's user_logged_out, however the session ended: put back the case that the user held."""
    from aftercall.fieldwork.operations import hand_back_case  # noqa: PLC0415

    if isinstance(user, User):
        hand_back_case(interviewer=user, at=clock.now())
