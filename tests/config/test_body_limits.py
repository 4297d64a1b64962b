"""How large a request may be, for each page and sender."""

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from aftercall.accounts.roles import Role
from aftercall.config.body_limits import UPLOAD_BYTES
from aftercall.config.gateway import FORM_BYTES
from aftercall.config.url_policy import URL_POLICY

# Pages of words: other tests use their few queries on both databases.
pytestmark = pytest.mark.one_database

type SignIn = Callable[[Role | None], Client]
ANYTHING = 10**12


def send(client: Client, path: str, stated_length: object) -> int:
    """Send a request that states a length. Reading beyond its three bytes would fail."""
    return client.generic("POST", path, b"a=b", CONTENT_LENGTH=str(stated_length)).status_code


@pytest.mark.parametrize("path", ["/opt-out/", "/audit/", "/waves/1/load/", "/mappings/one/extract/", "/nothing/"])
def test_who_is_not_signed_in_can_send_no_more_than_a_form(path: str, client_signed_in_as: SignIn) -> None:
    response = client_signed_in_as(None).generic("POST", path, b"a=b", CONTENT_LENGTH=str(FORM_BYTES + 1))
    assert response.status_code == 413
    assert "sign in first" in response.content.decode()
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cache-Control"] == "no-store"


def test_the_page_says_how_to_go_back(client_signed_in_as: SignIn) -> None:
    client = client_signed_in_as(Role.RESEARCHER)
    headers = {"Referer": "http://testserver/mappings/one/"}
    response = client.generic("POST", "/mappings/one/extract/", b"a=b", CONTENT_LENGTH=str(ANYTHING), headers=headers)
    assert response.status_code == 413
    assert '<a class="govuk-link" href="/mappings/one/">Go back to the page</a>' in response.content.decode()


@pytest.mark.parametrize(
    ("role", "path", "largest"),
    [
        (None, "/waves/verify/", 20_110_000),
        (Role.RESEARCHER, "/mappings/one/extract/", 40_000_000),
        (Role.RESEARCHER, "/questionnaires/upload/", 10_000_000),
        (Role.RESEARCHER, "/waves/1/load/", ANYTHING),
        (Role.RESEARCHER, "/opt-out/", 2_500_000),
        (Role.ADMINISTRATOR, "/waves/1/load/", 2_500_000),
        (Role.ADMINISTRATOR, "/nothing/", 2_500_000),
    ],
)
def test_only_those_who_may_open_an_upload_page_can_send_its_files(
    role: Role | None, path: str, largest: int, client_signed_in_as: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_signed_in_as(role)
    monkeypatch.setattr("aftercall.config.access.UrlPolicyMiddleware.__call__", reached)
    assert send(client, path, largest) == 204
    assert largest == ANYTHING or send(client, path, largest + 1) == 413


def reached(*_: object) -> HttpResponse:
    return HttpResponse(status=204)


def test_a_length_that_is_not_a_number_is_read_as_nothing(client_signed_in_as: SignIn) -> None:
    assert send(client_signed_in_as(None), "/opt-out/", "many") == 200


def test_every_page_of_the_table_exists() -> None:
    assert set(UPLOAD_BYTES) <= set(URL_POLICY)
