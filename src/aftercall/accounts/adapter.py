"""How sign-in differs from allauth's defaults: only an administrator creates accounts."""

import time

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from aftercall.accounts import operations
from aftercall.accounts.models import User
from aftercall.accounts.pending_sign_in import remember
from aftercall.core import clock


class ClosedAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """No sign-up. An unknown email address and a wrong password give the same error."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "Enter a correct email address and password. After 5 wrong attempts you must wait 5 minutes"
        ),
        "incorrect_password": "Enter your current password correctly",
        "rate_limited": "There have been too many attempts. Try again in 5 minutes",
        "too_many_login_attempts": _(
            "There have been too many attempts with this account. Try again in 5 minutes. If you have forgotten your "
            "password, use the link on this page"
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """No one can create an account for themselves."""
        return False

    def pre_login(self, request: HttpRequest, user: User, **details: object) -> HttpResponse | None:
        """Once the password is right: remember what must not change until the second factor is shown."""
        remember(request, user)
        response: HttpResponse | None = super().pre_login(request, user, **details)
        return response

    def authentication_failed(self, request: HttpRequest, **credentials: str) -> None:
        """Once a password is wrong: record it, without what was typed."""
        user = request.user
        email = user.email if isinstance(user, User) else credentials.get("email", "")
        operations.record_failed_sign_in(email=email, step="password", at=clock.now())

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """The password was right, and the account is deactivated: record it."""
        operations.record_failed_sign_in(email=user.email, step="deactivated account", at=clock.now())
        response: HttpResponse = super().respond_user_inactive(request, user)
        return response

    def login(self, request: HttpRequest, user: User) -> None:
        """Record the sign-in, then begin the session."""
        operations.record_sign_in(user=user, at=clock.now())
        super().login(request, user)

    def logout(self, request: HttpRequest) -> None:
        """Record the sign-out, then end the session."""
        if isinstance(request.user, User):
            operations.record_sign_out(user=request.user, at=clock.now())
        super().logout(request)

    def is_reauthentication_required(self, *, app: str, **_: object) -> bool:  # noqa: ARG002 - allauth's signature
        """Whether the user must show again who they are before they change their second factor. It is enough if they
        signed in a few minutes ago, so that those who must set one up at once are not asked twice."""
        records = get_authentication_records(context.request, context.request.user)
        limit = time.time() - app_settings.REAUTHENTICATION_TIMEOUT
        return not any(record["at"] > limit for record in records)
