"""The public pages of results, and the researcher's pages for preparing and publishing them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.publication.models import Publication
from aftercall.publication.operations import prepare, sign_off
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


def test_a_draft_is_not_public(visitor: Client, draft: Publication) -> None:
    assert "No results" in visitor.get(reverse("publication:results")).content.decode()
    assert visitor.get(reverse("publication:result", args=[draft.slug])).status_code == 404
    assert visitor.get(reverse("publication:data", args=[draft.slug])).status_code == 404


def test_a_researcher_prepares_a_draft_and_publishes_it_by_signing_it_off(
    run: AnalysisRun, researcher_client: Client, visitor: Client
) -> None:
    page = researcher_client.post(reverse("publication:prepare", args=[run.pk]), follow=True).content.decode()
    assert "Only researchers can see this draft" in page
    publication = Publication.objects.get()
    page = researcher_client.get(reverse("publication:sign_off", args=[publication.slug])).content.decode()
    assert "anyone can read and download these results" in page
    assert "Not shown: fewer than 30 people answered" in page
    assert visitor.get(reverse("publication:result", args=[publication.slug])).status_code == 404
    researcher_client.post(reverse("publication:sign_off", args=[publication.slug]))
    page = visitor.get(reverse("publication:results")).content.decode()
    assert "Victim satisfaction, January 2025" in page
    assert "of victims were satisfied with the service" in page


def test_preparing_or_signing_off_a_second_time_is_refused(
    run: AnalysisRun, draft: Publication, researcher_client: Client
) -> None:
    again = researcher_client.post(reverse("publication:prepare", args=[run.pk]), follow=True).content.decode()
    assert "has already been prepared" in again
    for message in ("The results have been published", "have already been published"):
        page = researcher_client.post(reverse("publication:sign_off", args=[draft.slug]), follow=True).content.decode()
        assert message in page


def test_the_csv_file_has_every_figure_of_the_publication(
    visitor: Client, draft: Publication, researcher: User
) -> None:
    sign_off(publication=draft, actor=researcher, at=LATER)
    response = visitor.get(reverse("publication:data", args=[draft.slug]))
    lines = response.content.decode().splitlines()
    assert response["Content-Type"].startswith("text/csv")
    assert len(lines) == 1 + draft.figures.count()
    assert lines[0].startswith("item,breakdown,group,base")
    assert lines[1].endswith('"few answers, read with caution"')  # about 70 people answered


def test_the_latest_results_link_to_earlier_ones(
    visitor: Client, draft: Publication, run: AnalysisRun, researcher: User
) -> None:
    sign_off(publication=draft, actor=researcher, at=LATER)
    first = AnalysisRun.objects.get(pk=run.pk)
    run.pk = None
    run.save()
    run.waves.set(first.waves.all())
    run.instruments.set(first.instruments.all())
    for figure in first.figures.all():
        figure.pk, figure.run = None, run
        figure.save()
    sign_off(publication=prepare(run=run, actor=researcher, at=LATER), actor=researcher, at=LATER)
    assert (
        reverse("publication:result", args=[draft.slug]) in visitor.get(reverse("publication:results")).content.decode()
    )


def test_a_published_draft_has_nothing_left_to_confirm(
    draft: Publication, researcher: User, researcher_client: Client
) -> None:
    sign_off(publication=draft, actor=researcher, at=LATER)
    response = researcher_client.get(reverse("publication:sign_off", args=[draft.slug]))
    assert response["Location"] == reverse("publication:draft", args=[draft.slug])


def test_an_address_that_only_takes_a_form_answers_with_a_page(run: AnalysisRun, researcher_client: Client) -> None:
    response = researcher_client.get(reverse("publication:prepare", args=[run.pk]))
    assert (response.status_code, response["Allow"]) == (405, "POST")
    assert "You can’t open this address directly" in response.content.decode()
