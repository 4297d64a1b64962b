"""The researcher's pages of analyses."""

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import version_of
from tests.world import drawn_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.programmes.models import Programme
from aftercall.results.models import AnalysisRun
from aftercall.results.planning import expected_precision

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.RESEARCHER)


def test_an_analysis_can_be_run_and_shown(client: Client, run: AnalysisRun) -> None:
    assert "Month: January 2025" in client.get(reverse("results:analyses")).content.decode()
    months = {"period_choice": "2025-01/2025-01"}
    page = client.post(reverse("results:analyses"), months, follow=True).content.decode()
    assert "The analysis is ready" in page
    assert AnalysisRun.objects.count() == 2
    for words in ("The whole experience", "Response rate (AAPOR RR2)", "What was reported", run.data_digest):
        assert words in page


def test_the_importance_of_drivers_is_shown_as_a_chart_and_a_table(client: Client, importance_run: AnalysisRun) -> None:
    page = client.get(reverse("results:analysis", args=[importance_run.pk])).content.decode()
    assert "What drives overall satisfaction" in page
    assert page.count("<circle cx=") == 4
    assert re.search(r"4\. Treatment.*Later: matters less, does worse", page, re.DOTALL)
    for coordinate in re.findall(r'c[xy]="([\d.]+)"', page):
        assert 12 <= float(coordinate) <= 328


def test_a_figure_that_is_based_on_few_answers_has_a_warning(client: Client, run: AnalysisRun) -> None:
    page = client.get(reverse("results:analysis", args=[run.pk])).content.decode()
    assert "few answers, read with caution" in page
    assert "too few answers to rely on" in page


def test_the_page_does_not_mention_drivers_if_no_importance_was_estimated(client: Client, run: AnalysisRun) -> None:
    page = client.get(reverse("results:analysis", args=[run.pk])).content.decode()
    assert "What drives overall satisfaction" not in page


@pytest.mark.parametrize(
    ("first", "last", "message"),
    [
        ("", "2025-01", "Choose a period, or enter a month"),
        ("January", "2025-01", "Enter a real month"),
        ("2025-02", "2025-01", "the same as or after the first month"),
        ("2024-01", "2024-03", "has no waves"),
    ],
)
def test_the_page_says_why_a_period_cannot_be_analysed(
    first: str, last: str, message: str, client: Client, programme: Programme
) -> None:
    response = client.post(reverse("results:analyses"), {"first_month": first, "last_month": last})
    assert response.status_code == 422
    assert message in response.content.decode()
    assert not AnalysisRun.objects.exists()


def test_the_page_says_that_the_survey_has_not_been_set_up_yet(client: Client) -> None:
    assert "not been set up yet" in client.get(reverse("results:analyses")).content.decode()


def test_the_page_of_an_unknown_analysis_is_not_found(client: Client) -> None:
    assert client.get(reverse("results:analysis", args=[7])).status_code == 404


def test_the_plan_for_a_year_is_scaled_from_the_returned_waves(client: Client, run: AnalysisRun) -> None:
    lines = {line.category: line for line in expected_precision(version_of(run.programme), Fraction(1)).lines}
    assert (lines[""].population, lines[""].sample) == (
        pytest.approx(12 * run.frame_size, abs=len(lines)),
        pytest.approx(12 * run.sampled, abs=len(lines)),
    )
    assert lines[""].response == pytest.approx(run.respondents / run.sampled, abs=0.1)
    page = client.get(reverse("results:plan")).content.decode()
    assert f"{lines[''].population:,}" in page
    assert f"{100 * (lines[''].half_width or 0):.1f}" in page


@pytest.mark.usefixtures("cached_frames")
def test_until_a_wave_is_returned_the_plan_assumes_a_response_rate(
    client: Client, researcher: User, extract: Path
) -> None:
    drawn_wave(researcher, extract)
    url = reverse("results:plan")
    assert "30% (assumed)" in client.get(url).content.decode()
    assert "45% (assumed)" in client.get(url, {"response_rate": "45"}).content.decode()
    refused = client.get(url, {"response_rate": "0"})
    assert refused.status_code == 422
    assert "as a whole number from 1 to 100" in refused.content.decode()


def test_the_plan_is_empty_until_a_sample_has_been_drawn(client: Client, programme: Programme) -> None:
    assert "No sample has been drawn yet" in client.get(reverse("results:plan")).content.decode()
