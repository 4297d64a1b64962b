"""What this room adds to allauth's pages of the second factor: cancelling a sign-in, and keeping the record."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import context
from allauth.mfa.base.views import authenticate
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed, authenticator_used
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models.signals import post_delete, post_save
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


def in_one_transaction[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """A view of allauth that changes a second factor and its entry in the audit log together, or not at all."""

    @wraps(view)
    def atomic_view(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = args[0]
        if isinstance(request, HttpRequest) and request.method == "POST":
            with transaction.atomic():
                return view(*args, **kwargs)
        return view(*args, **kwargs)

    return atomic_view


def connect_signals() -> None:
    """Record every change of a second factor, and every wrong code. Allauth reports changes only after the commit, so
    these are Django's signals, which are sent within the transaction."""
    post_save.connect(_stored, sender=Authenticator)
    post_delete.connect(_deleted, sender=Authenticator)
    authentication_failed.connect(_failed)
    authenticator_used.connect(_used)


def _stored(*, instance: Authenticator, created: bool, **_: Any) -> None:
    request = _request_of(instance)
    if request is None or not created:
        return
    user = signed_in_user(request)
    if _renews_codes(request):
        operations.record_renewed_codes(user=user, at=clock.now())
    elif operations.record_added_factor(user=user, kind=instance.type, at=clock.now()):
        update_session_auth_hash(request, user)


def _deleted(*, instance: Authenticator, **_: Any) -> None:
    request = _request_of(instance)
    if request is not None and not _renews_codes(request):
        operations.record_removed_factor(user=signed_in_user(request), kind=instance.type, at=clock.now())


def _request_of(authenticator: Authenticator) -> HttpRequest | None:
    """The request in which users change their own second factor. What an administrator or the console does has entries
    of its own."""
    request: HttpRequest | None = context.request
    return request if request is not None and request.user.pk == authenticator.user_id else None


def _renews_codes(request: HttpRequest) -> bool:
    """Whether the user makes new recovery codes: allauth deletes the old ones and stores others."""
    return request.resolver_match is not None and request.resolver_match.view_name == "mfa_generate_recovery_codes"


def _failed(*, user: User, **_: Any) -> None:
    operations.record_failed_sign_in(email=user.email, step="second factor", at=clock.now())


def _used(*, request: HttpRequest, authenticator: Authenticator, **_: Any) -> None:
    """Say what to do next to someone who may have lost their device."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        messages.warning(
            request,
            "You have used a recovery code, which does not work again. If you have lost your device, go to ‘Your "
            "account’ and replace your second factor.",
        )
