"""People answer the survey on the web while the server is killed again and again: nothing that was acknowledged is
lost, and nobody is locked out."""

import json
import re
import threading
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from tests.faults.killed_server import Visitor, killed_again_and_again
from tests.journeys.site import Site, running_sites

MAKE = """
import json
from tests.fieldwork.making import Person, call, make_user
from tests.web_door.making import code_after_call, make_web_cases
from aftercall.core import vault
from aftercall.programmes.keys import MATCH_KEY
vault.long_lived_key(MATCH_KEY)  # as if an extract had been loaded
make_web_cases(*(Person(f"CASE{number:03}") for number in range(%d)), weekdays=["09:00", "20:00"])
print(json.dumps([code_after_call(call(make_user(name=str(number)))) for number in range(%d)]))
"""
COUNT = """
import json
from aftercall.fieldwork.models import Interview
from aftercall.fieldwork.queries import answers_in
found = Interview.objects.exclude(ended_at=None).select_related("case__released__release__instrument")
print(json.dumps([dict(answers_in(one).counted) for one in found]))
"""
CHOICES = ("yes", "no", "dont_know")


@dataclass
class Person(Visitor):
    """Somebody who answers by HTTP alone, stops once in the middle, and comes back with another code."""

    code: str = ""
    page: str = ""
    rested: bool = False
    given: dict[str, str] = field(default_factory=dict)

    def answer(self) -> None:
        """From the code to the thanks."""
        text = self.enter()
        while "Thank you" not in text and "This page has closed" not in text:
            text = self.go_on(text)
        self.is_done = True

    def enter(self) -> str:
        """Enter the code, again and again if the server does not respond."""
        address, text = self.send("/w/", {"code": self.code})
        while not re.search(r"/w/[^/]+/$", address):
            address, text = self.send("/w/", {"code": self.code})
        self.page = urllib.parse.urlsplit(address).path
        return text

    def go_on(self, text: str) -> str:
        """What they do on this page."""
        if "noted down to go on" in text or "Note down this code" in text:
            return self.come_back(text)
        if "I agree" in text:
            return self.act(action="begin")
        if "last question" in text:
            return self.act(action="finish")
        name = re.findall(r'name="question" value="([^"]+)"', text)[0]
        if len(self.given) == 3 and not self.rested:
            return self.act(action="later")
        options = re.findall(rf'name="{name}" type="radio" value="([^"]+)"', text)
        self.given[name] = options[self.number % len(options)] if options else ""
        return self.act(action="save", question=name, **{name: self.given[name]})

    def come_back(self, text: str) -> str:
        """With the other code, or another one if that did not arrive."""
        found = re.findall(r'heading-l">([A-Z0-9 ]+)<', text)
        if not found:
            return self.act(action="later")
        self.code, self.rested = found[0], True
        return self.enter()

    def act(self, **form: str) -> str:
        """Press a button. If the server was killed, the page as it is now: it shows what was saved."""
        return self.send(self.page, form)[1]


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory, installation: Site) -> Iterator[Site]:
    with running_sites(tmp_path_factory, installation) as make:
        yield make(clock="2025-03-04T10:05:00")


@pytest.mark.soak
@pytest.mark.parametrize(("people", "kills"), [(100, 10)])
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(site: Site, people: int, kills: int) -> None:
    codes = json.loads(site.run(MAKE % (people, people)))
    is_up = threading.Event()
    everyone = [Person(site, number, is_up, code=code) for number, code in enumerate(codes)]
    killed_again_and_again(site, everyone, is_up, kills)
    stored = json.loads(site.run(COUNT))
    assert sorted(map(sorted, (one.items() for one in stored))) == sorted(
        sorted((name, value) for name, value in one.given.items()) for one in everyone
    )
