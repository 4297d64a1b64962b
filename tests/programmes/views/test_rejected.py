"""The rejected rows of a load, as a page and as a file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.programmes.views.sending import as_csv, page, rows_of, send
from tests.world import planned_wave

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.programmes.models import Wave

# The pages show a file.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.usefixtures("cached_frames")]


@pytest.fixture
def wave(client: Client, researcher: User, extract: Path) -> Wave:
    """A wave whose extract has 121 invalid rows: 120 with an invalid date, of which one also has an invalid kind of
    victim, and one that the synthetic extract contains anyway."""
    rows = rows_of(extract)
    for row in rows[:120]:
        row["reported_on"] = "31/02/2025"
    rows[0]["victim_kind"] = "horse"
    wave = planned_wave(researcher)
    send(client, wave, as_csv(rows))
    return wave


def test_the_page_says_what_is_wrong_and_where(client: Client, wave: Wave) -> None:
    shown = page(client, "rejected", wave)
    assert "121 rows cannot be used, with 122 problems to fix." in shown
    assert "the first 100 of 122" in shown
    assert shown.count('<th scope="row"') == 103
    assert "unknown_kind" in shown


def test_no_invalid_value_from_the_extract_is_shown(client: Client, wave: Wave) -> None:
    for view in ("rejected", "wave"):
        shown = page(client, view, wave)
        assert "31/02/2025" not in shown
        assert "horse" not in shown


def test_the_file_holds_all_problems(client: Client, wave: Wave) -> None:
    response = client.get(reverse("programmes:rejected_csv", args=[wave.pk]))
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert len(lines) == 123
    assert "31/02/2025" not in "".join(lines)
    assert response["Content-Disposition"] == 'attachment; filename="rejected-victims-1-2025-01.csv"'


def test_the_page_of_the_wave_links_to_the_rejected_rows(client: Client, wave: Wave) -> None:
    assert "See the 121 rejected rows" in page(client, "wave", wave)
    assert "extract.csv" not in page(client, "wave", wave)


def test_the_page_says_so_if_no_row_was_rejected(client: Client, researcher: User, extract: Path) -> None:
    wave = planned_wave(researcher)
    rows = rows_of(extract)
    send(client, wave, as_csv([row for row in rows if row["date_of_birth"] <= row["reported_on"]]))
    assert "Every row can be used" in page(client, "rejected", wave)


def test_neither_page_nor_file_exists_before_an_extract_is_loaded(client: Client, researcher: User) -> None:
    wave = planned_wave(researcher)
    for view in ("rejected", "rejected_csv"):
        assert client.get(reverse(f"programmes:{view}", args=[wave.pk])).status_code == 404


def test_only_the_researcher_may_view_the_page_and_only_by_get(
    client_signed_in_as: Callable[[Role | None], Client], wave: Wave
) -> None:
    address = reverse("programmes:rejected", args=[wave.pk])
    assert client_signed_in_as(Role.COMMISSIONER).get(address).status_code == 403
    assert client_signed_in_as(Role.RESEARCHER).post(address).status_code == 405


def test_the_page_takes_three_queries(
    client: Client, wave: Wave, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):  # session, user, wave with its load
        page(client, "rejected", wave)
