"""The list of waves, and planning a month's wave."""

from datetime import date
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from tests.fieldwork.making import make_programme
from tests.world import loaded_wave, planned_wave

from aftercall.accounts.models import User
from aftercall.programmes.models import Wave

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]


def test_each_month_can_be_planned_only_once_and_must_be_a_real_month(client: Client) -> None:
    make_programme()
    address = reverse("programmes:waves")
    assert client.post(address, {"month": "2025-01"}).status_code == 302
    assert "Victims 1 already has January 2025" in client.post(address, {"month": "2025-01"}).content.decode()
    assert "such as January 2026" in client.post(address, {"month": "Jan"}).content.decode()
    for words in ("January 2025", "jan 2025", "01/2025", "1 2025"):
        assert "already has January 2025" in client.post(address, {"month": words}).content.decode()
    assert Wave.objects.count() == 1


def test_a_month_far_away_is_refused_and_only_the_last_twelve_skipped_months_are_named(
    client: Client, researcher: User
) -> None:
    programme = make_programme()
    address = reverse("programmes:waves")
    for month in ("1999-01", "2099-01"):
        page = client.post(address, {"month": month}).content.decode()
        assert "cannot be opened. Enter a month from " in page
    planned_wave(researcher, programme, date(2023, 1, 1))
    planned_wave(researcher, programme)
    page = client.get(address).content.decode()
    assert "You have not opened January 2024, " in page
    assert "December 2023" not in page


def test_the_list_takes_four_queries(
    client: Client, researcher: User, extract: Path, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    loaded_wave(researcher, extract)
    with django_assert_num_queries(4):  # session, user, programme, waves
        assert client.get(reverse("programmes:waves")).status_code == 200
