from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import TUESDAY, Person, call, claim, get_case, make_cases, make_release
from tests.fieldwork.views.pages import NAME, words

from aftercall.accounts.models import User
from aftercall.dispositions.codes import BY_CODE
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Case
from aftercall.handover.models import Release, ReturnedCase
from aftercall.programmes.models import Wave


def address_of(name: str, wave: Wave) -> str:
    return reverse(f"fieldwork:{name}", args=[wave.pk])


def wave_with_one_refusal(interviewer: User) -> Wave:
    """A wave of two cases, of which one was called and refused."""
    make_cases(Person("CASE1"), Person("CASE2"))
    operations.record_outcome(
        attempt=call(interviewer), disposition=BY_CODE["2.112"], interviewer=interviewer, at=TUESDAY
    )
    return Wave.objects.get()


def test_the_page_says_that_no_sample_has_been_released_yet(manager_browser: Client) -> None:
    page = words(manager_browser.get(reverse("fieldwork:progress")))  # type: ignore[arg-type]
    assert "has not released a sample yet" in page
    assert "There are no cases in fieldwork" in page


def test_the_pages_show_the_progress_of_all_waves_and_of_one(manager_browser: Client, interviewer: User) -> None:
    wave = wave_with_one_refusal(interviewer)
    for address in (reverse("fieldwork:progress"), address_of("wave_progress", wave)):
        page = words(manager_browser.get(address))  # type: ignore[arg-type]
        assert "January 2025" in page
        assert "Does not want to take part Refusal or break-off 1" in page
        assert "Burglary 0 of 2 (0%)" in page
        assert NAME not in page


def test_a_release_can_be_received(manager_browser: Client) -> None:
    wave = make_release([Person("CASE1")]).wave
    Release.objects.update(digest="7d" * 32)
    before = words(manager_browser.get(address_of("wave_progress", wave)))  # type: ignore[arg-type]
    assert "Receive the cases" in before
    assert "Received by the agency Time Not yet" in before
    for said in ("1 case received", "already been received"):
        page = words(manager_browser.post(address_of("receive", wave), follow=True))  # type: ignore[arg-type]
        assert said in page
    assert "Received by the agency Time " in page
    assert f"Cases 1 Digest of the cases {'7d' * 32} Results returned Time Not yet" in page
    assert Case.objects.count() == 1


def test_a_release_that_does_not_exist_is_not_found(manager_browser: Client) -> None:
    assert manager_browser.post(reverse("fieldwork:receive", args=[1])).status_code == 404
    assert manager_browser.get(reverse("fieldwork:wave_progress", args=[1])).status_code == 404


def test_closing_asks_for_confirmation_with_the_number_of_cases_not_yet_closed(
    manager_browser: Client, interviewer: User
) -> None:
    wave = wave_with_one_refusal(interviewer)
    assert "1 case of 2 is not yet closed" in words(manager_browser.get(address_of("close", wave)))  # type: ignore[arg-type]
    assert get_case("CASE2").state == "waiting"
    page = words(manager_browser.post(address_of("close", wave), follow=True))  # type: ignore[arg-type]
    assert "Fieldwork has been closed, and 1 case with it" in page
    assert "Return the results" in page
    assert get_case("CASE2").final_disposition == "3.11"


def test_fieldwork_cannot_be_closed_while_an_interviewer_works_on_a_case(
    manager_browser: Client, interviewer: User
) -> None:
    make_cases()
    claim(interviewer)
    page = words(manager_browser.post(address_of("close", Wave.objects.get()), follow=True))  # type: ignore[arg-type]
    assert "An interviewer is working on a case" in page


def test_results_can_be_returned(manager_browser: Client, interviewer: User) -> None:
    wave = wave_with_one_refusal(interviewer)
    page = words(manager_browser.post(address_of("return_results", wave), follow=True))  # type: ignore[arg-type]
    assert "Close fieldwork for this wave first" in page
    manager_browser.post(address_of("close", wave))
    page = words(manager_browser.post(address_of("return_results", wave), follow=True))  # type: ignore[arg-type]
    assert "The results have been returned to the force" in page
    assert ReturnedCase.objects.count() == 2
