"""What this room adds to allauth's pages of the second factor: cancelling a sign-in, and keeping the record."""

from typing import Any

from allauth.mfa.base.views import authenticate
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from aftercall.accounts import operations
from aftercall.accounts.models import User, signed_in_user
from aftercall.accounts.pending_sign_in import forget_if_outdated
from aftercall.core import clock


def enter_code(request: HttpRequest) -> HttpResponse:
    """Allauth's page of the second factor, for a sign-in whose password still holds."""
    if forget_if_outdated(request):
        messages.info(request, "Your account has changed since you entered your password. Sign in again.")
        return redirect("account_login")
    response: HttpResponse = authenticate(request)
    return response


def cancel_sign_in(request: HttpRequest) -> HttpResponse:
    """Forget a sign-in that waits for its second factor, so that another account can be used."""
    if request.method == "POST" and not request.user.is_authenticated:
        request.session.flush()
    return redirect("start")


def connect_signals() -> None:
    """Let allauth report every change of a second factor, and every wrong code."""
    authenticator_added.connect(_added)
    authenticator_removed.connect(_removed)
    authenticator_reset.connect(_renewed)
    authentication_failed.connect(_failed)


def _added(*, request: HttpRequest, authenticator: Authenticator, **_: Any) -> None:
    user = signed_in_user(request)
    ended = operations.record_added_factor(user=user, kind=authenticator.type, at=clock.now())
    if ended:
        update_session_auth_hash(request, user)


def _removed(*, request: HttpRequest, authenticator: Authenticator, **_: Any) -> None:
    operations.record_removed_factor(user=signed_in_user(request), kind=authenticator.type, at=clock.now())


def _failed(*, user: User, **_: Any) -> None:
    operations.record_failed_sign_in(email=user.email, step="second factor", at=clock.now())


def _renewed(*, request: HttpRequest, **_: Any) -> None:
    operations.record_renewed_codes(user=signed_in_user(request), at=clock.now())
