"""A researcher looks for sentences to quote, and learns which figures of two sets disagree."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.page_checks import check_page, follow, press, sign_in
from tests.journeys.site import Site

from aftercall.accounts.roles import Role

# A year of the seed page's percentages: of victims of crime, and of all victims.
PUBLISH = """
from datetime import date
from tests.fieldwork.making import make_programme
from tests.publication.answered_runs import answered_run
from tests.publication.test_statements import PEOPLE
from tests.world import LATER
from aftercall.accounts.models import User
from aftercall.publication.operations import prepare
researcher = User.objects.get(email="researcher@example.org")
run = answered_run(make_programme(), researcher, PEOPLE, first=date(2025, 1, 1), last=date(2025, 12, 1))
prepare(run=run, actor=researcher, at=LATER)
"""


@pytest.fixture
def site(site_with: Callable[..., Site]) -> Site:
    site = site_with()
    site.run(PUBLISH)
    return site


def test_a_text_to_quote_and_figures_that_disagree(page: Page) -> None:
    sign_in(page, Role.RESEARCHER)
    follow(page, "Analyses")
    check_page(page, "analyses")
    follow(page, "2025")
    check_page(page, "analysis-populations")
    follow(page, "All analyses")
    follow(page, "Statements to quote from published results")
    page.get_by_label("Results", exact=True).select_option("Victims, 2025 (draft): victims of crime")
    press(page, "Write the statements")
    expect(page.get_by_text("82% of victims of crime were satisfied with the service (1,000 victims")).to_be_visible()
    check_page(page, "statements")
    page.get_by_label("Also in the same text").select_option("Victims, 2025 (draft): all victims")
    press(page, "Write the statements")
    expect(page.get_by_text("93% and 94%")).to_be_visible()
    expect(page.get_by_text("different people: victims of crime and all victims.").first).to_be_visible()
    expect(page.get_by_text("Text to copy")).to_have_count(0)
    check_page(page, "statements-differ")
