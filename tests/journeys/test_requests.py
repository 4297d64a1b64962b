"""The data protection officer answers people's requests: access, an objection by telephone, a rectification and a
complaint that was sent on the public site."""

import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from playwright.sync_api import BrowserContext, Download, Page, expect
from pypdf import PdfReader
from tests.journeys.page_checks import check_page, complain, follow, press, sign_in
from tests.journeys.site import Site

from aftercall.accounts.roles import Role

MAKE_CASES = """
from tests.fieldwork.making import Person, make_cases
from tests.rights.desk.making import digests_of
bob = digests_of(first_name="Bob", phone="07700 900456")
make_cases(Person("ANNSCASE", digests=digests_of()), Person("BOBSCASE", digests=bob))
"""
LOOK_AT_CASE = """
from tests.fieldwork.making import get_case
from aftercall.core import vault
from aftercall.handover.schedule import decrypt_contact
released = get_case("{case}").released
print(decrypt_contact(released).phone_alt if vault.key_exists(released.ring, released.key_slot) else "erased")
"""


def test_the_officer_answers_requests(
    site_with: Callable[..., Site], context_at: Callable[[Site], BrowserContext]
) -> None:
    site = site_with(clock="2025-03-04T10:00:00")
    site.run(MAKE_CASES)
    page = context_at(site).new_page()
    reference = complain(page)
    check_page(page, "complaint-received")
    sign_in(page, Role.DATA_PROTECTION)
    acknowledge_and_close(page, reference)
    give_access(page)
    correct(page)
    assert site.run(LOOK_AT_CASE.format(case="ANNSCASE")).strip() == "+442079460123"
    record_objection(page)
    assert site.run(LOOK_AT_CASE.format(case="BOBSCASE")).strip() == "erased"
    page.goto("/rights/requests/")
    follow(page, "Closed requests")
    expect(page.get_by_role("rowheader")).to_have_count(4)
    check_page(page, "closed-requests")


def acknowledge_and_close(page: Page, reference: str) -> None:
    """Acknowledge a complaint by letter, and close it with its outcome."""
    follow(page, f"Acknowledge complaint {reference}")
    letter = read(save(page, "Acknowledgement"))
    assert "Dear Cara Example" in letter
    assert reference in letter
    page.reload()
    expect(page.get_by_text("Sent on 4 March 2025")).to_be_visible()
    check_page(page, "complaint")
    close(page, outcome="Partly upheld")
    assert "in part" in read(save(page, "Answer"))


def give_access(page: Page) -> None:
    """Record a request for access, look up what is held, and save the copy for the person."""
    record(page, "Access", first_name="Ann", phone="07700 900123")
    check_page(page, "access-request")
    follow(page, "Look up what we hold")
    check_page(page, "look-up")
    press(page, "Look it up")
    expect(page.get_by_role("heading", name="Telephone survey for January 2025")).to_be_visible()
    expect(page.get_by_text("BOBSCASE")).to_have_count(0)
    check_page(page, "what-we-hold")
    assert "ANNSCASE" in read(save(page, "Save the copy as PDF"))
    copy = json.loads(Path(save(page, "Save the copy as JSON").path()).read_text())
    assert copy["cases"][0]["contact"]["last_name"] == "Example0"
    with page.expect_navigation():
        page.locator(".govuk-back-link").press("Enter")
    close(page)


def correct(page: Page) -> None:
    """Correct a person's second number in their case."""
    record(page, "Rectification", first_name="Ann", phone="07700 900123")
    follow(page, "Correct the contact details")
    page.get_by_label("Second phone number").fill("020 7946 0123")
    check_page(page, "rectification")
    press(page, "Correct the details")
    expect(page.get_by_role("alert")).to_contain_text("have been corrected")
    close(page)


def record_objection(page: Page) -> None:
    """Record the objection of someone who telephoned."""
    record(page, "Objection", first_name="Bob", phone="07700 900456")
    follow(page, "Record the objection")
    expect(page.get_by_text("BOBSCASE, January 2025")).to_be_visible()
    check_page(page, "objection")
    press(page, "Record the objection")
    expect(page.get_by_role("alert")).to_contain_text("The person will not be called")
    close(page)


def record(page: Page, kind: str, *, first_name: str, phone: str) -> None:
    """Record a request that reached us by telephone."""
    page.goto("/rights/requests/")
    press(page, "Record a request")
    page.get_by_label(kind, exact=True).check()
    page.get_by_label("By telephone").check()
    page.get_by_label("First name").fill(first_name)
    page.get_by_label("Last name").fill("Example")
    page.get_by_label("Phone number").fill(phone)
    press(page, "Record the request")
    expect(page.get_by_role("alert")).to_contain_text("The request has been recorded")


def close(page: Page, *, outcome: str = "") -> None:
    """Close the request on whose page we are as answered."""
    follow(page, "Close the request")
    page.get_by_label("Answered").check()
    if outcome:
        page.get_by_label(outcome, exact=True).check()
    page.get_by_label("What you tell the person").fill("We have done it.")
    press(page, "Close the request")
    expect(page.get_by_role("alert")).to_contain_text("The request is closed")


def save(page: Page, button: str) -> Download:
    """Press a button that gives a file."""
    with page.expect_download() as saved:
        page.get_by_role("button", name=button).press("Enter")
    return saved.value


def read(file: Download) -> str:
    """The text of a PDF."""
    pages = PdfReader(BytesIO(Path(file.path()).read_bytes())).pages
    return " ".join(page.extract_text() for page in pages)
