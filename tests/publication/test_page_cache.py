"""Public pages are kept until something is published, corrected or withdrawn."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.test import RequestFactory

from aftercall.publication import page_cache

pytestmark = pytest.mark.django_db(transaction=True)


class Pages:
    """A view that counts how often it is asked."""

    def __init__(self) -> None:
        self.made = 0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        self.made += 1
        return HttpResponse(f"page {self.made} for {request.GET.get('population', 'all')}")


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    page_cache.empty()
    yield
    page_cache.empty()


def ask(view: page_cache.View, address: str = "/results/", *, cookie: str = "", gzip: bool = False) -> HttpResponse:
    headers = {"accept-encoding": "gzip"} if gzip else {}
    request = RequestFactory(headers=headers).get(address)
    if cookie:
        request.COOKIES[cookie] = "anything"
    return view(request)


def test_a_page_is_made_once_until_the_cache_is_emptied() -> None:
    pages = Pages()
    view = page_cache.cached(pages)
    assert [ask(view).content for _ in range(3)] == [b"page 1 for all"] * 3
    page_cache.empty()
    assert ask(view).content == b"page 2 for all"


def test_the_cache_is_emptied_twice_at_the_same_time() -> None:
    """The clock of a disk ticks some hundred times a second only."""
    view = page_cache.cached(Pages())
    place = Path(settings.HOME) / "publications" / "edition"
    os.utime(place, (1, 1))
    ask(view)
    page_cache.empty()
    os.utime(place, (1, 1))
    assert ask(view).content == b"page 2 for all"


def test_each_address_and_population_has_a_page_of_its_own() -> None:
    view = page_cache.cached(Pages())
    assert ask(view, "/results/?population=crime").content == b"page 1 for crime"
    assert ask(view).content == b"page 2 for all"
    assert ask(view, "/results/?population=crime").content == b"page 1 for crime"


@pytest.mark.parametrize("cookie", [settings.SESSION_COOKIE_NAME, "messages"])
def test_a_page_that_may_be_personal_is_never_kept(cookie: str) -> None:
    view = page_cache.cached(Pages())
    ask(view, cookie=cookie)
    assert ask(view).content == b"page 2 for all"
    assert ask(view, cookie=cookie).content == b"page 3 for all"


def test_other_parameters_and_missing_pages_fill_no_memory() -> None:
    pages = Pages()
    view = page_cache.cached(pages)
    ask(view, "/results/?anything=1")
    ask(view, "/results/?anything=1")
    assert pages.made == 2
    missing = page_cache.cached(lambda _: HttpResponseNotFound("page 404"))
    assert [ask(missing, "/none/").status_code for _ in range(2)] == [404, 404]


def test_a_browser_that_can_unpack_gets_the_page_packed() -> None:
    view = page_cache.cached(Pages())
    packed = ask(view, gzip=True)
    assert packed["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in ask(view)
    assert packed["Vary"] == "Accept-Encoding, Cookie"
