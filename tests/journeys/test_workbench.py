"""A researcher finds the weakest group in the workbench and looks where its figure comes from."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.page_checks import check_page, follow, press, sign_in
from tests.journeys.site import Site

from aftercall.accounts.roles import Role


@pytest.fixture
def site(site_with: Callable[..., Site], analysed: Site) -> Site:
    return site_with(of=analysed)


def test_the_weakest_group_and_the_origin_of_its_figure(page: Page) -> None:
    sign_in(page, Role.RESEARCHER)
    follow(page, "Workbench")
    check_page(page, "workbench")
    page.get_by_label("By", exact=True).select_option("What was reported")
    press(page, "Show the figures")
    expect(page.get_by_role("img", name="The whole experience: What was reported")).to_be_visible()
    check_page(page, "workbench-by-category")
    figures = page.get_by_role("table").first.get_by_role("link")
    shares = [float(text.partition("%")[0]) for text in figures.all_inner_texts()]
    figures.nth(shares.index(min(shares))).click()
    expect(page.get_by_role("heading", name=f"The whole experience: {min(shares)}%")).to_be_visible()
    expect(page.get_by_text("Taking the whole experience into account")).to_be_visible()
    expect(page.get_by_label("Command")).to_contain_text("figure recompute --analysis")
    check_page(page, "figure")
    press(page, "Open an action on this figure")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
