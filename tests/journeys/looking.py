"""Looking at a page as a careful tester does: what went wrong behind it, accessibility, and whether it fits."""

import os
import re
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, Response, Route, expect
from tests.journeys.site import PASSWORD, email_of

from aftercall.accounts.roles import Role
from aftercall.core.pages import NEUTRAL_PAGE

SCREENS = Path(__file__).resolve().parents[2] / ".build/screens"
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 360, "height": 740}
AXE = files("pytest_playwright_axe").joinpath("resources/axe.min.js").read_text()
# GOV.UK's skip link comes before every landmark, where it belongs; only the rule 'region' objects.
RUN_AXE = """async () => {
  const answer = await axe.run(document);
  return answer.violations
    .map(({ id, help, nodes }) => ({ id, help, at: nodes.map((node) => node.target.join(" ")) }))
    .map(({ id, help, at }) => ({ id, help, at: at.filter((one) => id !== "region" || one !== ".govuk-skip-link") }))
    .filter(({ at }) => at.length);
}"""


@dataclass
class Watch:
    """Notes whatever goes wrong behind the pages of one browser context."""

    host: str
    problems: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Begin. The neutral page that people leave to is answered here, so nothing goes out for it."""
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.problems.append(f"script error: {error.error}"))
        context.route(NEUTRAL_PAGE, serve_neutral_page)

    def _request(self, request: Request) -> None:
        if not request.url.startswith(f"{self.host}/") and request.url.rstrip("/") != NEUTRAL_PAGE:
            self.problems.append(f"request to another host: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.status} from {response.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.problems.append(message.text)


def serve_neutral_page(route: Route) -> None:
    """A page in place of the one out there."""
    route.fulfill(body="<title>Weather</title><p>Dry</p>", content_type="text/html")


def look(page: Page, name: str) -> None:
    """The open page, wide and narrow: no accessibility violation, nothing wider than the screen; a picture of both in
    .build/screens where AFTERCALL_SCREENS is set."""
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a typed dictionary of playwright's own
        violations = axe(page)
        assert not violations, f"{name} at {size['width']}: {violations}"
        assert_fits(page)
        take_picture(page, f"{name}-{size['width']}")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]


def axe(page: Page) -> list[object]:
    """The violations that axe finds on the open page."""
    page.evaluate(AXE)
    violations: list[object] = page.evaluate(RUN_AXE)
    return violations


def assert_fits(page: Page) -> None:
    """Nobody has to scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def take_picture(page: Page, name: str) -> None:
    """For people to look at; kept only when asked for."""
    if os.environ.get("AFTERCALL_SCREENS"):
        SCREENS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENS / f"{name}.png", full_page=True)


def sign_in(page: Page, role: Role) -> None:
    """By keyboard, as staff do."""
    page.goto("/sign-in/")
    page.get_by_label("Email address").focus()
    page.keyboard.type(email_of(role))
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/sign-in/" not in url)


def press(page: Page, name: str) -> None:
    """A button, by keyboard; then wait for the page it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).press("Enter")


def follow(page: Page, name: str) -> None:
    """A link, by keyboard."""
    with page.expect_navigation():
        page.get_by_role("link", name=name).press("Enter")


def until_loaded(page: Page) -> None:
    """Wait while the page of a load asks again by itself, until it leads to the wave."""
    page.wait_for_url(re.compile(r"/waves/[0-9]+/$"))
    expect(page.get_by_text("The extract is loaded")).to_be_visible()
