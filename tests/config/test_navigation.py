"""The links of the header and footer."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.config.navigation import FOOTER, PUBLIC, STAFF
from aftercall.config.url_policy import EVERYBODY, URL_POLICY, may_open


def test_public_links_are_open_to_everyone() -> None:
    assert {URL_POLICY[link.view_name] for link in PUBLIC + FOOTER} == {EVERYBODY}


@pytest.mark.parametrize("role", [None, *Role])
def test_the_header_shows_only_pages_that_the_user_may_open(
    role: Role | None, client_signed_in_as: Callable[[Role | None], Client]
) -> None:
    page = client_signed_in_as(role).get(reverse("public:cookies")).content.decode()
    header = page.split("<header")[1].split("</header>")[0]
    for link in STAFF:
        shown = f'href="{reverse(link.view_name)}"' in header
        assert shown == (may_open(User(role=role), link.view_name) if role else link in PUBLIC)


def test_the_first_link_for_staff_leads_to_their_home_page() -> None:
    assert (STAFF[0].view_name, STAFF[0].text) == ("start", "Home")


@pytest.mark.django_db
def test_the_link_to_the_current_page_is_marked(client: Client) -> None:
    page = client.get(reverse("public:home")).content.decode()
    assert page.count('aria-current="page"') == 1


def test_signed_in_staff_see_no_sign_in_link(client_signed_in_as: Callable[[Role | None], Client]) -> None:
    assert "Staff sign-in" in client_signed_in_as(None).get("/").content.decode()
    assert "Staff sign-in" not in client_signed_in_as(Role.RESEARCHER).get("/").content.decode()
