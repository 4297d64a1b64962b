"""People answer a consultation while the server is killed again and again: nothing that was acknowledged is lost."""

import http.client
import http.cookiejar
import re
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest
from tests.journeys.site import Site, running_sites

MAKE = """
from tests.consultations.making import make_open
make_open()
"""
COUNT = """
from aftercall.consultations.keys import open_answers
from aftercall.consultations.models import Consultation
from aftercall.consultations.queries import submitted
for one in submitted(Consultation.objects.get()):
    print(one.reference, open_answers(one)["visible"], open_answers(one)["quick"])
"""
LEVELS = ("very_important", "fairly_important", "not_very_important", "not_at_all_important")


class OwnAddress(urllib.request.HTTPHandler):
    """Sends requests from an address of this machine that nobody else uses: starts are limited by address."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._address = f"127.0.{number // 250 + 1}.{number % 250 + 1}"

    def http_open(self, request: urllib.request.Request) -> http.client.HTTPResponse:
        connection = partial(http.client.HTTPConnection, source_address=(self._address, 0))
        return self.do_open(connection, request)  # type: ignore[arg-type]  # takes anything that makes a connection


@dataclass
class Person:
    """Somebody who answers by HTTP alone, and tries again when the server does not respond."""

    site: Site
    number: int
    is_up: threading.Event
    receipt: str = ""
    link: str = ""
    starts: int = 0
    opener: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies, OwnAddress(self.number))

    @property
    def answers(self) -> tuple[str, str]:
        """What they answer to the first two questions."""
        return LEVELS[self.number % 4], LEVELS[self.number // 4 % 4]

    def answer(self) -> None:
        """From the start to the receipt. Once there is a link, nobody starts again."""
        while not self.link:
            self.starts += 1
            self.send("/consultations/priorities/answer/", {"language": "en"})
        page = self.open(self.link)
        while "Your receipt" not in page:
            page = self.send(self.link, self.next(page))
        self.receipt = "".join(re.findall(r"Your receipt: ([A-Z0-9 ]+)", page)[0].split())

    def next(self, page: str) -> dict[str, object]:
        """What they send from this screen."""
        if "Check your answers" in page:
            return {"action": "submit"}
        hidden = re.findall(r'name="(screen|shown)" value="([^"]*)"', page)
        screen = next(value for name, value in hidden if name == "screen")
        given = dict(zip(("visible", "quick"), self.answers, strict=True))
        sent: dict[str, object] = {"action": "save", "screen": screen}
        sent["shown"] = [value for name, value in hidden if name == "shown"]
        return sent | ({screen: given[screen]} if screen in given else {})

    def open(self, address: str) -> str:
        """A page, once the server responds."""
        return self._request(address, None)

    def send(self, address: str, form: dict[str, object]) -> str:
        """Send a form, and return the page that follows. If the server was killed, the page as it is now: it shows what
        was saved."""
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', self.open(address))[0]
        data = urllib.parse.urlencode({**form, "csrfmiddlewaretoken": token}, doseq=True).encode()
        return self._request(address, data)

    def _request(self, address: str, data: bytes | None) -> str:
        while True:
            self.is_up.wait()
            try:
                with self.opener.open(f"{self.site.url}{address}", data) as response:
                    if "/consultations/answer/" in response.url:
                        self.link = urllib.parse.urlsplit(response.url).path
                    return str(response.read().decode())
            except urllib.error.HTTPError:
                raise  # the server responded, and should not have so
            except (urllib.error.URLError, ConnectionError, http.client.HTTPException):
                data = None  # what was sent may or may not have been saved: the page says so


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory, installation: Site) -> Iterator[Site]:
    with running_sites(tmp_path_factory, installation) as make:
        yield make(clock="2026-06-10T10:00:00")


@pytest.mark.soak
@pytest.mark.parametrize(("people", "kills"), [(1000, 10)])
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(site: Site, people: int, kills: int) -> None:
    site.run(MAKE)
    is_up = threading.Event()
    is_up.set()
    everyone = [Person(site, number, is_up) for number in range(people)]
    workers = [threading.Thread(target=answer_all, args=(everyone[first::4],)) for first in range(4)]
    for worker in workers:
        worker.start()
    for kill in range(1, kills + 1):
        wait_for(everyone, kill * people // (kills + 1), workers)
        is_up.clear()
        site.kill()
        site.start()
        is_up.set()
    for worker in workers:
        worker.join()
    stored = {line.split()[0]: tuple(line.split()[1:]) for line in site.run(COUNT).splitlines()}
    assert {one.receipt: one.answers for one in everyone} == {one.receipt: stored[one.receipt] for one in everyone}
    assert len(stored) == people


def answer_all(everyone: list[Person]) -> None:
    for one in everyone:
        one.answer()


def wait_for(everyone: list[Person], done: int, workers: list[threading.Thread]) -> None:
    """Wait until so many people have a receipt."""
    while sum(bool(one.receipt) for one in everyone) < done:
        assert any(worker.is_alive() for worker in workers)
        workers[0].join(0.05)
