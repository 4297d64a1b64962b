"""Checks of a page (background errors, accessibility, fitting the screen), and steps that many journeys share."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, Response, Route, expect
from tests.journeys.site import PASSWORD, TIMEOUT, Site, email_of

from aftercall.accounts.roles import Role
from aftercall.core.pages import NEUTRAL_PAGE

SCREENS = Path(__file__).resolve().parents[2] / ".build/screens"
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}
AXE = files("pytest_playwright_axe").joinpath("resources/axe.min.js").read_text()
# GOV.UK's skip link correctly comes before every landmark; only the rule 'region' objects to that.
RUN_AXE = """async () => {
  const results = await axe.run(document, { resultTypes: ["violations"] });  // it need not describe what passed
  return results.violations
    .map(({ id, help, nodes }) => ({ id, help, at: nodes.map((node) => node.target.join(" ")) }))
    .map(({ id, help, at }) => ({ id, help, at: at.filter((node) => id !== "region" || node !== ".govuk-skip-link") }))
    .filter(({ at }) => at.length);
}"""


@dataclass
class Watch:
    """Records problems in one browser context: requests to other hosts, server and script errors, blocked content."""

    site_url: str
    problems: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Start recording."""
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))

    def _request(self, request: Request) -> None:
        if not request.url.startswith(f"{self.site_url}/") and request.url.rstrip("/") != NEUTRAL_PAGE:
            self.problems.append(f"request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.status} from {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.problems.append(message.text)


def serve_neutral_page(context: BrowserContext) -> None:
    """Serve a page instead of the real neutral page, for journeys that leave the site. In such a context the browser
    caches nothing, so that every page takes longer to open."""

    def serve(route: Route) -> None:
        route.fulfill(body="<title>Weather</title><p>Dry</p>", content_type="text/html")

    context.route(NEUTRAL_PAGE, serve)


@contextmanager
def without_scripts(browser: Browser, site: Site, cookies_of: Page | None = None) -> Iterator[Page]:
    """A page in a context of its own, in which no scripts run. cookies_of: a page whose cookies it has too."""
    state = cookies_of.context.storage_state() if cookies_of else None
    context = browser.new_context(base_url=site.url, java_script_enabled=False, storage_state=state)
    context.set_default_timeout(TIMEOUT)
    yield context.new_page()
    context.close()


def check_page(page: Page, name: str) -> None:
    """Check the open page, wide and narrow: no accessibility violations, nothing wider than the screen. If
    AFTERCALL_SCREENS is set, a screenshot of each is saved in .build/screens.

    Not on PostgreSQL, where the same journeys show the same pages, and the checks take half of their time.
    """
    if os.environ.get("DATABASE_URL"):
        return
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a typed dictionary of Playwright's
        violations = accessibility_violations(page)
        assert not violations, f"{name} at {size['width']}: {violations}"
        assert_fits(page)
        save_screenshot(page, f"{name}-{size['width']}")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def accessibility_violations(page: Page) -> list[object]:
    """The accessibility violations that axe finds on the open page."""
    if page.evaluate("window.axe === undefined"):
        page.evaluate(AXE)
    violations: list[object] = page.evaluate(RUN_AXE)
    return violations


def assert_fits(page: Page) -> None:
    """Check that no sideways scrolling is needed."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def save_screenshot(page: Page, name: str) -> None:
    """Save a screenshot for review, if AFTERCALL_SCREENS is set."""
    if os.environ.get("AFTERCALL_SCREENS"):
        SCREENS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENS / f"{name}.png", full_page=True)


def sign_in(page: Page, role: Role) -> None:
    """Sign in by keyboard, as staff do, with the account of a role."""
    sign_in_as(page, email_of(role))


def sign_in_as(page: Page, email: str) -> None:
    """Sign in by keyboard with this account."""
    page.goto("/sign-in/")
    page.get_by_label("Email address").focus()
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def press(page: Page, name: str) -> None:
    """Press a button by keyboard, and wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).press("Enter")


def follow(page: Page, name: str, *, exact: bool = False) -> None:
    """Follow a link by keyboard. exact: whether it has this very name, because others contain it."""
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=exact).press("Enter")


def choose(page: Page, key: str) -> None:
    """On a page that works by keys: press the key of a choice, if there is one, then Enter, and wait for the page that
    follows. Nothing is chosen before, so Enter alone does nothing that cannot be undone."""
    expect(page.locator("[data-keys] :focus")).to_have_count(1)
    assert page.locator("input[type=radio]:checked").count() == 0
    if key:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def reload_until_shown(page: Page, shown: Locator) -> None:
    """Reload the page until it shows this, because a separate process runs the jobs. It is left time to do so."""
    while not shown.is_visible():
        page.wait_for_timeout(250)
        page.reload()


def wait_until_loaded(page: Page) -> None:
    """Wait while the page of the load refreshes itself, until it redirects to the page of the wave."""
    page.wait_for_url(re.compile(r"/waves/[0-9]+/$"))
    expect(page.get_by_text("The extract has been loaded")).to_be_visible()


def complain(page: Page) -> str:
    """Send a data protection complaint on the public site. Returns its reference."""
    page.goto("/complain/")
    page.get_by_label("What went wrong?").fill("You called me twice.")
    page.get_by_label("First name").fill("Cara")
    page.get_by_label("Last name").fill("Example")
    page.get_by_label("Email address").fill("cara@example.org")
    press(page, "Send the complaint")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have received your complaint")
    return page.locator("main strong").inner_text()
