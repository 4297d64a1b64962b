"""Accounts as shown on the administrator's pages."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from aftercall.accounts.models import User
from aftercall.core.words import date_and_time


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


def _link_in_words(user: User, at: datetime) -> str:
    """Until when the link works that someone who is to set a password was given."""
    until: datetime | None = user.link_until  # type: ignore[attr-defined]  # annotated by the query
    if until is None or state_of(user) not in (AccountState.INVITED, AccountState.RESET):
        return ""
    return f"Link works until {date_and_time(until)}" if until > at else "Link no longer works"


@dataclass(frozen=True)
class PersonRow:
    """One account: on the list, and on its own page."""

    user: User
    state: AccountState
    link: str
    second_factor: str

    @classmethod
    def of(cls, user: User, *, at: datetime) -> Self:
        """The row of an account from `queries.people`."""
        factor = "Set up" if user.second_factor else "Not set up"  # type: ignore[attr-defined]  # annotated by the query
        return cls(user, state_of(user), _link_in_words(user, at), factor)

    @property
    def colour(self) -> str:
        """The colour of the tag that shows the state."""
        return _COLOURS[self.state]
