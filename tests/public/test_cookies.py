"""The choice of cookies: nothing but essential ones before it, kept after it, and what it turns on."""

import pytest
from django.test import Client
from django.urls import reverse

from aftercall.core.preferences import APPEARANCE, CHOICE
from aftercall.programmes.models import Programme
from aftercall.public.cookies import cookies
from aftercall.public.models import PageCount

URL = reverse("public:cookies")
BANNER = "Accept additional cookies"


def choose(client: Client, choice: str, page: str = "/privacy/", **headers: str) -> str:
    response = client.post(reverse("public:choose_cookies"), {"choice": choice, "page": page}, headers=headers)
    return str(response["Location"])


def test_before_a_choice_the_banner_is_shown_and_no_cookie_set(programme: Programme, client: Client) -> None:
    assert BANNER in client.get("/").content.decode()
    assert set(client.cookies) == set()


@pytest.mark.parametrize(("choice", "value"), [("accept", "as"), ("reject", "none")])
def test_a_choice_is_kept_and_said_and_the_banner_gone(
    choice: str, value: str, programme: Programme, client: Client
) -> None:
    page = client.get(choose(client, choice)).content.decode()
    assert client.cookies[CHOICE].value == value
    assert "Your cookie preferences have been saved" in page
    assert BANNER not in page
    assert BANNER not in client.get("/").content.decode()


def test_a_browser_that_keeps_no_cookie_is_told_so(programme: Programme, client: Client) -> None:
    address = choose(client, "accept")
    client.cookies.clear()
    assert "Sorry, there was a technical problem" in client.get(address).content.decode()


def test_the_banner_leads_back_to_the_page_and_nowhere_else(programme: Programme, client: Client) -> None:
    assert choose(client, "reject", "/cy/results/?population=all") == "/cy/results/?population=all&cookies=saved"
    for elsewhere in ("https://example.org/", "//example.org/", "", "privacy", "?x"):
        assert choose(client, "reject", elsewhere).startswith("/?")


def test_another_site_cannot_choose(programme: Programme, client: Client) -> None:
    choose(client, "accept", **{"Sec-Fetch-Site": "cross-site"})
    assert CHOICE not in client.cookies


def test_the_text_size_is_shown_where_it_was_chosen_and_can_be_changed(programme: Programme, client: Client) -> None:
    client.post(URL, {"appearance": "largest", "statistics": "no"})
    assert "aftercall-text-largest" in client.get("/").content.decode()
    assert client.cookies[CHOICE].value == "a"
    client.post(URL, {"appearance": "no", "statistics": "no"})
    assert "aftercall-text-largest" not in client.get("/").content.decode()
    assert client.cookies[APPEARANCE].value == ""


def test_a_choice_that_is_not_ours_counts_as_none(programme: Programme, client: Client) -> None:
    client.cookies[CHOICE] = "xyz"
    assert BANNER in client.get("/").content.decode()


def test_pages_are_counted_only_for_those_who_allow_it(programme: Programme, client: Client) -> None:
    client.get("/privacy/")
    choose(client, "reject")
    client.get("/privacy/")
    assert not PageCount.objects.exists()
    choose(client, "accept")
    for address in ("/privacy/", "/privacy/", "/cy/privacy/", "/nothing/"):
        client.get(address)
    counts = PageCount.objects.values_list("view", "language", "count")
    assert set(counts) == {("public:privacy", "en", 2), ("public:privacy", "cy", 1)}


def test_every_cookie_that_the_site_sets_is_listed(programme: Programme, client: Client) -> None:
    client.post(URL, {"appearance": "large", "statistics": "yes"})
    client.get("/opt-out/")
    assert set(client.cookies) <= {one.name for one in cookies()}
    page = client.get(URL).content.decode()
    for one in cookies():
        assert f"<code>{one.name}</code>" in page
