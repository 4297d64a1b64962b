"""The addresses of one-time links, as people open them."""

import re

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from aftercall.accounts.operations import IssuedLink


class TokenConverter:
    """The end of a link's address. It matches whatever follows, such as a bracket that was copied with it, because
    the address of a page that is not found would be logged with the token."""

    regex = ".+"

    def to_python(self, value: str) -> str:
        """The token: the first run of characters that tokens consist of."""
        found = re.search(r"[\w-]+", value, re.ASCII)
        return found.group() if found else ""

    def to_url(self, token: str) -> str:
        """The token with the slash that ends an address."""
        return f"{token}/"


def address_of_link(issued: IssuedLink, request: HttpRequest) -> str:
    """The whole address of a link. Without AFTERCALL_URL, it begins with the address of this request."""
    return (settings.SITE_URL or _site_of(request)) + reverse("accounts:open_link", args=[issued.token])


def _site_of(request: HttpRequest) -> str:
    """TLS ends at a proxy, so whether a browser used it can only be told from the host: on this machine it did not."""
    host = request.get_host()
    local = settings.DEMO or host.partition(":")[0] in {"localhost", "127.0.0.1"}
    return f"{'http' if local else 'https'}://{host}"
