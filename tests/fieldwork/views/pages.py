"""Helpers for requesting and reading pages."""

from html import unescape
from re import sub

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

NAME, NUMBER = "Ann Example", "07700 900123"


def words(response: HttpResponse) -> str:
    """The text of a page, without markup."""
    return sub(r"\s+", " ", unescape(sub(r"<[^>]+>", " ", response.content.decode())))


def get(client: Client, name: str, **query: str) -> HttpResponse:
    return client.get(reverse(f"fieldwork:{name}"), query)  # type: ignore[return-value]


def post(client: Client, name: str, **data: object) -> HttpResponse:
    return client.post(reverse(f"fieldwork:{name}"), data)  # type: ignore[return-value]


def leads_to(response: HttpResponse) -> str:
    """The name of the view that a redirect leads to."""
    assert response.status_code == 302, words(response)
    return next(name for name in _NAMES if response["Location"] == reverse(f"fieldwork:{name}"))


_NAMES = (
    "next_case",
    "case",
    "call",
    "safe_to_talk",
    "introduction",
    "interview",
    "closing",
    "outcome",
    "stop",
    "objection",
)


def start(client: Client) -> None:
    """Open the next case and start a call."""
    assert leads_to(post(client, "next_case")) == "case"
    assert leads_to(post(client, "case", phone="main", step="dial")) == "call"
