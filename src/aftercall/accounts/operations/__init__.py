"""Everything that changes an account, from its invitation to its end."""

from aftercall.accounts.operations.changing import change_person
from aftercall.accounts.operations.creating import add_user
from aftercall.accounts.operations.joining import (
    accept_invitation,
    join_as_administrator,
    request_reset,
    set_new_password,
)
from aftercall.accounts.operations.links import IssuedLink, delete_old_links, issue_administrator_link
from aftercall.accounts.operations.own_account import (
    change_password,
    delete_old_sessions,
    end_sessions,
    record_added_factor,
    record_removed_factor,
    record_renewed_codes,
)
from aftercall.accounts.operations.people import (
    deactivate,
    invite,
    reactivate,
    renew_invitation,
    reset_sign_in,
    withdraw_invitation,
)
from aftercall.accounts.operations.sign_ins import (
    record_failed_sign_in,
    record_refusal,
    record_sign_in,
    record_sign_out,
)

__all__ = [
    "IssuedLink",
    "accept_invitation",
    "add_user",
    "change_password",
    "change_person",
    "deactivate",
    "delete_old_links",
    "delete_old_sessions",
    "end_sessions",
    "invite",
    "issue_administrator_link",
    "join_as_administrator",
    "reactivate",
    "record_added_factor",
    "record_failed_sign_in",
    "record_refusal",
    "record_removed_factor",
    "record_renewed_codes",
    "record_sign_in",
    "record_sign_out",
    "renew_invitation",
    "request_reset",
    "reset_sign_in",
    "set_new_password",
    "withdraw_invitation",
]
