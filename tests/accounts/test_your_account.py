"""What everyone can do with their own account."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from tests.accounts.conftest import GOOD_PASSWORD, NOON

from aftercall.accounts.models import AccessLink, User
from aftercall.accounts.operations import delete_old_sessions, request_reset
from aftercall.accounts.roles import Role
from aftercall.core.models import AuditEntry

CHANGE = reverse("accounts:change_password")
NEW = "another good password"
pytestmark = pytest.mark.usefixtures("fast_passwords")


@pytest.fixture
def ann(db: None, fast_passwords: None) -> User:
    return User.objects.create_user(
        email="ann@example.org", name="Ann Lee", role=Role.DATA_PROTECTION, password=GOOD_PASSWORD, joined_at=NOON
    )


@pytest.fixture
def browser(ann: User) -> Client:
    return signed_in(ann)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def is_signed_in(client: Client) -> bool:
    return client.get(reverse("core:audit")).status_code == 200


def test_every_page_names_who_is_signed_in_and_links_to_their_account(browser: Client) -> None:
    for url in (reverse("core:audit"), reverse("public:home"), "/no-such-page/"):
        header = browser.get(url).content.decode().split("<header")[1].split("</header>")[0]
        assert "Ann Lee, Data protection officer" in header
        assert f'href="{reverse("accounts:your_account")}"' in header


def test_the_page_shows_the_account(browser: Client) -> None:
    shown = browser.get(reverse("accounts:your_account")).content.decode()
    assert "ann@example.org" in shown
    assert "Sign out everywhere" in shown


def test_changing_the_password_signs_out_other_devices(ann: User, browser: Client) -> None:
    other = signed_in(ann)
    response = browser.post(CHANGE, {"current": GOOD_PASSWORD, "password": NEW}, follow=True)
    assert "Your password has been changed" in response.content.decode()
    assert is_signed_in(browser)
    assert not is_signed_in(other)
    ann.refresh_from_db()
    assert ann.check_password(NEW)
    assert AuditEntry.objects.get().action == "password.changed"


@pytest.mark.parametrize(
    ("url", "data"),
    [(CHANGE, {"current": GOOD_PASSWORD, "password": NEW}), (reverse("accounts:sign_out_everywhere"), {})],
)
def test_links_for_a_new_password_end_with_the_sessions(url: str, data: dict[str, str], browser: Client) -> None:
    request_reset(email="ann@example.org", at=NOON)
    browser.post(url, data)
    assert not AccessLink.objects.exists()


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({}, "current", "Enter your current password"),
        ({"current": "wrong", "password": NEW}, "current", "Enter your current password correctly"),
        ({"current": GOOD_PASSWORD, "password": "short"}, "password", "at least 12 characters"),
    ],
)
def test_a_faulty_change_says_at_the_field_what_to_fix(
    data: dict[str, str], field: str, message: str, browser: Client, ann: User
) -> None:
    response = browser.post(CHANGE, data)
    assert response.status_code == 422
    assert message in response.content.decode().partition(f'id="id_{field}-error"')[2].partition("</p>")[0]
    ann.refresh_from_db()
    assert ann.check_password(GOOD_PASSWORD)


def test_guessing_the_current_password_is_limited(browser: Client) -> None:
    pages = [browser.post(CHANGE, {"current": "wrong", "password": NEW}).content.decode() for _ in range(6)]
    assert "too many attempts" not in pages[4]
    assert "too many attempts" in pages[5]


def test_signing_out_everywhere_ends_every_session(ann: User, browser: Client) -> None:
    other = signed_in(ann)
    response = browser.post(reverse("accounts:sign_out_everywhere"), follow=True)
    assert "You have been signed out on every device" in response.content.decode()
    assert not is_signed_in(browser)
    assert not is_signed_in(other)
    assert AuditEntry.objects.get().action == "sessions.ended"


def test_expired_sessions_are_deleted(db: None) -> None:
    for key, ends in (("old", NOON - timedelta(seconds=1)), ("new", NOON + timedelta(hours=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    assert delete_old_sessions(at=NOON) == 1
    assert Session.objects.get().session_key == "new"
