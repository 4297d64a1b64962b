"""The addresses of one-time links, as people open them."""

import re

from django.http import HttpRequest
from django.urls import reverse

from aftercall.accounts.operations import IssuedLink
from aftercall.core.addresses import site_of


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
    return site_of(request) + reverse("accounts:open_link", args=[issued.token])
