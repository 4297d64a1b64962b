"""The researcher's pages for figures of earlier years."""

import hashlib
import re
from collections.abc import Callable
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.publication.small_runs import approved, small_run

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.models import AuditEntry
from aftercall.programmes.models import Programme
from aftercall.publication.models import Comparison, Direction, ImportedSeries, PublishedChange

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
CSV = "measure,period,n,percent,low,high\nwhole,2024,1200,78.5,76,81\nwhole,2024 Q4,300,80,,\n"


@pytest.fixture
def client(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.RESEARCHER)


def upload(client: Client, programme: Programme, text: str = CSV) -> tuple[int, str]:
    given = {
        "programme": programme.slug,
        "supplier": "Example Research",
        "method": "By post.",
        "figures": SimpleUploadedFile("old.csv", text.encode()),
    }
    response = client.post(reverse("earlier_figures:upload"), given)
    return response.status_code, response.content.decode()


def confirm(client: Client, page: str) -> str:
    found = re.search('name="signed" value="([^"]*)"', page)
    assert found
    response = client.post(reverse("earlier_figures:confirm"), {"signed": unescape(found[1])}, follow=True)
    return response.content.decode()


def imported(client: Client, programme: Programme) -> ImportedSeries:
    confirm(client, upload(client, programme)[1])
    return ImportedSeries.objects.get()


def test_figures_are_previewed_before_they_are_imported(client: Client, programme: Programme) -> None:
    status, page = upload(client, programme)
    assert status == 200
    assert "Nothing has been imported yet" in page
    assert "78.5%" in page
    assert "76% to 81%" in page
    assert not ImportedSeries.objects.exists()
    page = confirm(client, page)
    assert "2 figures imported" in page
    series = ImportedSeries.objects.get()
    assert (series.supplier, series.digest) == ("Example Research", hashlib.sha256(CSV.encode()).hexdigest())
    year, quarter = series.figures.all()
    assert (year.measure, year.population, year.base, year.percent, year.low) == ("whole", "all", 1200, 78.5, 76)
    assert (quarter.first_month, quarter.last_month, quarter.low) == (date(2024, 10, 1), date(2024, 12, 1), None)
    assert AuditEntry.objects.get(action="earlier_figures.imported").details["figures"] == 2
    assert "2 figures from Example Research" in client.get(reverse("earlier_figures:index")).content.decode()


def test_a_preview_that_was_changed_is_not_imported(client: Client, programme: Programme) -> None:
    response = client.post(reverse("earlier_figures:confirm"), {"signed": "abc:def"})
    assert response.status_code == 404
    assert not ImportedSeries.objects.exists()


def test_mistakes_are_listed_and_nothing_is_stored(client: Client, programme: Programme) -> None:
    status, page = upload(client, programme, CSV.replace("whole,2024,", "speed,2024,"))
    assert status == 422
    assert "1 mistake in the file. Nothing has been imported" in page
    assert "Row 2, measure: is not a measure of this programme; use one of whole" in page
    page = upload(client, programme, CSV.replace("whole,2024,", "whole,soon,"))[1]
    assert "Row 2, period: write the period as 2024, 2024 Q1, 2024/25 or 2024-03" in page


def test_a_period_is_imported_once(client: Client, programme: Programme) -> None:
    again = upload(client, programme)[1]
    imported(client, programme)
    status, page = upload(client, programme)
    assert status == 422
    assert "Row 3, period: overlaps with what was imported before" in page
    assert "Nothing has been imported" in confirm(client, again)
    assert ImportedSeries.objects.count() == 1


def test_a_period_that_was_published_here_is_refused(client: Client, programme: Programme, researcher: User) -> None:
    approved(small_run(programme, researcher), researcher)
    status, page = upload(client, programme, "measure,period,n,percent\nwhole,2025-01,300,80\nwhole,2024-12,300,80\n")
    assert status == 422
    assert "Row 2, period: has been published here; leave the row out" in page
    assert "Row 3" not in page


def test_figures_can_be_removed_until_results_compare_with_them(
    client: Client, programme: Programme, researcher: User
) -> None:
    series = imported(client, programme)
    publication = approved(small_run(programme, researcher), researcher, at=series.imported_at)
    change = PublishedChange.objects.create(
        publication=publication,
        population="all",
        measure="whole",
        comparison=Comparison.PERIOD_BEFORE,
        earlier_first_month=date(2024, 10, 1),
        earlier_last_month=date(2024, 12, 1),
        direction=Direction.ROSE,
        imported=True,
    )
    url = reverse("earlier_figures:remove", args=[series.pk])
    page = client.post(url, follow=True).content.decode()
    assert "is compared with them" in page
    assert publication.title in page
    change.delete()
    assert "Remove 2 figures from Example Research" in client.get(url).content.decode()
    assert "have been removed" in client.post(url, follow=True).content.decode()
    assert not ImportedSeries.objects.exists()
    assert AuditEntry.objects.filter(action="earlier_figures.removed").exists()
