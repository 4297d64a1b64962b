"""The error pages that Django would render without the request, and so without who is signed in."""

import logging
import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from aftercall.config.maintenance import unavailable
from aftercall.config.typed import typed_in_our_form

logger = logging.getLogger(__name__)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours. It says who is signed in, unless that can't be read either."""
    if isinstance(sys.exc_info()[1], OperationalError):  # the database cannot be reached, or is too busy
        return unavailable(request)
    try:
        return render(request, "500.html", {"typed": typed_in_our_form(request)}, status=500)
    except Exception as error:  # noqa: BLE001 - whatever it is, the first fault is logged and someone waits for a page
        logger.warning("The page of an error was shown without a user: %s", type(error).__name__)
        return HttpResponse(render_to_string("500.html"), status=500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """The page for a request that could not be read."""
    return render(request, "400.html", status=400)
