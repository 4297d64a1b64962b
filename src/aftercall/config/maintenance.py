"""The page that everyone gets while the site is being worked on: `aftercall maintenance on` and `off`.

It needs no database, which may be being changed at the time.
"""

from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

from aftercall.config.typed import typed_in_our_form

# How long browsers and search engines are asked to wait, in seconds.
_RETRY_AFTER = "600"


def mark() -> Path:
    """The file that says that the site is being worked on."""
    return Path(settings.HOME) / "maintenance"


def unavailable(request: HttpRequest) -> HttpResponse:
    """The page that says so, with what was entered."""
    page = render_to_string("503.html", {"typed": typed_in_our_form(request)})
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return HttpResponse(page, status=status, headers={"Retry-After": _RETRY_AFTER})


def explain_maintenance(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware. Styles and scripts are served by an earlier one."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        return unavailable(request) if mark().exists() else get_response(request)

    return respond
