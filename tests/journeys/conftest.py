"""Fixtures for tests with a real browser on a real server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.journeys.browser import browser_program
from tests.journeys.page_checks import Watch
from tests.journeys.site import PASSWORD, TIMEOUT, Site, running_sites

HERE = Path(__file__).parent
# As root, Chromium can't use its sandbox. The other flags stop its background requests, and let it find no other host.
BROWSER_FLAGS = [
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SET_UP_PROGRAMME = """
from datetime import UTC, date, datetime
from aftercall.demo.programme import make_programme
make_programme(takes_effect_on=date(2025, 1, 1), at=datetime(2025, 1, 1, tzinfo=UTC))
"""

# A month that was returned, its analysis, and a second researcher. The same people answer each time.
ANALYSE = f"""
from pathlib import Path
from tests.cached_frames import SHARED_MATCH_KEY
from tests.fieldwork.making import make_programme
from tests.world import LATER, MONTH, returned_wave
from aftercall.accounts.models import User
from aftercall.accounts.operations import add_user
from aftercall.accounts.roles import Role
from aftercall.core import vault
from aftercall.core.audit import SystemActor
from aftercall.programmes.keys import MATCH_KEY
from aftercall.results.operations import Period, analyse
vault.adopt_long_lived_key(MATCH_KEY, SHARED_MATCH_KEY)
add_user(email="reviewer@example.org", name="Rae Reviewer", role=Role.RESEARCHER, password="{PASSWORD}",
         actor=SystemActor("test"), at=LATER)
researcher, programme = User.objects.get(email="researcher@example.org"), make_programme()
returned_wave(researcher, Path("{{folder}}"), programme=programme)
analyse(programme=programme, period=Period(MONTH, MONTH), actor=researcher, at=LATER)
"""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test in this folder as a journey."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("journey")


@pytest.fixture(scope="session", autouse=True)
def wait_for_states() -> None:
    """Let assertions wait until the page reaches the expected state, with a long timeout."""
    expect.set_options(timeout=TIMEOUT)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """How the browser is started."""
    return {"executable_path": browser_program(), "args": BROWSER_FLAGS, "timeout": TIMEOUT}


@pytest.fixture(scope="module")
def site_with(tmp_path_factory: pytest.TempPathFactory, installation: Site) -> Iterator[Callable[..., Site]]:
    """Creates and starts sites (see `running_sites`), which stop after the last test of the file."""
    with running_sites(tmp_path_factory, installation) as make:
        yield make


@pytest.fixture(scope="session")
def analysed(tmp_path_factory: pytest.TempPathFactory, installation: Site) -> Site:
    """A site with a month's analysis and two researchers, never served. Journeys that go on from there copy it."""
    site = installation.copy(tmp_path_factory.mktemp("analysed"))
    site.run(ANALYSE.format(folder=tmp_path_factory.mktemp("extracts")))
    return site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, installation: Site) -> Iterator[Site]:
    """One site with a programme, shared by all tests that do not ask for their own."""
    with running_sites(tmp_path_factory, installation) as make:
        site = make()
        site.run(SET_UP_PROGRAMME)
        yield site


@pytest.fixture
def context_at(browser: Browser) -> Iterator[Callable[[Site], BrowserContext]]:
    """Opens browser contexts on sites. At the end of the test, checks that no page had errors in the background."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_at(site: Site) -> BrowserContext:
        context = browser.new_context(base_url=site.url)
        context.set_default_timeout(TIMEOUT)
        watch = Watch(site.url)
        watch.over(context)
        opened.append((context, watch))
        return context

    yield open_at
    for context, _ in opened:
        context.close()
    assert [problem for _, watch in opened for problem in watch.problems] == []


@pytest.fixture
def page(site: Site, context_at: Callable[[Site], BrowserContext]) -> Page:
    """A page of a fresh browser context on the shared site."""
    return context_at(site).new_page()
