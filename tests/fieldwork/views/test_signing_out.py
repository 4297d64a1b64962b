"""Signing out while holding a case asks first, and hands the case back."""

from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import get_case, make_cases
from tests.fieldwork.views.pages import get, leads_to, post, start, words
from tests.fieldwork.views.test_interview import begin

from aftercall.core.models import AuditEntry
from aftercall.fieldwork.models import Answer, Attempt
from aftercall.fieldwork.states import CaseState

URL = reverse("account_logout")


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_without_a_case_signing_out_asks_nothing(browser: Client) -> None:
    make_cases()
    assert browser.post(URL).status_code == 302
    assert not is_signed_in(browser)
    assert not AuditEntry.objects.filter(action="case.handed_back").exists()


def test_during_a_call_signing_out_asks_first_and_can_be_called_off(browser: Client) -> None:
    make_cases()
    start(browser)
    page = words(browser.post(URL))  # type: ignore[arg-type]
    assert "You are in a call" in page
    assert "the call ends without an outcome" in page
    assert browser.post(URL, {"asked": "yes"}).status_code == 422
    assert leads_to(browser.post(URL, {"asked": "yes", "step": "stay"})) == "call"  # type: ignore[arg-type]
    assert is_signed_in(browser)
    assert get_case("CASE1").state == CaseState.IN_CALL


def test_signing_out_during_a_call_hands_the_case_back_and_keeps_the_answers(browser: Client) -> None:
    make_cases()
    attempt = begin(browser)
    post(browser, "interview", attempt=attempt, question="reported_by", answer="no")
    browser.post(URL, {"asked": "yes", "step": "sign_out"})
    assert not is_signed_in(browser)
    case = get_case("CASE1")
    assert (case.state, case.claimed_by_id, case.last_disposition) == (CaseState.CALL_AGAIN, None, "3.9")
    assert Attempt.objects.get().ended_at is not None
    assert Answer.objects.count() == 1
    entry = AuditEntry.objects.get(action="case.handed_back")
    assert (entry.subject, entry.role) == ("case:CASE1", "interviewer")


def test_signing_out_before_dialling_hands_the_case_back_too(browser: Client) -> None:
    make_cases()
    post(browser, "next_case")
    assert "You are still working on a case" in words(browser.get(URL))  # type: ignore[arg-type]
    assert leads_to(browser.post(URL, {"asked": "yes", "step": "stay"})) == "case"  # type: ignore[arg-type]
    browser.post(URL, {"asked": "yes", "step": "sign_out"})
    assert get_case("CASE1").state == CaseState.CALL_AGAIN
    assert get(browser, "next_case").status_code == 302


def test_signing_out_everywhere_hands_the_case_back(browser: Client) -> None:
    make_cases()
    start(browser)
    browser.post(reverse("accounts:sign_out_everywhere"))
    assert get_case("CASE1").state == CaseState.CALL_AGAIN
