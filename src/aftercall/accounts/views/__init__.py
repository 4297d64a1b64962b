"""The pages of this room. For signing in and out and the second factor, config/urls.py routes allauth's own views."""

from aftercall.accounts.views.access_links import open_link, use_link
from aftercall.accounts.views.agreement import agreement
from aftercall.accounts.views.forgotten_password import forgotten_password
from aftercall.accounts.views.people import (
    change_person,
    deactivate,
    invite,
    people,
    person,
    reactivate,
    renew_invitation,
    reset_sign_in,
    withdraw_invitation,
)
from aftercall.accounts.views.second_factor import cancel_sign_in, enter_code, in_one_transaction
from aftercall.accounts.views.your_account import change_password, deactivated, sign_out_everywhere, your_account

__all__ = [
    "agreement",
    "cancel_sign_in",
    "change_password",
    "change_person",
    "deactivate",
    "deactivated",
    "enter_code",
    "forgotten_password",
    "in_one_transaction",
    "invite",
    "open_link",
    "people",
    "person",
    "reactivate",
    "renew_invitation",
    "reset_sign_in",
    "sign_out_everywhere",
    "use_link",
    "withdraw_invitation",
    "your_account",
]
