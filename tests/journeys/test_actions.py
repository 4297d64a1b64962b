"""From the weakest area to an action that both sides agree, and to what the results say at the end of the year."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.page_checks import check_page, follow, press, sign_in
from tests.journeys.site import Site

from aftercall.accounts.roles import Role

FIRST_RESULTS = """
from tests.fieldwork.making import make_programme
from tests.improvements.making import Q1, quarter
from aftercall.accounts.models import User
quarter(make_programme(), User.objects.get(email="researcher@example.org"), Q1)
"""
LATER_RESULTS = """
from tests.improvements.making import AFTERWARDS, AREAS, Q2, Q3, Q4, quarter
from aftercall.accounts.models import User
from aftercall.improvements.operations import take_looks
from aftercall.programmes.models import Programme
researcher, programme = User.objects.get(email="researcher@example.org"), Programme.objects.get()
for first, percent in ((Q2, 78.0), (Q3, 78.0), (Q4, 79.0)):
    quarter(programme, researcher, first, {**AREAS, "North": (400, percent)})
assert take_looks(at=AFTERWARDS) == 1
"""


@pytest.fixture
def site(site_with: Callable[..., Site]) -> Site:
    site = site_with(clock="2025-07-07T10:00:00")
    site.run(FIRST_RESULTS)
    return site


def test_an_action_on_the_weakest_area_is_agreed_and_measured(
    site: Site, context_at: Callable[[Site], BrowserContext]
) -> None:
    researcher, commissioner = (context_at(site).new_page() for _ in range(2))
    sign_in(researcher, Role.RESEARCHER)
    open_action_on_the_weakest(researcher)
    sign_in(commissioner, Role.COMMISSIONER)
    follow(commissioner, "Agree or change: Ring back within two days")
    press(commissioner, "Agree to this action")
    expect(commissioner.get_by_text("Both sides have agreed")).to_be_visible()
    site.run(LATER_RESULTS)
    read_what_the_results_say(commissioner)


def open_action_on_the_weakest(page: Page) -> None:
    follow(page, "Actions", exact=True)
    press(page, "Open an action")
    weakest = page.get_by_role("row").nth(1)
    expect(weakest).to_contain_text("North")
    weakest.get_by_role("link").click()
    page.get_by_label("What you will do").fill("Ring back within two days")
    page.get_by_label("How, and why").fill("A named officer rings back.")
    page.get_by_label("Owner").fill("Head of contact management")
    page.get_by_label("October to December 2025").check()
    press(page, "Check how likely it is to be found")
    expect(page.get_by_role("status")).to_contain_text("If the true change is +5.0 points")
    press(page, "Propose this action")
    expect(page.get_by_text("You have proposed this action")).to_be_visible()
    check_page(page, "action-proposed")


def read_what_the_results_say(page: Page) -> None:
    """The area was low by chance when the action was opened, so going back to what it was is no effect."""
    page.goto("/start/")
    follow(page, "No clear change: Ring back within two days")
    expect(page.get_by_text("chance could explain")).to_contain_text("95% interval")
    check_page(page, "action-measured")
