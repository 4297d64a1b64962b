"""Accounts as shown on the administrator's pages."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from aftercall.accounts.models import User


class AccountState(StrEnum):
    """What an account is waiting for, in the words of the page."""

    INVITED = "Invited"
    RESET = "Waiting for a new password"
    ACTIVE = "Active"
    DEACTIVATED = "Deactivated"


def state_of(user: User) -> AccountState:
    """The state of this account."""
    if not user.is_active:
        return AccountState.DEACTIVATED
    if not user.joined_at:
        return AccountState.INVITED
    return AccountState.ACTIVE if user.has_usable_password() else AccountState.RESET


_COLOURS = {
    AccountState.INVITED: "yellow",
    AccountState.RESET: "yellow",
    AccountState.ACTIVE: "green",
    AccountState.DEACTIVATED: "grey",
}


@dataclass(frozen=True)
class PersonRow:
    """One account: on the list, and on its own page."""

    user: User
    state: AccountState
    second_factor: str

    @classmethod
    def of(cls, user: User, *, second_factor: bool) -> Self:
        """The row of this account."""
        return cls(user, state_of(user), "Set up" if second_factor else "Not set up")

    @property
    def colour(self) -> str:
        """The colour of the tag that shows the state."""
        return _COLOURS[self.state]
