"""How sign-in differs from allauth's defaults: only an administrator creates accounts."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """No sign-up. An unknown email address and a wrong password give the same error."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "Enter a correct email address and password",
        "too_many_login_attempts": "There have been too many attempts with this email address. Try again in 5 minutes",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """No one can create an account for themselves."""
        return False
