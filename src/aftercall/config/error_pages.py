"""The error pages that Django would render without the request, and so without who is signed in."""

import logging

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours. It says who is signed in, unless that can't be read either."""
    try:
        return render(request, "500.html", status=500)
    except Exception as error:  # noqa: BLE001 - whatever it is, the first fault is logged and someone waits for a page
        logger.warning("The page of an error was shown without a user: %s", type(error).__name__)
        return HttpResponse(render_to_string("500.html"), status=500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """The page for a request that could not be read."""
    return render(request, "400.html", status=400)
