"""The administrator's check list."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve, reverse
from pytest_django import Settings
from tests.fieldwork.views.pages import words

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.config import check_list
from aftercall.config.check_list import CHECK_LIST
from aftercall.config.url_policy import may_open
from aftercall.core.check_list import Check, CheckState


@pytest.fixture
def administrator(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.ADMINISTRATOR)


def text(client: Client, name: str) -> str:
    return words(client.get(reverse(name)))  # type: ignore[arg-type]


def set_checks(monkeypatch: pytest.MonkeyPatch, **states: CheckState) -> None:
    """Replace the check list by checks with these titles and states."""

    def checks() -> Iterator[Check]:
        for title, state in states.items():
            yield Check(title, state, f"Provide {title}", reverse("accounts:people"), f"About {title}.")

    monkeypatch.setattr(check_list, "CHECK_LIST", (("Things", (checks,)),))


def test_the_page_says_in_words_what_is_done_missing_or_optional(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_checks(monkeypatch, agency=CheckState.DONE, mapping=CheckState.MISSING, email=CheckState.OPTIONAL)
    page = text(administrator, "check_list")
    assert "1 thing is missing." in page
    assert "agency About agency. Done mapping About mapping. Missing email About email. Optional" in page


def test_the_home_page_lists_only_what_is_missing_with_a_link_that_fixes_it(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_checks(monkeypatch, agency=CheckState.DONE, mapping=CheckState.MISSING, email=CheckState.OPTIONAL)
    page = text(administrator, "start")
    assert "To set up Provide mapping About mapping." in page
    assert "Provide agency" not in page
    assert "1 thing is missing." in page


def test_when_nothing_is_missing_the_page_says_what_comes_next(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_checks(monkeypatch, agency=CheckState.DONE)
    assert "Researchers can open months" in text(administrator, "check_list")
    home = text(administrator, "start")
    assert "To set up Provide" not in home
    assert "Nothing is missing." in home


def test_how_to_keep_the_keys_apart_is_shown_until_they_are(administrator: Client, settings: Settings) -> None:
    settings.KEYS_DIR = settings.HOME / "keys"
    assert "How to keep the keys apart" in text(administrator, "check_list")
    settings.KEYS_DIR = settings.HOME.parent / "keys"
    page = text(administrator, "check_list")
    assert "How to keep the keys apart" not in page
    assert "no backup of the database includes it" in page


@pytest.mark.django_db
def test_every_check_of_a_new_installation_links_to_a_page_of_the_administrator() -> None:
    checks = [check for _, sources in CHECK_LIST for source in sources for check in source()]
    for check in checks:
        assert may_open(User(role=Role.ADMINISTRATOR), resolve(urlsplit(check.url).path).view_name), check.title
    assert len({check.title for check in checks}) == len(checks)
