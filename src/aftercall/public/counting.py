"""Counts how often each public page is read, for those who allow it. Nothing about a person is looked at or kept."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from aftercall.core import clock
from aftercall.core.languages import tag
from aftercall.core.preferences import preferences
from aftercall.public.operations import count_page


def count_pages(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware. A page is counted when it has been shown, once for each time."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if _counts(request, response):
            today = timezone.localdate(clock.now())
            count_page(view=request.resolver_match.view_name, language=tag(), day=today)  # type: ignore[union-attr]
        return response

    return respond


def _counts(request: HttpRequest, response: HttpResponseBase) -> bool:
    match = request.resolver_match
    is_page = request.method == "GET" and response.status_code == HTTPStatus.OK
    return bool(
        is_page
        and match
        and match.view_name in settings.TRANSLATED_PAGES["cy"]
        and preferences(request).statistics
        and not request.user.is_authenticated
    )
