"""Two people code what somebody said, by keyboard; the field manager sees how well they agree."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.page_checks import check_page, sign_in
from tests.journeys.site import Site

from aftercall.accounts.roles import Role

SET_UP = """
from tests.verbatims.making import IMPROVE, begun, closed_wave, coders, take
from aftercall.accounts import agreement
from aftercall.accounts.models import User
from aftercall.verbatims import operations
from tests.verbatims.making import LATER
said = "Dave Pritchard said he would ring 07700 900123 and nobody told me what happened in the end."
begun(closed_wave([{IMPROVE: said, "quote": "yes"}]))
agreement.sign(user=User.objects.get(email="interviewer@example.org"), at=LATER)
first, _, _ = coders()
operations.save_coding(text=take(first), codes=["not_told"], coder=first, at=LATER, quote=True)
"""


def test_two_people_code_a_text_and_the_manager_sees_kappa(
    site_with: Callable[..., Site], context_at: Callable[[Site], BrowserContext]
) -> None:
    site = site_with(clock="2025-06-03T10:00:00")
    site.run(SET_UP)
    page = context_at(site).new_page()
    sign_in(page, Role.INTERVIEWER)
    page.goto("/own-words/coding/")
    check_page(page, "verbatims-waiting")
    page.get_by_role("button", name="Code the next text").click()
    code_by_keys(page)
    page.get_by_role("link", name="Redact quotation").click()
    expect(page.get_by_role("checkbox", name="Dave (suggested: name)")).to_be_checked()
    check_page(page, "verbatims-redaction")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Another person must confirm it")).to_be_visible()
    manager = context_at(site).new_page()
    sign_in(manager, Role.FIELD_MANAGER)
    manager.goto("/own-words/")
    check_page(manager, "verbatims-rounds")
    manager.get_by_role("link", name="January 2025").click()
    expect(manager.get_by_text("1.00 from 1 text coded by two people")).to_be_visible()
    check_page(manager, "verbatims-round")
    manager.goto("/own-words/codebooks/victims-1/")
    check_page(manager, "verbatims-codebook")


def code_by_keys(page: Page) -> None:
    """Press the number of a code, and send the form with Enter."""
    expect(page.get_by_text("nobody told me what happened")).to_be_visible()
    check_page(page, "verbatims-text")
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.type("2")
    expect(page.get_by_role("checkbox", name="Not told the outcome")).to_be_checked()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_text("There are no texts for you now.")).to_be_visible()
