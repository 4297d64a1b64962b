"""Opting out on the site."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.programmes.models import Programme
from aftercall.rights import objections
from aftercall.suppression.models import Objection

URL = reverse("public:opt_out")
NOW = datetime(2025, 3, 4, 12, tzinfo=UTC)
ANN = {
    "first_name": "Ann",
    "last_name": "O'Hara",
    "phone": "07700 900123",
    "email": "ann@example.org",
    "date_of_birth_0": "31",
    "date_of_birth_1": "3",
    "date_of_birth_2": "1980",
    "postcode": "ZZ1 1ZZ",
}

Call = tuple[dict[str, str], datetime]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch, programme: Programme) -> list[Call]:
    """What the form handed on."""
    made: list[Call] = []
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(objections, "opt_out", lambda *, person, at: made.append((dict(person), at)))
    return made


def test_what_was_entered_is_handed_on_in_the_extracts_words(calls: list[Call], client: Client) -> None:
    assert client.post(URL, ANN)["Location"] == reverse("public:opt_out_done")
    person = {
        "first_name": "Ann",
        "last_name": "O'Hara",
        "phone": "07700 900123",
        "email": "ann@example.org",
        "date_of_birth": "1980-03-31",
        "postcode": "ZZ1 1ZZ",
    }
    assert calls == [(person, NOW)]


def test_what_was_left_empty_is_left_out(calls: list[Call], client: Client) -> None:
    client.post(URL, {"first_name": "Ann", "last_name": "O'Hara", "phone": "07700 900123"})
    assert calls == [({"first_name": "Ann", "last_name": "O'Hara", "phone": "07700 900123"}, NOW)]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"first_name": ""}, "Enter your first name"),
        ({"last_name": " "}, "Enter your last name"),
        ({"email": "ann"}, "Enter an email address in the correct format, like name@example.com"),
        ({"date_of_birth_0": "32"}, "Enter a real date, such as 31 3 1980"),
    ],
)
def test_a_mistake_is_shown_and_nothing_is_handed_on(
    change: Mapping[str, str], error: str, calls: list[Call], client: Client
) -> None:
    response = client.post(URL, {**ANN, **change})
    assert response.status_code == 422
    page = response.content.decode()
    assert page.count(error) == 2  # in the summary and at the field
    assert "<title>Error: Opt out" in page
    assert not calls


def test_too_little_to_recognise_anybody_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, programme: Programme, client: Client
) -> None:
    def too_little(*, person: Mapping[str, str], at: datetime) -> None:
        raise Refused("Give one more detail")

    monkeypatch.setattr(objections, "opt_out", too_little)
    response = client.post(URL, ANN)
    assert response.status_code == 422
    assert "Give one more detail" in response.content.decode()


def test_opting_out_is_remembered_without_a_name(programme: Programme, client: Client) -> None:
    assert client.post(URL, ANN).status_code == 302
    objection = Objection.objects.get()
    for value in ("Ann", "Hara", "900123", "ZZ1"):
        assert value not in str(vars(objection))


def test_a_name_alone_is_too_little(programme: Programme, client: Client) -> None:
    response = client.post(URL, {"first_name": "Ann", "last_name": "Example"})
    assert response.status_code == 422
    assert not Objection.objects.exists()


def test_before_the_set_up_nobody_can_opt_out(client: Client, db: None) -> None:
    assert "not set up yet" in client.post(URL, ANN).content.decode()
    assert not Objection.objects.exists()


def test_other_methods_are_refused(programme: Programme, client: Client) -> None:
    assert client.put(URL).status_code == 405
