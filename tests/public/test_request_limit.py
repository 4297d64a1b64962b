"""One connection can send a few requests to opt out an hour; it keeps nobody else from opting out."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from tests.fieldwork.views.pages import words
from tests.public.test_opt_out import ANN, NOW

from aftercall.core import clock
from aftercall.core.request_limit import REQUESTS_PER_HOUR
from aftercall.programmes.models import Programme
from aftercall.rights import objections
from aftercall.rights.opt_outs.queries import requests_by_day

URL = reverse("public:opt_out")
Send = Callable[..., HttpResponse]
ATTACKER, VICTIM = "203.0.113.7", "203.0.113.8"


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    """The times of the requests that were received. Nothing is recorded, because digests take long."""
    received: list[datetime] = []
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def receive(*, person: Mapping[str, str], at: datetime) -> None:
        received.append(at)

    monkeypatch.setattr(objections, "opt_out", receive)
    return received


@pytest.fixture
def send(client: Client, programme: Programme, times: list[datetime]) -> Send:
    def post(address: str, **headers: str) -> HttpResponse:
        return client.post(URL, ANN, REMOTE_ADDR=address, headers=headers)  # type: ignore[return-value]

    return post


def test_a_connection_that_sends_too_many_is_told_when_and_how_else(
    send: Send, times: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [send(ATTACKER).status_code for _ in range(40)] == [302] * REQUESTS_PER_HOUR + [429] * 30
    assert len(times) == REQUESTS_PER_HOUR
    [today] = requests_by_day(NOW.date())
    assert (today.received, today.refused) == (0, 30)
    response = send(ATTACKER)
    page = words(response)
    assert response["Retry-After"] == "3600"
    assert "We have not saved your request. You can send it again after 1:00pm." in page
    for fact in ("0191 498 0101", "survey@example.org", "They will remove you at once"):
        assert fact in page
    assert send(VICTIM).status_code == 302
    an_hour_later = NOW + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: an_hour_later)
    assert send(ATTACKER).status_code == 302


def test_a_forged_header_neither_dodges_the_limit_nor_uses_up_that_of_others(send: Send) -> None:
    for number in range(REQUESTS_PER_HOUR):
        send(ATTACKER, X_Forwarded_For=f"198.51.100.{number}")
    assert send(ATTACKER, X_Forwarded_For=VICTIM).status_code == 429
    assert send(VICTIM).status_code == 302


def test_behind_a_trusted_proxy_each_client_has_its_own_count(send: Send, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(REQUESTS_PER_HOUR + 1):
        last = send("127.0.0.1", X_Forwarded_For=f"198.51.100.{number}, {ATTACKER}")
    assert last.status_code == 429
    assert send("127.0.0.1", X_Forwarded_For=VICTIM).status_code == 302


def test_an_ipv6_network_is_one_connection_and_a_mapped_address_an_ipv4_one(send: Send) -> None:
    for number in range(REQUESTS_PER_HOUR):
        send(f"2001:db8:0:1::{number:x}")
    assert send("2001:db8:0:1:ffff::1").status_code == 429
    assert send("2001:db8:0:2::1").status_code == 302
    for _ in range(REQUESTS_PER_HOUR):
        send(f"::ffff:{ATTACKER}")
    assert send(ATTACKER).status_code == 429
    assert send(f"::ffff:{VICTIM}").status_code == 302


def test_a_form_with_errors_is_not_counted(send: Send, client: Client, times: list[datetime]) -> None:
    for _ in range(REQUESTS_PER_HOUR + 1):
        assert client.post(URL, ANN | {"phone": "12"}, REMOTE_ADDR=ATTACKER).status_code == 422
    assert send(ATTACKER).status_code == 302
    assert len(times) == 1
