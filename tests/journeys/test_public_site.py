"""A victim uses the public site, and can leave it at once."""

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.page_checks import check_page, serve_neutral_page, without_scripts
from tests.journeys.site import Site

from aftercall.core.pages import NEUTRAL_PAGE
from aftercall.public.cookies import cookies

PAGES = {
    "home": "/",
    "why": "/why-we-may-call-you/",
    "opt-out": "/opt-out/",
    "feedback": "/feedback/",
    "privacy": "/privacy/",
    "genuine": "/check-a-call/",
    "easy-read": "/easy-read/",
    "support": "/support/",
    "complaint": "/complain/",
    "welsh-home": "/cy/",
    "welsh-you-said": "/cy/you-said-we-did/",
    "welsh-consultations": "/cy/consultations/",
    "welsh-privacy": "/cy/privacy/",
    "polish-opt-out": "/pl/opt-out/",
    "cookies": "/cookies/",
    "accessibility": "/accessibility/",
    "results": "/results/",
    "verify": "/waves/verify/",
    "welsh-sign-in": "/cy/sign-in/",
    "not-found": "/nothing/",
}


@pytest.fixture
def page(page: Page) -> Page:
    """A page from which somebody may leave the site."""
    serve_neutral_page(page.context)
    return page


@pytest.mark.parametrize("name", PAGES)
def test_every_public_page_is_accessible_and_fits_wide_and_narrow_screens(name: str, page: Page) -> None:
    page.goto(PAGES[name])
    check_page(page, f"public-{name}")


# Leaving works in one place for all pages; the others differ from these in their texts alone.
@pytest.mark.parametrize("name", ["home", "opt-out", "results", "welsh-privacy", "polish-opt-out", "not-found"])
def test_escape_leaves_the_site_at_once_and_back_does_not_return_to_it(name: str, page: Page) -> None:
    page.goto("/cookies/?an-earlier-page-of-the-site")
    page.goto(PAGES[name])
    page.keyboard.press("Escape")
    page.wait_for_url(NEUTRAL_PAGE)
    page.go_back()
    page.wait_for_url(NEUTRAL_PAGE)
    expect(page.locator("body")).to_have_text("Dry")


def test_the_page_is_hidden_even_if_the_neutral_page_does_not_load(page: Page) -> None:
    page.goto("/opt-out/")
    page.context.unroute(NEUTRAL_PAGE)
    page.context.route(NEUTRAL_PAGE, lambda route: route.abort("aborted"))
    page.get_by_label("First name").fill("Ann")
    page.keyboard.press("Escape")
    expect(page.locator("body")).to_be_hidden()
    expect(page.locator("#id_first_name")).to_have_value("")
    expect(page).to_have_title("")  # page.title() is "Loading …" while the driver waits for the page that follows


def test_escape_inside_a_field_leaves_the_site_and_clears_what_was_entered(page: Page) -> None:
    page.goto("/opt-out/")
    page.get_by_label("First name").press_sequentially("Ann")
    page.evaluate("sessionStorage.setItem('draft', 'Ann'); localStorage.setItem('draft', 'Ann')")
    page.get_by_label("Postcode").press("Escape")
    page.wait_for_url(NEUTRAL_PAGE)
    page.goto("/opt-out/")
    assert page.get_by_label("First name").input_value() == ""
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_pressing_shift_three_times_leaves_the_site_but_typing_capitals_does_not(page: Page) -> None:
    page.goto("/opt-out/")
    page.get_by_label("First name").focus()
    for letter in "ANN":
        page.keyboard.down("Shift")
        page.keyboard.press(letter)
        page.keyboard.up("Shift")
    expect(page.get_by_label("First name")).to_have_value("ANN")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(NEUTRAL_PAGE)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_exit_link_is_always_in_view_and_leaves_the_site(width: int, page: Page) -> None:
    page.set_viewport_size({"width": width, "height": 500})
    page.goto("/cookies/")
    page.goto("/privacy/")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    link = page.get_by_role("link", name="Leave this site")
    expect(link).to_be_in_viewport(ratio=1)
    link.click()
    page.wait_for_url(NEUTRAL_PAGE)
    page.go_back()
    page.wait_for_url(NEUTRAL_PAGE)


def test_the_exit_link_does_not_lie_over_the_button_of_a_form(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("/sign-in/")
    box = page.get_by_role("button", name="Sign in").bounding_box()
    assert box
    # The button is the last that is in view.
    page.set_viewport_size({"width": 360, "height": round(box["y"] + box["height"]) + 2})
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).textContent.trim()", middle) == "Sign in"


def test_the_exit_link_works_without_scripts(site: Site, browser: Browser) -> None:
    with without_scripts(browser, site) as page:
        serve_neutral_page(page.context)
        page.goto("/opt-out/")
        page.get_by_role("link", name="Leave this site").click()
        page.wait_for_url(NEUTRAL_PAGE)
        expect(page.locator("body")).to_have_text("Dry")


def test_leaving_keeps_no_cookie_but_the_choice_about_cookies(page: Page) -> None:
    page.goto("/opt-out/")
    page.get_by_role("button", name="Accept additional cookies").click()
    expect(page.get_by_role("status")).to_contain_text("Your cookie preferences have been saved")
    page.goto("/cookies/")
    page.get_by_label("Yes, with large text").check()
    page.get_by_role("group", name="Let us count").get_by_label("Yes").check()
    page.get_by_role("button", name="Save your choice").click()
    expect(page.locator("html.aftercall-text-large")).to_be_visible()
    listed = {one.name for one in cookies()}
    assert {one["name"] for one in page.context.cookies()} <= listed
    page.keyboard.press("Escape")
    page.wait_for_url(NEUTRAL_PAGE)
    assert [one["name"] for one in page.context.cookies()] == ["cookie_choice"]


def test_leaving_works_where_the_browser_refuses_storage(page: Page) -> None:
    page.add_init_script("Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('refused'); }})")
    page.goto("/opt-out/")
    page.keyboard.press("Escape")
    page.wait_for_url(NEUTRAL_PAGE)
    assert [one["name"] for one in page.context.cookies()] in ([], ["cookie_choice"])


def test_someone_who_has_left_can_come_back(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Escape")
    page.wait_for_url(NEUTRAL_PAGE)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_victim_opts_out_and_corrects_errors(page: Page, site: Site) -> None:
    page.goto("/")
    page.get_by_role("link", name="Opt out of the survey").click()
    page.get_by_role("button", name="Opt out").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your first name")
    check_page(page, "public-opt-out-errors")
    page.get_by_role("link", name="Enter your first name").click()
    for text in ("Ann", "Example", "07700 900123"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have received your request")
    assert "Ann" not in page.content()
    check_page(page, "public-opt-out-done")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Opt out of the survey")
    count = site.run("from aftercall.suppression.models import Objection; print(Objection.objects.count())")
    assert int(count) == 1


def test_a_victim_opts_out_with_the_keyboard_but_without_the_tab_key(page: Page) -> None:
    page.goto("/opt-out/")
    with page.expect_navigation():  # so that the scripts of the page that follows have run
        for text in ("Bo", "Example", "", "", "5", "3", "0089"):
            page.keyboard.type(text)
            page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Enter the year of your birth with 4 numbers")
    for text in ("5", "3", "1989"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have received your request")


def test_the_first_tab_reaches_the_skip_link(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
