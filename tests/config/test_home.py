"""The home page of each role."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse
from tests.fieldwork.making import TUESDAY, Person, call, make_cases, make_release, make_user, make_wave
from tests.fieldwork.views.pages import words

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.config import home
from aftercall.config.home import HOME_PAGES, HomePage, Section
from aftercall.config.url_policy import may_open
from aftercall.core import clock
from aftercall.core.home import HomeItem
from aftercall.core.models import KeyTombstone
from aftercall.handover.models import ReleasedCase
from aftercall.programmes.models import Wave
from aftercall.programmes.states import WaveState

URL = reverse("start")
MOST_QUERIES = 51
ClientOf = Callable[[Role | None], Client]
ITEM_LINK = re.compile(r'<a class="govuk-link govuk-task-list__link" href="([^"]*)"')


@pytest.fixture(autouse=True)
def clock_at_ten_on_tuesday(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: TUESDAY)


@pytest.fixture
def busy_installation(db: None) -> None:
    """Waves in several states, and a call in progress."""
    [case, *_] = make_cases(Person("CASE1"), Person("CASE2"))
    call(make_user(), TUESDAY)
    programme = case.wave.programme
    for number, state in enumerate(WaveState, start=2):
        wave = make_wave(programme, date(2024, number, 1))
        make_release([Person(f"OLD{number}")], wave)
        # Only a wave that has an extract is loaded.
        Wave.objects.filter(pk=wave.pk).update(state=WaveState.DRAWN if state == WaveState.LOADED else state)
    KeyTombstone.objects.create(ring="release-1", recorded_at=TUESDAY)


def test_every_role_has_a_home_page() -> None:
    assert set(HOME_PAGES) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_a_new_installation_offers_every_role_a_page_to_go_to(role: Role, client_signed_in_as: ClientOf) -> None:
    response = client_signed_in_as(role).get(URL)
    assert response.status_code == 200
    check_links(response.content.decode(), role)


@pytest.mark.usefixtures("busy_installation")
@pytest.mark.parametrize("role", Role)
def test_a_home_page_links_to_pages_of_its_role_names_no_one_and_needs_few_queries(
    role: Role, client_signed_in_as: ClientOf
) -> None:
    client = client_signed_in_as(role)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(URL).content.decode()
    assert len(captured) <= MOST_QUERIES
    check_links(page, role)
    for personal in ("Ann", "07700", *ReleasedCase.objects.values_list("reference", flat=True)):
        assert personal not in page


def check_links(page: str, role: Role) -> None:
    """Check that there is at least one item, and that the role may open the page of each."""
    urls = [unescape(url) for url in ITEM_LINK.findall(page)]
    assert urls
    for url in urls:
        assert may_open(User(role=role), resolve(urlsplit(url).path).view_name), url


def test_the_page_says_that_nothing_is_waiting_and_what_comes_next(client_signed_in_as: ClientOf, db: None) -> None:
    page = words(client_signed_in_as(Role.COMMISSIONER).get(URL))  # type: ignore[arg-type]
    assert "What is waiting for you" in page
    assert "Nothing is waiting for you." in page
    assert "No results have been published yet" in page


def test_each_item_says_how_soon_it_must_be_done(
    client_signed_in_as: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = TUESDAY.date()
    items = [
        HomeItem("Late", "/", due_on=today - timedelta(days=1), urgent=True),
        HomeItem("First", "/", urgent=True),
        HomeItem("Today", "/", "Details", due_on=today),
        HomeItem("Later", "/", due_on=today + timedelta(days=1)),
    ]
    page = HomePage(to_do=(Section("Everything", (lambda *_: items,)), Section("Empty", (lambda *_: [],))), to_know=())
    monkeypatch.setattr(home, "HOME_PAGES", {Role.RESEARCHER: page})
    text = words(client_signed_in_as(Role.RESEARCHER).get(URL))  # type: ignore[arg-type]
    assert "Everything Late Overdue First Urgent Today Details Due today Later" in text
    assert "Empty" not in text
    assert "Nothing is waiting" not in text


def test_the_home_page_is_only_read(client_signed_in_as: ClientOf) -> None:
    assert client_signed_in_as(Role.RESEARCHER).post(URL).status_code == 405
