"""Feedback reaches the administrator, who can also change the name, colour and links of the public site."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import TUESDAY

from aftercall.accounts.roles import Role
from aftercall.core.models import AuditEntry
from aftercall.programmes.models import Programme
from aftercall.public import operations
from aftercall.public.models import Feedback
from aftercall.public.presenters import pages_read
from aftercall.public.site_settings import contrast_with_white, parse_links

# Pages of words: other tests use their few queries on both databases.
pytestmark = pytest.mark.one_database

ClientOf = Callable[[Role | None], Client]
SETTINGS = reverse("public:site_settings")
GOOD = {"name": "Example survey", "colour": "#003078", "links": "https://example.org/help Example Centre"}


@pytest.fixture
def administrator(client_signed_in_as: ClientOf) -> Client:
    cache.clear()
    return client_signed_in_as(Role.ADMINISTRATOR)


def test_feedback_reaches_the_administrator_until_it_is_dealt_with(
    programme: Programme, client: Client, administrator: Client
) -> None:
    page = client.get(reverse("public:feedback"), headers={"Referer": "http://testserver/cy/privacy/"}).content.decode()
    assert 'action="?from=/cy/privacy/"' in page
    address = f"{reverse('public:feedback')}?from=/cy/privacy/"
    response = client.post(address, {"text": "The map is missing <b>"}, follow=True)
    assert "Thank you for your feedback" in response.content.decode()
    assert "1 piece of feedback" in administrator.get(reverse("start")).content.decode()
    shown = administrator.get(reverse("public:site")).content.decode()
    assert "The map is missing &lt;b&gt;" in shown
    assert "about /cy/privacy/" in shown
    administrator.post(reverse("public:delete_feedback", args=[Feedback.objects.get().pk]))
    assert not Feedback.objects.exists()
    assert AuditEntry.objects.filter(action="feedback.deleted").count() == 1


@pytest.mark.parametrize("page", ["/consultations/answer/SECRET/", "/account/link/SECRET", "/SECRET/"])
def test_feedback_never_holds_a_private_link(page: str, client: Client, db: None) -> None:
    cache.clear()
    form = client.get(reverse("public:feedback"), headers={"Referer": f"http://testserver{page}"})
    assert "SECRET" not in form.content.decode()
    client.post(f"{reverse('public:feedback')}?from={page}", {"text": "The map is missing"})
    assert not Feedback.objects.get().page


def test_counts_name_a_page_by_its_address_and_a_language_by_its_name() -> None:
    counted = [("public:home", "cy", 2_000), ("consultations:results", "en", 2), ("account_login", "pl", 1)]
    assert pages_read(counted) == [
        ["/", "Welsh", "2,000"],
        ["/consultations/…/results/", "English", "2"],
        ["/sign-in/", "Polish", "1"],
    ]
    assert pages_read([("public:gone", "en", 1)]) == [["public:gone", "English", "1"]]


def test_feedback_is_deleted_after_six_months(db: None) -> None:
    operations.receive_feedback(text="old", page="", at=TUESDAY - timedelta(days=183))
    operations.receive_feedback(text="new", page="", at=TUESDAY - timedelta(days=181))
    assert operations.delete_old(at=TUESDAY) == 1
    assert Feedback.objects.get().text == "new"


def test_name_colour_and_links_are_those_that_were_saved(
    programme: Programme, client: Client, administrator: Client
) -> None:
    assert administrator.post(SETTINGS, GOOD).status_code == 302
    page = client.get(reverse("public:support")).content.decode()
    assert "Example survey" in page
    assert '<a class="govuk-link" href="https://example.org/help" rel="noreferrer">Example Centre</a>' in page
    assert client.get(reverse("public:colours")).content == b":root{--aftercall-brand:#003078}"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"colour": "#ffdd00"}, "Choose a darker colour"),
        ({"colour": "red"}, "Enter a colour as #"),
        ({"links": "https://example.org/ Example\nhttp://example.org/ Other"}, "In line 2"),
        ({"name": ""}, "Enter the name"),
    ],
)
def test_what_could_not_be_read_or_followed_is_refused(
    changed: dict[str, str], message: str, programme: Programme, administrator: Client
) -> None:
    assert message in administrator.post(SETTINGS, GOOD | changed).content.decode()


def test_contrast_is_that_of_the_guidelines() -> None:
    assert contrast_with_white("#000000") == pytest.approx(21)
    assert contrast_with_white("#ffffff") == pytest.approx(1)
    assert contrast_with_white("#767676") == pytest.approx(4.54, abs=0.01)


def test_empty_lines_between_links_do_not_matter() -> None:
    assert [link.text for link in parse_links("https://a.example/ A\n\nhttps://b.example/ B")] == ["A", "B"]
