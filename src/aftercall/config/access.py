"""Nobody gets a page that the table in url_policy.py does not open to them, and the audit log records who tried."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from aftercall.accounts.models import User
from aftercall.accounts.operations import record_refusal
from aftercall.accounts.queries import deactivated_user_of, has_second_factor
from aftercall.config.typed import typed_in, typed_in_our_form
from aftercall.config.url_policy import ANSWERS_TO_FORMS, SETTING_UP_SECOND_FACTOR, is_for_staff, may_open
from aftercall.core import clock


class UrlPolicyMiddleware:
    """Middleware that checks the policy before any view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on: Django resolves its view later, then calls process_view."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponseBase | None:
        """Allow the request, redirect to the sign-in page (if signing in could help), or refuse it."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if may_open(request.user, name):
            return redirect("mfa_index") if _must_set_up_second_factor(request, name) else None
        if is_for_staff(name) and not request.user.is_authenticated:
            if deactivated_user_of(request.session):
                return redirect("account_inactive")
            if request.method == "POST":
                return _after_signing_out(request)
            page = request.get_full_path() if request.method == "GET" else resolve_url("start")
            return redirect_to_login(page, resolve_url("account_login"))
        _record_refusal(request, name)
        raise PermissionDenied

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Record what a view refuses. Django then shows the page that says so."""
        if isinstance(exception, PermissionDenied) and request.resolver_match:
            _record_refusal(request, request.resolver_match.view_name)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponseBase:  # noqa: ARG001 - Django passes it
    """Record that a form without a valid token was refused, and show the page that says so."""
    _record_refusal(request, "form without a valid token")
    context = {"typed": typed_in_our_form(request), "user": request.user}
    return render(request, "403_csrf.html", context, status=HTTPStatus.FORBIDDEN)


def _record_refusal(request: HttpRequest, page: str) -> None:
    """Someone who is not signed in is asked to sign in, and is nobody whom the audit log could name."""
    if isinstance(request.user, User):
        record_refusal(user=request.user, page=page, at=clock.now())


def _must_set_up_second_factor(request: HttpRequest, view_name: str) -> bool:
    """Whether the page is for staff, and this user must set up a second factor before they may open it."""
    if not settings.SECOND_FACTOR_REQUIRED or view_name in SETTING_UP_SECOND_FACTOR:
        return False
    return is_for_staff(view_name) and isinstance(request.user, User) and not has_second_factor(request.user)


def page_of_form(request: HttpRequest) -> tuple[str, str]:
    """The view and the address of the page from which a form was sent, as the browser says. Empty if it is not one of
    this site's pages, or if it was only the answer to another form."""
    address = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure()):
        return "", ""
    parts = urlsplit(address)
    try:
        name = resolve(parts.path).view_name
    except Resolver404:
        return "", ""
    return ("", "") if name in ANSWERS_TO_FORMS else (name, urlunsplit(("", "", parts.path, parts.query, "")))


def _after_signing_out(request: HttpRequest) -> HttpResponseBase:
    """What someone gets who was signed out while they filled in a form: the way back, and what they typed."""
    name, page = page_of_form(request)
    if not is_for_staff(name):
        page = ""
    sign_in = redirect_to_login(page or resolve_url("start"), resolve_url("account_login"))
    # Only one of our own pages may have what it sent shown on a page of ours.
    if page and (typed := typed_in(request)):
        return render(request, "signed_out.html", {"typed": typed, "sign_in": sign_in.url}, status=HTTPStatus.FORBIDDEN)
    messages.warning(request, "You have been signed out, so nothing was saved. Sign in again.")
    return sign_in
