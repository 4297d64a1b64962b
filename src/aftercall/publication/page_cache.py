"""Public pages of results, kept in memory as they were sent until something is published, corrected or withdrawn.

Only pages for readers who have not signed in and have no message waiting are kept: they are the same for everybody.
"""

import gzip
import secrets
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse

from aftercall.core.preferences import preferences

type Key = tuple[str, ...]
type View = Callable[..., HttpResponse]

# Settings and imported figures appear on these pages too; they may be a minute behind.
_SECONDS = 60.0
_MOST_PAGES = 1_000


class _Page(NamedTuple):
    edition: str
    until: float
    plain: bytes
    compressed: bytes


_pages: dict[Key, _Page] = {}


def cached(view: View) -> View:
    """A view whose pages are kept, one for each path, population and text size, with and without cookie banner."""

    @wraps(view)
    def respond(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        # What is read within a transaction may be undone.
        if connection.in_atomic_block or not _is_the_same_for_everybody(request):
            return view(request, *args, **kwargs)
        chosen = preferences(request)
        shown = (chosen.text_size, "chosen" if chosen.has_chosen else "")
        key, edition = (request.path, request.GET.get("population", ""), *shown), current_edition()
        page = _pages.get(key)
        if page is None or page.edition != edition or page.until < monotonic():
            response = view(request, *args, **kwargs)
            if response.status_code != 200:
                return response
            page = _keep(key, edition, response.content)
        return _response(request, page)

    return respond


def empty() -> None:
    """Discard all pages, in every process that serves this installation."""
    place, edition = _place(), secrets.token_hex(8)
    place.parent.mkdir(exist_ok=True)
    partial = place.with_name(f".{place.name}.{edition}")
    partial.write_text(edition)
    partial.replace(place)


def _place() -> Path:
    return Path(settings.HOME) / "publications" / "edition"


def current_edition() -> str:
    """A value that changes whenever the pages are discarded."""
    try:
        found = _place().read_text()
    except FileNotFoundError:
        found = ""
    return f"{settings.HOME} {found}"


def _is_the_same_for_everybody(request: HttpRequest) -> bool:
    personal = {settings.SESSION_COOKIE_NAME, "messages"} & request.COOKIES.keys()
    return request.method == "GET" and not personal and request.GET.keys() <= {"population"}


def _keep(key: Key, edition: str, content: bytes) -> _Page:
    page = _Page(edition, monotonic() + _SECONDS, content, gzip.compress(content, mtime=0))
    if len(_pages) >= _MOST_PAGES:
        _pages.clear()
    _pages[key] = page
    return page


def _response(request: HttpRequest, page: _Page) -> HttpResponse:
    """The page, compressed if the browser accepts that. Nothing in it is secret, so its length reveals nothing."""
    compressed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(page.compressed if compressed else page.plain)
    response["Vary"] = "Accept-Encoding, Cookie"
    if compressed:
        response["Content-Encoding"] = "gzip"
    return response
