"""The addresses of one-time links, as people open them."""

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from aftercall.accounts.operations import IssuedLink


def address_of_link(issued: IssuedLink, request: HttpRequest) -> str:
    """The whole address of a link. Without AFTERCALL_URL, it begins with the address of this request."""
    return (settings.SITE_URL or _site_of(request)) + reverse("accounts:open_link", args=[issued.token])


def _site_of(request: HttpRequest) -> str:
    """TLS ends at a proxy, so whether a browser used it can only be told from the host: on this machine it did not."""
    host = request.get_host()
    local = settings.DEMO or host.partition(":")[0] in {"localhost", "127.0.0.1"}
    return f"{'http' if local else 'https'}://{host}"
