"""The page of the confidentiality agreement."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from aftercall.accounts.agreement import has_signed
from aftercall.accounts.models import ConfidentialityAgreement, User
from aftercall.accounts.roles import Role
from aftercall.core.models import AuditEntry

URL = reverse("accounts:agreement")


@pytest.fixture
def interviewer(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.INTERVIEWER)


def test_the_agreement_is_shown_before_it_is_signed(interviewer: Client) -> None:
    page = interviewer.get(URL).content.decode()
    assert "end the call at once if someone does not want to take part" in page
    assert "Sign the agreement" in page


def test_ticking_the_box_signs_the_agreement(interviewer: Client) -> None:
    assert interviewer.post(URL, {"agree": "on"})["Location"] == reverse("start")
    assert has_signed(User.objects.get())
    assert AuditEntry.objects.get().action == "agreement.signed"


def test_submitting_the_form_without_ticking_the_box_signs_nothing(interviewer: Client) -> None:
    response = interviewer.post(URL, {})
    assert response.status_code == 422
    assert "Tick the box to sign the agreement" in response.content.decode()
    assert not ConfidentialityAgreement.objects.exists()


def test_signing_twice_records_one_signature(interviewer: Client) -> None:
    for _ in range(2):
        interviewer.post(URL, {"agree": "on"})
    assert ConfidentialityAgreement.objects.count() == AuditEntry.objects.count() == 1


def test_the_page_shows_when_the_agreement_was_signed(interviewer: Client) -> None:
    interviewer.post(URL, {"agree": "on"})
    page = interviewer.get(URL).content.decode()
    assert "You signed this agreement on" in page
    assert '<form method="post" novalidate' not in page


def test_methods_other_than_get_and_post_are_refused(interviewer: Client) -> None:
    assert interviewer.delete(URL).status_code == 405
