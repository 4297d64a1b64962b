"""Everything that changes an account, from its invitation to its end."""

from aftercall.accounts.operations.creating import add_user
from aftercall.accounts.operations.joining import (
    accept_invitation,
    join_as_administrator,
    set_new_password,
)
from aftercall.accounts.operations.links import IssuedLink, issue_administrator_link

__all__ = [
    "IssuedLink",
    "accept_invitation",
    "add_user",
    "issue_administrator_link",
    "join_as_administrator",
    "set_new_password",
]
