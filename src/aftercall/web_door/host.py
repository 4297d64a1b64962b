"""The host of these pages serves nothing else, and its error pages do not name the site either."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from aftercall.core.languages import address, in_language

# The statuses of these views' own responses. Any other response has a page that names the site.
_OWN = {HTTPStatus.OK, HTTPStatus.FOUND, HTTPStatus.GONE, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.TOO_MANY_REQUESTS}


def keep_neutral(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware. Styles and scripts are served by an earlier one."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        if not settings.WEB_DOOR_URL:
            return get_response(request)
        if _path(request) in {"/w", "/w/"} or _path(request).startswith("/w/"):
            response = get_response(request)
            return response if response.status_code in _OWN else _problem(request, response.status_code)
        if _is_own_host(request):
            return redirect(address("web_door:enter")) if _path(request) == "/" else _problem(request, 404)
        return get_response(request)

    return respond


def _path(request: HttpRequest) -> str:
    return in_language(request.path_info, settings.LANGUAGE_CODE)


def _is_own_host(request: HttpRequest) -> bool:
    """Whether the request is for the host of these pages, and the site has another one."""
    own, site = (urlsplit(url).netloc for url in (settings.WEB_DOOR_URL, settings.SITE_URL))
    return bool(site) and own != site and request.META.get("HTTP_HOST", "") == own


def _problem(request: HttpRequest, status: int) -> HttpResponse:
    return render(request, "web_door/problem.html", {"status": status}, status=status)
