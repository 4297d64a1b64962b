"""HEAD requests, which monitors and checkers of links send."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase


def answer_as_get(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: every page that can be read answers HEAD too, as RFC 9110 asks. The server leaves the content out."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        if request.method == "HEAD":
            request.method = "GET"
        return get_response(request)

    return respond
