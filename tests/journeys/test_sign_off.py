"""Results on their way to the public: drafted, refused, amended, approved by somebody else, and public on their day."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.page_checks import check_page, follow, press, reload_until_shown, sign_in, sign_in_as
from tests.journeys.site import Site

from aftercall.accounts.roles import Role

TITLE = "Victims, January 2025"
REASON = "Say how many people answered."


@pytest.fixture
def site(site_with: Callable[..., Site], analysed: Site) -> Site:
    return site_with(clock="2026-03-05T10:00:00", of=analysed)


def test_results_become_public_on_the_day_that_a_second_person_set(
    site: Site, context_at: Callable[[Site], BrowserContext]
) -> None:
    author, reviewer, public = (context_at(site).new_page() for _ in range(3))
    sign_in(author, Role.RESEARCHER)
    sign_in_as(reviewer, "reviewer@example.org")
    prepare(author)
    send(author, "These are the first results.")
    refuse(reviewer)
    amend(author)
    approve(reviewer)
    read_that_they_are_coming(public)
    site.stop()
    site.set_clock("2026-03-06T09:31:00")
    site.start()
    read_results(context_at(site).new_page())


def prepare(page: Page) -> None:
    follow(page, "Prepare a publication of January 2025")
    press(page, "Prepare a publication")
    check_page(page, "publication-prepare")
    press(page, "Prepare the draft")
    expect(page.get_by_text("The draft is ready")).to_be_visible()
    check_page(page, "publication-draft")


def send(page: Page, commentary: str) -> None:
    follow(page, "Edit the text")
    page.get_by_label("Commentary").fill(commentary)
    check_page(page, "publication-edit")
    press(page, "Save the text")
    press(page, "Send for approval")
    expect(page.get_by_text("so another researcher must decide about them")).to_be_visible()
    check_page(page, "publication-waiting")


def refuse(page: Page) -> None:
    page.goto("/start/")
    check_page(page, "home-results-to-approve")
    follow(page, f"Approve or refuse: {TITLE}")
    press(page, "Continue to approve or refuse")
    check_page(page, "publication-approve")
    follow(page, "refuse them and say why")
    press(page, "Refuse the results")
    expect(page.get_by_role("alert")).to_contain_text("Enter a reason")
    check_page(page, "publication-refuse")
    page.get_by_label("What must change").fill(REASON)
    press(page, "Refuse the results")
    expect(page.get_by_text("The results are a draft again")).to_be_visible()


def amend(page: Page) -> None:
    follow(page, "Home")
    expect(page.get_by_text(f"It was refused on 5 March 2026: {REASON}")).to_be_visible()
    check_page(page, "home-results-to-amend")
    follow(page, f"Amend the draft: {TITLE}")
    check_page(page, "publication-refused")
    send(page, "These are the first results. 70 people answered.")


def approve(page: Page) -> None:
    follow(page, "Home")
    follow(page, f"Approve or refuse: {TITLE}")
    press(page, "Continue to approve or refuse")
    expect(page.locator("ins")).to_have_text("These are the first results. 70 people answered.")
    check_page(page, "publication-approve-amended")
    press(page, "Approve these results")
    expect(page.get_by_text("They become public on 6 March 2026 at 9:30am")).to_be_visible()
    check_page(page, "publication-approved")
    page.get_by_role("link", name="Publications", exact=True).click()
    check_page(page, "publications")


def read_that_they_are_coming(page: Page) -> None:
    page.goto("/results/")
    expect(page.get_by_text("No results have been published yet")).to_be_visible()
    follow(page, "Upcoming results")
    expect(page.get_by_role("row", name=TITLE)).to_contain_text("6 March 2026")
    check_page(page, "upcoming")


def read_results(page: Page) -> None:
    """The service looks for results to publish as soon as it is served again."""
    page.goto("/results/")
    reload_until_shown(page, page.get_by_role("heading", level=1, name=TITLE))
    expect(page.get_by_text("70 people answered")).to_be_visible()
    check_page(page, "results")
    follow(page, "All results")
    expect(page.get_by_role("listitem").filter(has_text=TITLE)).to_contain_text("Current")
    check_page(page, "archive")
