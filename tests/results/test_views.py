"""The researcher's pages of analyses."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from aftercall.accounts.roles import Role
from aftercall.programmes.models import Programme
from aftercall.results.models import AnalysisRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of: Callable[[Role | None], Client]) -> Client:
    return client_of(Role.RESEARCHER)


def test_an_analysis_is_made_and_shown(client: Client, run: AnalysisRun) -> None:
    months = {"first_month": "2025-01", "last_month": "2025-01"}
    page = client.post(reverse("results:analyses"), months, follow=True).content.decode()
    assert "The period is weighted and estimated" in page
    assert AnalysisRun.objects.count() == 2
    for words in ("The whole experience", "Response rate (AAPOR RR2)", "What was reported", run.data_digest):
        assert words in page


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        ("", "2025-01", "Enter the month"),
        ("January", "2025-01", "a year and a month"),
        ("2025-02", "2025-01", "must not be before the first"),
        ("2024-01", "2024-03", "has no waves"),
    ],
)
def test_a_period_that_cannot_be_analysed_says_why(
    first: str, last: str, says: str, client: Client, programme: Programme
) -> None:
    response = client.post(reverse("results:analyses"), {"first_month": first, "last_month": last})
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not AnalysisRun.objects.exists()


def test_before_set_up_the_page_says_so(client: Client) -> None:
    assert "not been set up yet" in client.get(reverse("results:analyses")).content.decode()


def test_an_analysis_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get(reverse("results:analysis", args=[7])).status_code == 404
