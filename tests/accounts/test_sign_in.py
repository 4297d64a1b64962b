"""Signing in and out."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role

URL = reverse("account_login")
PASSWORD = "a long enough password"
EMAIL = "ann@example.org"


@pytest.fixture
def ann(db: None) -> User:
    return User.objects.create_user(email=EMAIL, name="Ann", role=Role.DATA_PROTECTION, password=PASSWORD)


def sign_in(client: Client, email: str = EMAIL, password: str = PASSWORD, **headers: str) -> str:
    """The URL that the response redirects to, or else the page."""
    response = client.post(URL, {"login": email, "password": password}, **headers)  # type: ignore[arg-type]
    return response["Location"] if response.status_code == 302 else response.content.decode()


@pytest.mark.parametrize("email", [EMAIL, "ANN@Example.org", " ann@example.org "])
def test_the_right_password_leads_to_the_start_page(email: str, ann: User, client: Client) -> None:
    assert sign_in(client, email) == reverse("start")
    assert client.get(reverse("core:audit")).status_code == 200


def test_signing_in_continues_to_the_requested_page(ann: User, client: Client) -> None:
    response = client.post(f"{URL}?next={reverse('core:audit')}", {"login": EMAIL, "password": PASSWORD})
    assert response["Location"] == reverse("core:audit")


@pytest.mark.parametrize("other_site", ["https://example.com/", "//example.com/"])
def test_signing_in_never_leads_to_another_site(other_site: str, ann: User, client: Client) -> None:
    response = client.post(f"{URL}?next={other_site}", {"login": EMAIL, "password": PASSWORD})
    assert response["Location"] == reverse("start")


def test_a_wrong_password_and_an_unknown_email_address_give_the_same_error(ann: User, client: Client) -> None:
    pages = {sign_in(client, EMAIL, "wrong"), sign_in(client, "nobody@example.org", "wrong")}
    assert all("Enter a correct email address and password" in page for page in pages)
    assert len({_without_values(page) for page in pages}) == 1


def _without_values(page: str) -> str:
    """The page without the lines that hold what was entered or a CSRF token."""
    return "\n".join(line for line in page.splitlines() if 'value="' not in line)


def test_each_empty_field_gets_an_error_that_says_what_to_enter(client: Client, db: None) -> None:
    page = sign_in(client, "", "")
    assert "Enter your email address" in page
    assert "Enter your password" in page


def test_an_email_address_is_locked_for_a_while_after_five_wrong_passwords(ann: User, client: Client) -> None:
    for _ in range(5):
        assert "Enter a correct email address" in sign_in(client, password="wrong")
    assert "too many attempts" in sign_in(client)


def test_another_browser_does_not_evade_the_limit(ann: User) -> None:
    for _ in range(5):
        sign_in(Client(), password="wrong")
    assert "too many attempts" in sign_in(Client())


def test_a_forged_forwarding_header_does_not_evade_the_limit(ann: User, client: Client) -> None:
    pages = [
        sign_in(client, f"user{number}@example.org", "wrong", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
        for number in range(12)
    ]
    assert sum("Enter a correct email address" in page for page in pages) == 10
    assert all("too many attempts" in page for page in pages[10:])


def test_other_network_addresses_are_not_locked(ann: User, client: Client) -> None:
    for number in range(11):
        sign_in(client, f"user{number}@example.org", "wrong")
    assert sign_in(client, REMOTE_ADDR="192.0.2.7") == reverse("start")


def test_a_deactivated_account_cannot_sign_in(ann: User, client: Client) -> None:
    User.objects.update(is_active=False)
    assert sign_in(client) == reverse("account_inactive")
    assert "Your account has been deactivated" in client.get(reverse("account_inactive")).content.decode()
    assert client.get(reverse("core:audit")).status_code == 302


def test_the_session_ends_when_the_browser_is_closed(ann: User, client: Client) -> None:
    sign_in(client)
    cookie = client.cookies["session"]
    assert cookie["expires"] == ""
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_signing_out_ends_the_session(client_signed_in_as: Callable[[Role | None], Client]) -> None:
    client = client_signed_in_as(Role.DATA_PROTECTION)
    assert "Sign out" in client.get(reverse("account_logout")).content.decode()
    assert client.post(reverse("account_logout"))["Location"] == reverse("public:home")
    assert client.get(reverse("core:audit")).status_code == 302


def test_there_is_no_self_service_sign_up_or_password_reset(client: Client, db: None) -> None:
    for path in ("/accounts/signup/", "/sign-up/", "/accounts/password/reset/", "/account/password/reset/"):
        assert client.get(path).status_code == 404
