"""The public pages of results of a full analysis."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.publication.small_runs import signed_off
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.publication.models import Publication
from aftercall.publication.operations import prepare
from aftercall.results.models import AnalysisRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(None)


@pytest.fixture
def researcher_client(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.RESEARCHER)


@pytest.fixture
def draft(run: AnalysisRun, researcher: User) -> Publication:
    return prepare(run=run, actor=researcher, at=LATER)


def test_the_page_says_so_until_results_have_been_published(visitor: Client) -> None:
    assert "No results have been published yet" in visitor.get(reverse("publication:results")).content.decode()


def test_an_analysis_leads_to_its_publication(run: AnalysisRun, researcher_client: Client, visitor: Client) -> None:
    analysis = reverse("results:analysis", args=[run.pk])
    prepare_page = reverse("publication:prepare", args=[run.pk])
    assert prepare_page in researcher_client.get(analysis).content.decode()
    page = researcher_client.post(prepare_page, follow=True).content.decode()
    assert "Only researchers can see these results" in page
    assert "of victims were satisfied with the service" in page
    address = reverse("publication:draft", args=[Publication.objects.get().slug])
    assert address in researcher_client.get(analysis).content.decode()
    assert researcher_client.get(prepare_page)["Location"] == address
    assert visitor.get(reverse("publication:results")).status_code == 200


def test_the_latest_results_are_on_the_page_of_results(visitor: Client, draft: Publication, researcher: User) -> None:
    signed_off(draft, researcher)
    page = visitor.get(reverse("publication:results")).content.decode()
    assert "Victims, January 2025" in page
    assert "of victims were satisfied with the service" in page


def test_the_csv_file_has_every_figure_of_the_publication(
    visitor: Client, draft: Publication, researcher: User
) -> None:
    signed_off(draft, researcher)
    name = f"victim-satisfaction-{draft.slug}.csv"
    response = visitor.get(reverse("publication:file", args=[draft.slug, name]))
    lines = response.content.decode().splitlines()
    assert response["Content-Type"].startswith("text/csv")
    assert len(lines) == 1 + draft.figures.count()
    assert lines[0].startswith("measure,population,breakdown,group")


def test_an_address_that_only_takes_a_form_answers_with_a_page(draft: Publication, researcher_client: Client) -> None:
    response = researcher_client.get(reverse("publication:check", args=[draft.slug]))
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "You can’t open this address directly" in response.content.decode()
