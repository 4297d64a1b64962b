"""Evidence on its way to the inspectorate: requested by one researcher, approved by another, opened, downloaded and
verified."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.page_checks import check_page, follow, press, sign_in, sign_in_as
from tests.journeys.site import Site

from aftercall.accounts.roles import Role
from aftercall.evidence.archive.verify import verify_return

TITLE = "Victims, January 2025"
PUBLISH = """
from tests.publication.small_runs import published
from aftercall.results.models import AnalysisRun
run = AnalysisRun.objects.get()
published(run, run.run_by)
"""


@pytest.fixture
def site(site_with: Callable[..., Site], analysed: Site) -> Site:
    site = site_with(clock="2026-03-06T10:00:00", of=analysed)
    site.run(PUBLISH)
    return site


def test_the_inspectorate_gets_what_two_researchers_sent(
    site: Site, context_at: Callable[[Site], BrowserContext], tmp_path: Path
) -> None:
    author, reviewer, inspector = (context_at(site).new_page() for _ in range(3))
    sign_in(author, Role.RESEARCHER)
    request(author)
    sign_in_as(reviewer, "reviewer@example.org")
    approve(reviewer)
    sign_in(inspector, Role.INSPECTORATE)
    verify(inspector, tmp_path / "return.zip")


def request(page: Page) -> None:
    follow(page, "Evidence and exports")
    press(page, "Request an export for analysts")
    check_page(page, "evidence-new-export")
    page.goto("/evidence/")
    press(page, "Prepare an evidence return")
    press(page, "Make the return")
    expect(page.get_by_role("alert")).to_contain_text("Enter why it is sent")
    check_page(page, "evidence-new-return")
    page.get_by_label("Why it is sent").fill("You asked for it in March.")
    press(page, "Make the return")
    expect(page.get_by_text("so another researcher must decide about it")).to_be_visible()


def approve(page: Page) -> None:
    follow(page, f"Approve or refuse: evidence return of {TITLE}")
    check_page(page, "evidence-waiting")
    press(page, "Approve and send")
    expect(page.get_by_text("The return is now with the inspectorate")).to_be_visible()
    page.goto("/evidence/")
    check_page(page, "evidence-files")


def verify(page: Page, file: Path) -> None:
    check_page(page, "home-inspectorate")
    follow(page, "Evidence", exact=True)
    check_page(page, "evidence-sent")
    follow(page, TITLE)
    expect(page.get_by_text("Call handling").first).to_be_visible()
    check_page(page, "evidence-sent-file")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the return").press("Enter")
    download.value.save_as(file)
    found = verify_return(file.read_bytes(), file.name)
    assert (found.problems, found.recomputed) == ([], True)
