"""The address of the site, as people open it."""

import os

from django.conf import settings
from django.http import HttpRequest


def usual_site() -> str:
    """The address of the site without a request, without a slash at the end. Without AFTERCALL_URL, it is that of this
    machine."""
    return str(settings.SITE_URL) or f"http://localhost:{os.environ.get('PORT', '8000')}"


def site_of(request: HttpRequest) -> str:
    """The address of the site, without a slash at the end. Without AFTERCALL_URL, it is that of this request.

    TLS ends at a proxy, so whether a browser used it can only be told from the host: on this machine it did not.
    """
    if settings.SITE_URL:
        return str(settings.SITE_URL)
    host = request.get_host()
    local = settings.DEMO or host.partition(":")[0] in {"localhost", "127.0.0.1"}
    return f"{'http' if local else 'https'}://{host}"
