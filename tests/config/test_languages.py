"""The language of a page is the first part of its address."""

import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from aftercall.config.url_policy import EVERYBODY, URL_POLICY
from aftercall.core.languages import in_language

# Pages and documents: other tests use their queries on both databases.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.mark.parametrize(("path", "language"), [("/", "en"), ("/cy/", "cy"), ("/pl/", "pl"), ("/cy/nothing/", "cy")])
def test_a_page_says_its_language(path: str, language: str, client: Client) -> None:
    assert f'<html lang="{language}"' in client.get(path).content.decode()


def test_another_language_is_one_link_away_and_keeps_the_page_and_its_query(client: Client) -> None:
    page = client.get("/cy/cookies/?cookies=saved").content.decode()
    assert (
        '<a class="govuk-link" href="/cookies/?cookies=saved" lang="en" hreflang="en" rel="alternate">English</a>'
        in page
    )
    assert client.get("/cookies/").content.decode().count('hreflang="cy"') == 1


@pytest.mark.parametrize("path", ["/pl/privacy/", "/cy/waves/", "/cy/results/publications/"])
def test_a_page_without_a_translation_leads_to_the_english_one(path: str, client: Client) -> None:
    assert client.get(path)["Location"] == path[3:]


def test_links_stay_in_the_language_where_they_can(client: Client) -> None:
    links = re.findall(r'href="(/[^"]*)"', client.get("/pl/").content.decode())
    assert "/pl/check-a-call/" in links
    assert "/privacy/" in links
    assert "/pl/privacy/" not in links


def test_the_browsers_own_language_changes_nothing(client: Client) -> None:
    assert '<html lang="en"' in client.get("/", headers={"Accept-Language": "cy"}).content.decode()


def test_only_public_pages_are_translated() -> None:
    for names in settings.TRANSLATED_PAGES.values():
        assert {name for name in names if URL_POLICY[name] is not EVERYBODY} == set()
    assert settings.TRANSLATED_PAGES["pl"] <= settings.TRANSLATED_PAGES["cy"]


@pytest.mark.parametrize(
    ("path", "welsh"), [("/", "/cy/"), ("/pl/opt-out/", "/cy/opt-out/"), ("/a/?b=1", "/cy/a/?b=1")]
)
def test_addresses_in_other_languages(path: str, welsh: str) -> None:
    assert in_language(path, "cy") == welsh
    with override("cy"):
        assert reverse("public:home") == "/cy/"
