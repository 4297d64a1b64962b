"""How large a request may be: one table of the pages that take large files. The others take forms and small files only.

A request is refused by its stated length before any of it is read, because a file is written to memory as it arrives.
"""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve

from aftercall.config.access import page_of_form
from aftercall.config.gateway import FORM_BYTES
from aftercall.config.url_policy import may_open

_UNLIMITED = None

# For those whom the URL policy lets open the page. It is a little more than the page's form accepts, because the form
# can say which file is too large.
UPLOAD_BYTES: Mapping[str, int | None] = {
    "programmes:load": _UNLIMITED,  # a year of a large force
    "programmes:verify": 20_110_000,
    "mappings:upload": 40_000_000,
    "questionnaires:upload": 10_000_000,
    "suppression_list:import": 20_110_000,
    "earlier_figures:upload": 400_000,
    "earlier_figures:confirm": 500_000,
    "consultations:add_document": 5_100_000,
    "consultations:draw": 200_000_000,
}


class BodyLimitMiddleware:
    """Middleware that refuses a request which is too large for its page and its sender, before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Refuse the request with 413, or pass it on."""
        length = _stated_length(request)
        if length <= FORM_BYTES or _may_send(request, length):
            return self.get_response(request)
        return render(request, "413.html", {"page": page_of_form(request)[1]}, status=413)


def _stated_length(request: HttpRequest) -> int:
    """Django reads no further than this; if it is not a number, Django reads nothing."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _may_send(request: HttpRequest, length: int) -> bool:
    name = _view_name(request)
    if name in UPLOAD_BYTES and may_open(request.user, name):
        limit = UPLOAD_BYTES[name]
        return limit is _UNLIMITED or length <= limit
    return request.user.is_authenticated and length <= settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _view_name(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).view_name
    except Resolver404:
        return ""
