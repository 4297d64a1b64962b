"""The officer's pages about requests to opt out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import TUESDAY, Person, make_cases
from tests.fieldwork.views.pages import words
from tests.rights.test_objections import ANN, digests

from aftercall.accounts.roles import Role
from aftercall.core import clock
from aftercall.rights.objections import opt_out
from aftercall.rights.opt_outs.operations import count_refused_request
from aftercall.suppression.models import COOLING_TIME, Objection

OVERVIEW, KEEP_ALL = reverse("opt_outs:overview"), reverse("opt_outs:keep_all")


@pytest.fixture
def officer(client_signed_in_as: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(clock, "now", lambda: TUESDAY)
    return client_signed_in_as(Role.DATA_PROTECTION)


@pytest.fixture
def request_url(db: None) -> str:
    """The page of Ann's request, who has a case."""
    make_cases(Person("CASE1", digests=digests(ANN)))
    opt_out(person=ANN, at=TUESDAY)
    return reverse("opt_outs:request", args=[Objection.objects.get().pk])


def shown(client: Client, url: str, **posted: str) -> str:
    response = client.post(url, posted, follow=True) if posted else client.get(url)
    assert isinstance(response, HttpResponse)
    assert response.status_code == 200
    return words(response)


def test_without_requests_the_pages_say_so(officer: Client) -> None:
    page = shown(officer, OVERVIEW)
    assert "There are none" in page
    assert "No one has used the form." in page
    assert "0 requests from people with a case are waiting" in shown(officer, KEEP_ALL)


def test_requests_are_counted_by_day_and_those_with_a_case_listed(officer: Client, request_url: str) -> None:
    opt_out(person={"first_name": "Zoe", "last_name": "Sample", "phone": "07700 900999"}, at=TUESDAY)
    count_refused_request(at=TUESDAY)
    page = shown(officer, OVERVIEW)
    pk = Objection.objects.order_by("pk").values_list("pk", flat=True)[0]
    assert f"Request {pk} 18 March 2025 4 March 2025 at 10:00am 1 case Keep" in page
    assert "Day Received Refused 4 March 2025 2 1" in page
    assert request_url in officer.get(OVERVIEW).content.decode()


def test_details_are_destroyed_at_once_when_the_officer_says_so(
    officer: Client, request_url: str, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    page = shown(officer, request_url)
    assert "Contact details destroyed on 18 March 2025" in page
    assert "will not be called again, whatever you choose" in page
    assert "have been destroyed." in shown(officer, request_url, decision="destroy")
    assert "already been destroyed." in shown(officer, request_url, decision="destroy")
    assert officer.get(request_url).status_code == 404


def test_details_are_kept_longer_one_by_one_or_all_at_once(
    officer: Client, request_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = TUESDAY + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "will be kept longer" in shown(officer, request_url, decision="keep")
    assert Objection.objects.get().erase_at == later + COOLING_TIME
    later += timedelta(days=1)
    assert "1 request from people with a case is waiting" in shown(officer, KEEP_ALL)
    assert "The contact details of 1 request will be kept longer." in shown(officer, KEEP_ALL, keep="all")
    assert Objection.objects.get().erase_at == later + COOLING_TIME


def test_a_form_without_a_decision_changes_nothing(officer: Client, request_url: str) -> None:
    assert "Destroy them now" in shown(officer, request_url, decision="undo")
    assert Objection.objects.get().erase_at == TUESDAY + COOLING_TIME
