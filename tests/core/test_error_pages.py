"""The error pages, and the headers and banner of every response."""

from collections.abc import Callable
from datetime import date

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.config import error_pages
from aftercall.public import views

# Pages of words: other tests use their few queries on both databases.
pytestmark = pytest.mark.one_database


@pytest.mark.django_db
def test_an_unknown_path_gets_the_not_found_page(client: Client) -> None:
    response = client.get("/nothing/")
    assert response.status_code == 404
    assert "Page not found" in response.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_csrf_token_is_refused() -> None:
    response = Client(enforce_csrf_checks=True).post(reverse("public:opt_out"), {"first_name": "Ann"})
    assert response.status_code == 403
    assert "Send the form again" in response.content.decode()


@pytest.mark.django_db
def test_a_server_error_gets_a_page_with_an_apology(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: date) -> None:
        raise RuntimeError

    monkeypatch.setattr(views, "current_versions", fail)
    response = Client(raise_request_exception=False).get(reverse("public:home"))
    assert response.status_code == 500
    assert "Sorry, something went wrong" in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["not found", "refused", "without token", "too large", "unreadable", "of ours"])
def test_an_error_leads_staff_to_their_start_page_and_everyone_else_to_the_home_page(
    fault: str, user_with_role: Callable[[Role], User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "current_versions", _fail if fault == "of ours" else views.current_versions)
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    assert ("Go to the home page" in _page_with(fault, client)) or fault == "refused"  # others are asked to sign in
    client.force_login(user_with_role(Role.INTERVIEWER))
    page = _page_with(fault, client)
    assert f'<a class="govuk-link" href="{reverse("start")}">Go to your home page</a>' in page
    assert "Interviewer" in page or "interviewer" in page  # the header says who is signed in


def _page_with(fault: str, client: Client) -> str:
    response = {
        "not found": lambda: client.get("/nothing/"),
        "refused": lambda: client.get(reverse("core:audit")),
        "without token": lambda: client.post(reverse("public:opt_out")),
        "too large": lambda: client.post(reverse("public:opt_out"), headers={"Content-Length": "3000000"}),
        "unreadable": lambda: client.post(reverse("public:opt_out"), dict.fromkeys(map(str, range(1001)), "x")),
        "of ours": lambda: client.get("/"),
    }[fault]()
    return response.content.decode()


def _fail(_: date) -> None:
    raise RuntimeError


@pytest.mark.django_db
def test_a_fault_while_reading_who_is_signed_in_still_gets_a_page(
    rf: RequestFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(error_pages, "render", _fail)
    response = error_pages.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Go to the home page" in response.content.decode()


@pytest.mark.parametrize("template", ["400.html", "403.html", "413.html", "429.html"])
def test_the_other_error_pages_can_be_rendered_without_a_request(template: str) -> None:
    assert "govuk-heading-xl" in render_to_string(template)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/sign-in/", "/nothing/", "/audit/"])
def test_no_page_may_be_cached(path: str, client: Client) -> None:
    assert client.get(path)["Cache-Control"] == "no-store"


@pytest.mark.django_db
def test_the_content_security_policy_allows_nothing_inline_and_nothing_from_other_sites(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize(("home", "banners"), [("demo", 1), ("live", 0)])
def test_every_page_of_a_demo_and_no_other_shows_the_banner(
    home: str, banners: int, client: Client, settings: Settings
) -> None:
    settings.DEMO = home == "demo"
    pages = [client.get(path).content.decode() for path in ("/", "/sign-in/", "/nothing/")]
    for page in [*pages, render_to_string("500.html")]:
        assert page.count("every person on this site is made up") == banners
