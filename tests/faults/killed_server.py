"""People who use a site by HTTP alone while its server is killed again and again."""

import http.client
import http.cookiejar
import os
import signal
import threading
import urllib.error
import urllib.parse
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from tests.journeys.site import Site


class OwnAddress(urllib.request.HTTPHandler):
    """Sends requests from an address of this machine that nobody else uses: some are limited by address."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._address = f"127.0.{number // 250 + 1}.{number % 250 + 1}"

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        connection = partial(http.client.HTTPConnection, source_address=(self._address, 0))
        return self.do_open(connection, request)  # type: ignore[arg-type]  # takes anything that makes a connection


class Remembered(urllib.request.HTTPRedirectHandler):
    """Remembers where a response led to, as the address bar of a browser does."""

    last = ""

    def redirect_request(self, *args: Any) -> urllib.request.Request | None:
        self.last = str(args[-1])
        return super().redirect_request(*args)


@dataclass
class Visitor(ABC):
    """Somebody who tries again when the server does not respond."""

    site: Site
    number: int
    is_up: threading.Event
    is_done: bool = False
    opener: urllib.request.OpenerDirector = field(init=False)
    redirects: Remembered = field(init=False)

    def __post_init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.redirects = Remembered()
        self.opener = urllib.request.build_opener(cookies, self.redirects, OwnAddress(self.number))

    @abstractmethod
    def answer(self) -> None:
        """Do everything, and say so in `is_done`."""

    def send(self, address: str, form: Mapping[str, object] | None) -> tuple[str, str]:
        """Send a form, or open a page. Returns the address and text of the page that follows. If the server was killed,
        that of the page as it is now."""
        data = urllib.parse.urlencode(form, doseq=True).encode() if form else None
        while True:
            self.is_up.wait()
            self.redirects.last = ""
            try:
                with self.opener.open(f"{self.site.url}{address}", data) as response:
                    return response.url, str(response.read().decode())
            except urllib.error.HTTPError as error:
                if error.code == 410:
                    return str(error.url), error.read().decode()
                raise  # the server responded, and should not have so
            except (urllib.error.URLError, ConnectionError, http.client.HTTPException):
                data = None  # what was sent may or may not have been saved: the page says so
                address = urllib.parse.urlsplit(self.redirects.last).path or address


def killed_again_and_again(site: Site, everyone: Sequence[Visitor], is_up: threading.Event, kills: int) -> None:
    """Let four people at a time do what they do, and kill the server so many times meanwhile, evenly."""
    is_up.set()
    workers = [threading.Thread(target=_all, args=(everyone[first::4],)) for first in range(4)]
    for worker in workers:
        worker.start()
    for kill in range(1, kills + 1):
        _wait_for(everyone, kill * len(everyone) // (kills + 1), workers)
        is_up.clear()
        _kill_with_children(site)
        site.start()
        is_up.set()
    for worker in workers:
        worker.join()
    assert all(one.is_done for one in everyone)


def _kill_with_children(site: Site) -> None:
    """In the middle of whatever they do."""
    for child in site.kill():
        with suppress(ProcessLookupError):  # the worker ends by itself
            os.kill(child, signal.SIGKILL)


def _all(everyone: Sequence[Visitor]) -> None:
    for one in everyone:
        one.answer()


def _wait_for(everyone: Sequence[Visitor], done: int, workers: Sequence[threading.Thread]) -> None:
    """Wait until so many people are done."""
    while sum(one.is_done for one in everyone) < done:
        assert any(worker.is_alive() for worker in workers)
        workers[0].join(0.05)
