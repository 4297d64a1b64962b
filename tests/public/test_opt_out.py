"""The opt-out form of the public site."""

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

OptOut = tuple[dict[str, str], datetime]


@pytest.fixture
def opt_outs(monkeypatch: pytest.MonkeyPatch, programme: Programme) -> list[OptOut]:
    """The persons and times that the view has passed to `objections.opt_out`."""
    recorded: list[OptOut] = []
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(objections, "opt_out", lambda *, person, at: recorded.append((dict(person), at)))
    return recorded


def test_the_entered_details_are_passed_on_under_the_extracts_column_names(
    opt_outs: list[OptOut], client: Client
) -> None:
    assert client.post(URL, ANN)["Location"] == reverse("public:opt_out_done")
    person = {
        "first_name": "Ann",
        "last_name": "O'Hara",
        "phone": "07700 900123",
        "email": "ann@example.org",
        "date_of_birth": "1980-03-31",
        "postcode": "ZZ1 1ZZ",
    }
    assert opt_outs == [(person, NOW)]


def test_empty_fields_are_left_out(opt_outs: list[OptOut], client: Client) -> None:
    client.post(URL, {"first_name": "Ann", "last_name": "O'Hara", "phone": "07700 900123"})
    assert opt_outs == [({"first_name": "Ann", "last_name": "O'Hara", "phone": "07700 900123"}, NOW)]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"first_name": ""}, "Enter your first name"),
        ({"last_name": " "}, "Enter your last name"),
        ({"email": "ann"}, "Enter an email address in the correct format, like name@example.com"),
        ({"date_of_birth_0": "32"}, "Enter a real date, such as 31 3 1980"),
        ({"date_of_birth_2": "0089"}, "Enter the year of your birth with 4 numbers, like 1980"),
        ({"date_of_birth_2": "89"}, "Enter the year of your birth with 4 numbers, like 1980"),
        ({"date_of_birth_2": "2090"}, "Your date of birth must be in the past"),
        ({"date_of_birth_1": "3", "date_of_birth_0": "5", "date_of_birth_2": "2025"}, "must be in the past"),
        ({"date_of_birth_2": "1890"}, "Your date of birth must be in the last 120 years"),
        ({"phone": "12345"}, "Enter a phone number with its area code"),
        ({"phone": "none"}, "Enter a phone number with its area code"),
        ({"postcode": "SW1"}, "Enter a full UK postcode, like ZZ1 1ZZ, or leave it empty"),
    ],
)
def test_an_error_is_shown_and_nothing_is_passed_on(
    change: Mapping[str, str], error: str, opt_outs: list[OptOut], client: Client
) -> None:
    response = client.post(URL, {**ANN, **change})
    assert response.status_code == 422
    page = response.content.decode()
    assert page.count(error) == 2  # in the summary and at the field
    assert "<title>Error: Opt out" in page
    assert not opt_outs


def test_someone_can_be_born_today_or_120_years_ago_and_write_a_postcode_as_they_like(
    opt_outs: list[OptOut], client: Client
) -> None:
    for year in ("2025", "1905"):
        born = {"date_of_birth_0": "4", "date_of_birth_1": "3", "date_of_birth_2": year}
        assert client.post(URL, {**ANN, **born, "postcode": " zz1-1zz"}).status_code == 302
    assert [person["date_of_birth"] for person, _ in opt_outs] == ["2025-03-04", "1905-03-04"]


@pytest.mark.parametrize("detail", [["phone"], ["email"], ["postcode"], [f"date_of_birth_{part}" for part in range(3)]])
def test_the_name_and_any_one_of_the_listed_details_are_enough(
    detail: list[str], programme: Programme, client: Client
) -> None:
    page = client.get(URL).content.decode()
    for listed in ("your phone number", "your email address", "your date of birth", "your full postcode"):
        assert f"<li>{listed}</li>" in page
    given = {name: ANN[name] for name in ("first_name", "last_name", *detail)}
    assert client.post(URL, given).status_code == 302
    assert Objection.objects.count() == 1


def test_the_confirmation_opens_once_and_only_after_a_request(opt_outs: list[OptOut], client: Client) -> None:
    done = reverse("public:opt_out_done")
    assert client.get(done)["Location"] == URL
    client.post(URL, {**ANN, "phone": "12"})
    assert client.get(done)["Location"] == URL
    assert client.post(URL, ANN)["Location"] == done
    page = client.get(done).content.decode()
    for fact in ("What happens next", "01632 960123", "0191 498 0101", "survey@example.org", "Example Constabulary"):
        assert fact in page
    assert client.get(done)["Location"] == URL
    client.cookies["opt_out"] = "sent"  # not signed by this site
    assert client.get(done)["Location"] == URL


def test_a_refusal_is_shown_on_the_page(monkeypatch: pytest.MonkeyPatch, programme: Programme, client: Client) -> None:
    def refuse(*, person: Mapping[str, str], at: datetime) -> None:
        raise Refused("Give one more detail")

    monkeypatch.setattr(objections, "opt_out", refuse)
    response = client.post(URL, ANN)
    assert response.status_code == 422
    assert "Give one more detail" in response.content.decode()


def test_an_objection_is_stored_without_personal_data(programme: Programme, client: Client) -> None:
    assert client.post(URL, ANN).status_code == 302
    objection = Objection.objects.get()
    for value in ("Ann", "Hara", "900123", "ZZ1"):
        assert value not in str(vars(objection))


def test_a_name_alone_is_not_enough_to_opt_out(programme: Programme, client: Client) -> None:
    response = client.post(URL, {"first_name": "Ann", "last_name": "Example"})
    assert response.status_code == 422
    assert "Enter your phone number, email address, date of birth or postcode" in response.content.decode()
    assert not Objection.objects.exists()


def test_nobody_can_opt_out_until_the_survey_has_been_set_up(client: Client, db: None) -> None:
    assert "not set up yet" in client.post(URL, ANN).content.decode()
    assert not Objection.objects.exists()


def test_methods_other_than_get_and_post_are_refused(programme: Programme, client: Client) -> None:
    assert client.put(URL).status_code == 405
