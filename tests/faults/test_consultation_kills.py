"""People answer a consultation while the server is killed again and again: nothing that was acknowledged is lost."""

import re
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from tests.faults.killed_server import Visitor, killed_again_and_again
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


@dataclass
class Person(Visitor):
    """Somebody who answers a consultation."""

    receipt: str = ""
    link: str = ""
    starts: int = 0

    @property
    def answers(self) -> tuple[str, str]:
        """What they answer to the first two questions."""
        return LEVELS[self.number % 4], LEVELS[self.number // 4 % 4]

    def answer(self) -> None:
        """From the start to the receipt. Once there is a link, nobody starts again."""
        while not self.link:
            self.starts += 1
            self.fill_in("/consultations/priorities/answer/", {"language": "en"})
        page = self.open(self.link)
        while "Your receipt" not in page:
            page = self.fill_in(self.link, self.next(page))
        self.is_done = True
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
        return self._read(address, None)

    def fill_in(self, address: str, form: dict[str, object]) -> str:
        """Send a form with its page's token, and return the page that follows."""
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', self.open(address))[0]
        return self._read(address, {**form, "csrfmiddlewaretoken": token})

    def _read(self, address: str, form: dict[str, object] | None) -> str:
        shown, text = self.send(address, form)
        if "/consultations/answer/" in shown:
            self.link = urllib.parse.urlsplit(shown).path
        return text


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory, installation: Site) -> Iterator[Site]:
    with running_sites(tmp_path_factory, installation) as make:
        yield make(clock="2026-06-10T10:00:00")


@pytest.mark.soak
@pytest.mark.parametrize(("people", "kills"), [(1000, 10)])
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(site: Site, people: int, kills: int) -> None:
    site.run(MAKE)
    is_up = threading.Event()
    everyone = [Person(site, number, is_up) for number in range(people)]
    killed_again_and_again(site, everyone, is_up, kills)
    stored = {line.split()[0]: tuple(line.split()[1:]) for line in site.run(COUNT).splitlines()}
    assert {one.receipt: one.answers for one in everyone} == {one.receipt: stored[one.receipt] for one in everyone}
    assert len(stored) == people
