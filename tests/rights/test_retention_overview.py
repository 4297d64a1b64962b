"""Until when each wave's data are kept, on the page and as a file."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.conftest import Commit
from tests.fieldwork.making import Person, at, make_programme, make_release, make_wave

from aftercall.accounts.roles import Role
from aftercall.core import clock
from aftercall.core.audit import SystemActor
from aftercall.rights.retention import end_retention

pytestmark = pytest.mark.django_db
TESTS = SystemActor("tests")


@pytest.fixture
def officer(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.DATA_PROTECTION)


def test_the_page_says_how_long_data_are_kept_and_what_is_overdue(
    officer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = reverse("retention:certificates")
    assert "We hold no data of any month" in officer.get(url).content.decode()
    make_release([Person("CASE1")])
    for day, expected in ((17, "1 day left"), (18, "Ends today"), (20, "2 days overdue")):
        monkeypatch.setattr(clock, "now", lambda day=day: at(day, 9, month=7))
        page = officer.get(url).content.decode()
        assert "18 July 2025" in page
        assert expected in page
    assert "no sample can be released" in page


def test_the_file_has_every_wave_also_those_whose_retention_has_ended(
    officer: Client, monkeypatch: pytest.MonkeyPatch, commit: Commit
) -> None:
    programme = make_programme(slug="victims")
    make_release([Person("CASE1")], make_wave(programme))
    make_release([Person("CASE2", reported_on=date(2025, 2, 1))], make_wave(programme, date(2025, 2, 1)))
    end_retention(wave=programme.waves.get(month=date(2025, 1, 1)), actor=TESTS, at=at(18, 9, month=7))
    commit()
    monkeypatch.setattr(clock, "now", lambda: at(19, 9, month=7))
    response = officer.get(reverse("retention:export"))
    assert response["Content-Disposition"] == 'attachment; filename="retention.csv"'
    assert response.content.decode().splitlines() == [
        "wave,programme,month,retention_weeks,retention_ends_on,ended_on,overdue",
        "victims-2025-02,Victims,2025-02,12,2025-08-15,,no",
        "victims-2025-01,Victims,2025-01,12,2025-07-18,2025-07-18,no",
    ]
