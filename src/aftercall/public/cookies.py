"""Every cookie that a browser can hold from this site. A test compares the list with a real browser."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from aftercall.core.preferences import APPEARANCE, CHOICE, Preferences

# Says only that this browser has just sent a request to opt out. It opens the page that confirms it, once.
OPT_OUT = "opt_out"
# The reference of a complaint that this browser has just sent. It opens the page that confirms it, once.
COMPLAINT = "complaint"
_SECONDS = 5 * 60
_SENT = "sent"
_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Cookie:
    """A cookie: what it is for, and when it expires."""

    name: str
    purpose: str | Promise
    expires: str | Promise


ESSENTIAL = (
    Cookie(
        settings.CSRF_COOKIE_NAME,
        _("Checks that a form was sent from this site. Only set on pages that have a form."),
        _("When you close your browser"),
    ),
    Cookie(
        CHOICE,
        _("Remembers what you chose about cookies, and nothing else."),
        _("After 1 year"),
    ),
    Cookie(
        OPT_OUT,
        _(
            "Shows that you have just asked to opt out, so that we can show you that we have received your request. It "
            "holds nothing about you."
        ),
        _("When you have seen that page, or after 5 minutes"),
    ),
    Cookie(
        COMPLAINT,
        _(
            "Holds the reference number of a complaint that you have just sent, so that we can show it to you, and "
            "nothing else."
        ),
        _("When you have seen that page, or after 5 minutes"),
    ),
)
CHOSEN = (Cookie(APPEARANCE, _("Remembers the size of the text that you chose."), _("After 1 year")),)
FOR_STAFF = (
    Cookie(
        settings.SESSION_COOKIE_NAME,
        _("Keeps staff signed in. Not set for members of the public."),
        _("When you close your browser, or after 8 hours"),
    ),
    Cookie(
        CookieStorage.cookie_name,
        _(
            "Holds a message for staff, such as ‘The outcome of the call has been saved’, until the next page shows "
            "it. Not set for members of the public."
        ),
        _("When the message has been shown"),
    ),
)


def cookies() -> Sequence[Cookie]:
    """All cookies, those of the public pages first."""
    return (*ESSENTIAL, *CHOSEN, *FOR_STAFF)


def keep_preferences(response: HttpResponse, chosen: Preferences) -> HttpResponse:
    """Keep the choice for a year, and the text size if its cookie is allowed. Both are deleted by leaving quickly or
    replaced by the next choice. Scripts can read them, so that leaving can delete the second."""
    for name, value in ((CHOICE, chosen.cookie), (APPEARANCE, chosen.text_size)):
        if value:
            response.set_cookie(
                name, value, max_age=_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=False, samesite="Lax"
            )
        else:
            response.delete_cookie(name, samesite="Lax")
    return response


def mark_opted_out(response: HttpResponse) -> HttpResponse:
    """Let the browser open the page that confirms the request."""
    return _keep(response, OPT_OUT, _SENT, page="public:opt_out_done")


def has_opted_out(request: HttpRequest) -> bool:
    """Whether this browser has just sent a request to opt out and has not seen the confirmation yet."""
    return _kept(request, OPT_OUT) == _SENT


def forget_opt_out(response: HttpResponse) -> HttpResponse:
    """Forget the request, so that nobody who uses this browser later finds out about it."""
    return _forget(response, OPT_OUT, page="public:opt_out_done")


def keep_reference(response: HttpResponse, reference: str) -> HttpResponse:
    """Let the browser open the page that confirms a complaint and shows its reference."""
    return _keep(response, COMPLAINT, reference, page="public:complaint_done")


def reference_of_complaint(request: HttpRequest) -> str:
    """The reference of the complaint that this browser has just sent; empty once its page has been shown."""
    return _kept(request, COMPLAINT)


def forget_reference(response: HttpResponse) -> HttpResponse:
    """Forget the complaint, so that nobody who uses this browser later finds out about it."""
    return _forget(response, COMPLAINT, page="public:complaint_done")


def _keep(response: HttpResponse, name: str, value: str, *, page: str) -> HttpResponse:
    """Set a signed cookie that only this page receives, for a few minutes."""
    response.set_signed_cookie(
        name,
        value,
        max_age=_SECONDS,
        path=reverse(page),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _kept(request: HttpRequest, name: str) -> str:
    return request.get_signed_cookie(name, default="", max_age=_SECONDS) or ""


def _forget(response: HttpResponse, name: str, *, page: str) -> HttpResponse:
    response.delete_cookie(name, path=reverse(page), samesite="Lax")
    return response
