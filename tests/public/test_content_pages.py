"""What the public pages say, and that each has a quick exit."""

import re
from datetime import UTC, datetime

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import make_contract, make_programme, overwrite, version_of

from aftercall.contracts.models import ContractVersion
from aftercall.core import clock
from aftercall.programmes.models import Programme, Survey
from aftercall.questionnaires.models import InstrumentVersion

# Pages of words: other tests use their few queries on both databases.
pytestmark = pytest.mark.one_database

NAMES = (
    "home",
    "why",
    "genuine",
    "easy_read",
    "support",
    "opt_out",
    "complaint",
    "privacy",
    "cookies",
    "feedback",
    "accessibility",
)
WITHOUT_PROGRAMME = {"cookies", "feedback", "accessibility", "support"}
WITH_FORM = {"opt_out", "complaint", "genuine", "cookies", "feedback"}


def page_text(client: Client, name: str) -> str:
    """What a page says, without its markup."""
    text = re.sub(r"<[^>]+>", " ", client.get(reverse(f"public:{name}")).content.decode())
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("name", NAMES)
def test_every_page_has_one_main_heading_and_a_quick_exit(name: str, programme: Programme, client: Client) -> None:
    response = client.get(reverse(f"public:{name}"))
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1") == 1
    assert re.search(r'<a href="https://www.bbc.co.uk/weather"[^>]*data-quick-exit', page)
    assert "core/quick_exit.js" in page


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITHOUT_PROGRAMME])
def test_every_page_says_so_until_the_survey_has_been_set_up(name: str, client: Client, db: None) -> None:
    response = client.get(reverse(f"public:{name}"))
    assert response.status_code == 200
    assert "The survey is not set up yet" in response.content.decode()


@pytest.mark.parametrize("name", ["home", "why", "privacy"])
def test_a_survey_whose_first_version_is_dated_for_later_is_described(
    name: str, programme: Programme, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before_it = datetime(1999, 1, 1, 12, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: before_it)
    text = page_text(client, name)
    assert "not set up" not in text
    assert "Example Constabulary" in text


def test_cookies_feedback_and_accessibility_do_not_depend_on_a_programme(client: Client, db: None) -> None:
    assert "Keeps staff signed in" in page_text(client, "cookies")
    for name in ("feedback", "accessibility"):
        assert "all the police on 101" in page_text(client, name)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITH_FORM])
def test_a_page_without_a_form_refuses_post(name: str, programme: Programme, client: Client) -> None:
    assert client.post(reverse(f"public:{name}")).status_code == 405


def test_why_we_may_call_you_states_the_programmes_rules(programme: Programme, client: Client) -> None:
    text = page_text(client, "why")
    for fact in (
        "Example Constabulary",
        "Example Research",
        "picks 17.5% of victims at random",
        "between 7 and 11 weeks",
        "within 13 months",
        "under 17",
        "public task",
    ):
        assert fact in text


def test_the_privacy_notice_states_lawful_basis_retention_contact_and_where_to_complain(
    programme: Programme, client: Client
) -> None:
    text = page_text(client, "privacy")
    for fact in ("The police must be efficient.", "19 weeks", "survey@example.org", "Information Commissioner"):
        assert fact in text
    assert "may listen to the call to check the quality" in text


def test_the_privacy_notice_says_what_the_settings_and_contracts_are(programme: Programme, client: Client) -> None:
    text = page_text(client, "privacy")
    for fact in (
        "for a public task, under Article 6(1)(e) of the UK GDPR and section 8",
        "what is needed to call them: title, first name, last name, phone number",
        "We do not share the exact offence, the neighbourhood, date of birth, sex, ethnicity, email address, postcode",
        "Inspectorate of Constabulary",
        "Somewhere Police and Crime Commissioner",
    ):
        assert fact in text
    assert "no contract is in force" not in text


def test_surveys_with_a_shorter_retention_are_named(programme: Programme, client: Client) -> None:
    make_programme(survey={"name": "Burglary survey", "retention_weeks": 4})
    text = page_text(client, "privacy")
    assert "we destroy the keys 19 weeks after" in text
    assert "Burglary survey: we destroy the keys 4 weeks after the calls" in text


def test_without_a_contract_and_with_another_basis_the_privacy_notice_says_so(
    programme: Programme, client: Client
) -> None:
    QuerySet(ContractVersion).delete()
    overwrite(Survey, basis="legitimate_interests")
    text = page_text(client, "privacy")
    assert "We share nothing with Example Research at present, because no contract is in force." in text
    assert "for our legitimate interests, under Article 6(1)(f) of the UK GDPR" in text
    assert "public task" not in text
    assert "public task" not in page_text(client, "why")


def test_the_privacy_notice_names_other_processors_and_no_monitoring_that_is_not_announced(
    db: None, client: Client
) -> None:
    make_contract("Example Research", sub_processors="Example Hosting")
    programme = make_programme()
    instrument = version_of(programme).survey.instrument
    overwrite(InstrumentVersion, document={**instrument.document, "scripts": []})
    text = page_text(client, "privacy")
    assert "Others who work for the agency, as its contract allows: Example Hosting." in text
    assert "Nobody else listens to the call." in text


def test_the_beta_banner_links_to_the_feedback_page(programme: Programme, client: Client) -> None:
    page = client.get(reverse("public:home")).content.decode()
    assert (
        f'This is a new service. Help us improve it and <a class="govuk-link" href="{reverse("public:feedback")}"'
        in page
    )
    assert "survey@example.org" in page_text(client, "feedback")


def test_the_cookies_page_names_every_cookie_that_the_public_site_sets(programme: Programme, client: Client) -> None:
    for name in NAMES:
        client.get(reverse(f"public:{name}"))
    assert set(client.cookies) == {"csrftoken"}
    assert client.cookies["csrftoken"]["max-age"] == ""
    assert "csrftoken" in page_text(client, "cookies")


def test_the_opt_out_form_keeps_personal_data_out_of_the_url(programme: Programme, client: Client) -> None:
    assert 'method="post"' in client.get(reverse("public:opt_out")).content.decode()
