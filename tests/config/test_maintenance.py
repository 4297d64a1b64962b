"""While the site is being worked on, every page says so, and what was typed is not lost."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from aftercall.config.maintenance import mark
from aftercall.public import views

OURS = {"Referer": "http://testserver/opt-out/"}
TYPED = {"first_name": "Ann", "last_name": "Example"}


@pytest.fixture
def in_maintenance() -> Iterator[None]:
    mark().touch()
    yield
    mark().unlink()


def test_every_page_says_so_without_the_database(client: Client, in_maintenance: None) -> None:
    response = client.get("/cy/results/")
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response["Retry-After"] == "600"
    page = response.content.decode()
    assert "nid yw’r wefan ar gael" in page
    assert "data-quick-exit" in page


def test_what_was_typed_is_shown_to_who_typed_it(client: Client, in_maintenance: None) -> None:
    page = client.post(reverse("public:opt_out"), TYPED, headers=OURS).content.decode()
    assert "What you typed" in page
    assert "Ann" in page


def test_what_another_site_sent_is_not_shown(client: Client, in_maintenance: None) -> None:
    page = client.post(reverse("public:opt_out"), TYPED, headers={"Referer": "https://example.org/"}).content.decode()
    assert "Ann" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(("fault", "status"), [(OperationalError, 503), (RuntimeError, 500)])
def test_a_fault_loses_nothing_either(fault: type[Exception], status: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise fault

    monkeypatch.setattr(views, "current_versions", fail)
    client = Client(raise_request_exception=False)
    response = client.post(reverse("public:opt_out"), TYPED, headers=OURS)
    assert response.status_code == status
    assert "Ann" in response.content.decode()


@pytest.mark.django_db
def test_a_form_that_is_refused_loses_nothing() -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.post(reverse("public:opt_out"), TYPED, headers=OURS).content.decode()
    assert "Send the form again" in page
    assert "Ann" in page
