"""The pages that a one-time link leads to."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.accounts.conftest import GOOD_PASSWORD, NOON

from aftercall.accounts.models import LinkPurpose, User
from aftercall.accounts.operations import issue_administrator_link
from aftercall.accounts.operations.links import IssuedLink, issue_link
from aftercall.accounts.roles import Role
from aftercall.core.audit import SystemActor

type MoveClock = Callable[[timedelta], None]
USE = reverse("accounts:use_link")
DETAILS = {"name": "Ivy Lee", "password": GOOD_PASSWORD}
pytestmark = pytest.mark.usefixtures("fast_passwords", "at_noon")


def open_link(client: Client, issued: IssuedLink) -> None:
    response = client.get(reverse("accounts:open_link", args=[issued.token]))
    assert response["Location"] == USE


def test_opening_a_link_takes_the_token_out_of_the_address(
    client: Client, invitation: IssuedLink, caplog: pytest.LogCaptureFixture
) -> None:
    response = client.get(reverse("accounts:open_link", args=[invitation.token]))
    assert response["Location"] == USE
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["Cache-Control"] == "no-store"
    assert invitation.token not in str(dict(client.session))
    assert invitation.token not in client.get(USE).content.decode()
    client.delete(reverse("accounts:open_link", args=[invitation.token]))
    assert invitation.token not in caplog.text


@pytest.mark.parametrize("end", [")", "/)", "/./", " and more"])
def test_a_link_that_was_copied_with_something_behind_it_works(
    end: str, invitation: IssuedLink, caplog: pytest.LogCaptureFixture
) -> None:
    client, path = Client(enforce_csrf_checks=True), f"/account/link/{invitation.token}{end}"
    for response in (client.post(path), client.get(path)):
        assert response["Location"] == USE
    assert "You have been invited" in client.get(USE).content.decode()
    assert caplog.text == ""


def test_an_invitation_leads_to_the_sign_in_page(client: Client, invitation: IssuedLink) -> None:
    open_link(client, invitation)
    page = client.get(USE).content.decode()
    assert "You have been invited as: Force researcher" in page
    assert 'value="Ivy"' in page
    response = client.post(USE, DETAILS, follow=True)
    assert response.redirect_chain == [(reverse("account_login"), 302)]
    assert "Your password has been set" in response.content.decode()
    signed_in = client.post(reverse("account_login"), {"login": "ivy@example.org", "password": GOOD_PASSWORD})
    assert signed_in["Location"] == reverse("start")


def test_whoever_is_signed_in_is_told_that_the_link_ends_their_session(
    client_signed_in_as: Callable[[Role | None], Client], invitation: IssuedLink
) -> None:
    client = client_signed_in_as(Role.FIELD_MANAGER)
    open_link(client, invitation)
    page = client.get(USE).content.decode()
    assert "Agency field manager. If you save this page, you will be signed out" in page
    assert "You are signed in as" not in Client().get(USE).content.decode()


def test_a_faulty_form_says_what_to_fix_and_keeps_the_link(client: Client, invitation: IssuedLink) -> None:
    open_link(client, invitation)
    for data, message in (({}, "Enter your full name"), (DETAILS | {"password": "short"}, "at least 12 characters")):
        response = client.post(USE, data)
        assert response.status_code == 422
        page = response.content.decode()
        assert message in page
        assert 'href="#id_' in page
        assert 'href="#main-content">' not in page.partition("There is a problem")[2]
    assert client.post(USE, DETAILS).status_code == 302


def test_the_first_administrator_is_signed_out_of_nothing_and_can_sign_in(client: Client, db: None) -> None:
    open_link(client, issue_administrator_link(actor=SystemActor("console"), at=NOON))
    assert "Create an administrator’s account" in client.get(USE).content.decode()
    assert client.post(USE, DETAILS | {"email": "ada@example.org"}).status_code == 302
    assert User.objects.get().role == Role.ADMINISTRATOR


def test_a_reset_ends_the_sessions_of_that_account(client: Client, invited: User) -> None:
    client.force_login(invited)
    other_browser = Client()
    open_link(other_browser, issue_link(LinkPurpose.RESET, invited, NOON))
    assert "Choose a new password" in other_browser.get(USE).content.decode()
    other_browser.post(USE, {"password": GOOD_PASSWORD})
    assert client.get(reverse("start"))["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize(
    ("after", "heading", "advice"),
    [
        (timedelta(days=8), "This link has expired", "ask your administrator"),
        (timedelta(), "This link has already been used", "Go to staff sign-in"),
    ],
)
def test_a_dead_link_says_what_to_do(
    after: timedelta, heading: str, advice: str, client: Client, invitation: IssuedLink, at_noon: MoveClock
) -> None:
    open_link(client, invitation)
    if not after:
        client.post(USE, DETAILS)
        open_link(client, invitation)
    at_noon(after)
    response = client.get(USE)
    assert response.status_code == 410
    assert heading in response.content.decode()
    assert advice in response.content.decode()


def test_an_unknown_link_and_no_link_say_to_copy_the_whole_of_it(client: Client, db: None) -> None:
    without = client.get(USE)
    client.get(reverse("accounts:open_link", args=["nonsense"]))
    for response in (without, client.get(USE), client.post(USE, DETAILS)):
        assert response.status_code == 410
        assert "This link does not work" in response.content.decode()


def test_an_expired_console_link_names_the_command(client: Client, at_noon: MoveClock, db: None) -> None:
    open_link(client, issue_administrator_link(actor=SystemActor("console"), at=NOON))
    at_noon(timedelta(days=2))
    assert "set-up --new-administrator" in client.get(USE).content.decode()


def test_of_two_people_who_open_a_link_only_one_gets_in(
    client: Client, invitation: IssuedLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_link(client, invitation)
    state = "aftercall.accounts.views.access_links.state_of_link"
    client.post(USE, DETAILS)
    open_link(client, invitation)
    monkeypatch.setattr(state, lambda *_: "ready")  # as the second request saw it, a moment before the first committed
    response = client.post(USE, DETAILS | {"password": "another good password"})
    assert "can no longer be used" in response.content.decode()
    assert not User.objects.get().check_password("another good password")
