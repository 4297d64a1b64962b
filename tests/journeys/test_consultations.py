"""Somebody answers a consultation, leaves, comes back by the private link without scripts, and deletes an answer."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.journeys.page_checks import check_page, serve_neutral_page, without_scripts
from tests.journeys.site import Site

from aftercall.core.pages import NEUTRAL_PAGE

MAKE = """
from tests.consultations.making import make_open
make_open()
"""


@pytest.fixture(scope="module")
def site(site_with: Callable[..., Site]) -> Site:
    made = site_with(clock="2026-06-10T10:00:00")
    made.run(MAKE)
    return made


def test_somebody_answers_comes_back_without_scripts_changes_and_submits(
    site: Site, context_at: Callable[[Site], BrowserContext], browser: Browser
) -> None:
    page = context_at(site).new_page()
    serve_neutral_page(page.context)
    link = start(page)
    page.get_by_label("Very important", exact=True).check()
    page.get_by_role("button", name="Save and come back later").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers are saved")
    page.keyboard.press("Escape")
    page.wait_for_url(NEUTRAL_PAGE)
    page.go_back()
    page.wait_for_url(NEUTRAL_PAGE)
    with without_scripts(browser, site) as later:
        come_back(later, link)


def start(page: Page) -> str:
    """From the hub to the first question. Returns the private link."""
    page.goto("/consultations/")
    check_page(page, "consultations")
    page.get_by_role("link", name="Policing priorities").click()
    check_page(page, "consultation")
    page.get_by_role("button", name="Answer on this site").click()
    page.get_by_role("button", name="Start").click()
    check_page(page, "consultation-link")
    link = page.get_by_label("Copy this link").input_value()
    assert page.url == link
    page.get_by_role("button", name="Continue").click()
    check_page(page, "consultation-question")
    return link


def come_back(page: Page, link: str) -> None:
    """Go on where it was left, through to the end; then delete everything."""
    page.goto(link)
    page.get_by_role("button", name="Go on now").click()
    while page.get_by_role("button", name="Save and continue").count():
        page.get_by_role("button", name="Save and continue").click()
        assert page.url == link
    expect(page.get_by_role("heading", level=1)).to_have_text("Check your answers")
    page.get_by_role("button", name="Change your answer to: How important is it to you that police officers").click()
    expect(page.get_by_label("Very important", exact=True)).to_be_checked()
    page.get_by_label("Not at all important", exact=True).check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("Not at all important", exact=True)).to_be_visible()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers count")
    page.get_by_role("button", name="Delete all my answers").click()
    page.get_by_role("button", name="Delete all my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your answers have been deleted")
