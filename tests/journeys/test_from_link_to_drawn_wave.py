"""A force starts with nothing but the link on the console, and ends with its first drawn wave, by browser alone."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.accounts.second_factors import code
from tests.journeys.mapping_steps import make_mapping
from tests.journeys.page_checks import check_page, follow, press, wait_until_loaded
from tests.journeys.site import PASSWORD, Site
from tests.journeys.test_accounts import (
    create_the_first_administrator,
    enter_password,
    follow_button,
    invite,
    link_in,
)
from tests.mappings.own_layout import HAND_WRITTEN, write_own_layout

from aftercall.frames.build import build_frame
from aftercall.frames.frame_file import FRAME_FILE
from aftercall.frames.rules import FrameRules

MONTH = date(2026, 1, 1)
MAPPING = """
from aftercall.mappings.programme_setting import current_mapping
from aftercall.programmes.models import Programme
print(current_mapping(Programme.objects.get()))
"""
NEEDED = {
    "Name of the survey": "Victim satisfaction survey",
    "Name of the force": "Exampleshire Constabulary",
    "The force’s telephone number": "020 7946 0101",
    "Local policing body": "The Police and Crime Commissioner for Exampleshire",
    "Email address for the public": "survey@example.org",
    "Name of the agency": "Example Research",
    "The agency’s telephone number": "020 7946 0202",
}


@pytest.fixture
def new_site(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Site]:
    """Nothing at all on SQLite. On PostgreSQL the tables are there, because creating them takes long, and `tables` has
    just created them in an empty database."""
    home = tmp_path_factory.mktemp("site")
    if os.environ.get("DATABASE_URL"):
        site = request.getfixturevalue("tables").copy(home, is_demo=False)
    else:
        site = Site(home, is_demo=False)
    yield site
    site.stop()


@pytest.mark.postgresql
def test_from_the_link_on_the_console_to_the_first_drawn_wave(
    new_site: Site, context_at: Callable[[Site], BrowserContext], tmp_path: Path
) -> None:
    printed = new_site.set_up()
    new_site.start()
    administrator, researcher = context_at(new_site).new_page(), context_at(new_site).new_page()
    create_the_first_administrator(administrator, link_in(printed))
    set_up_second_factor(administrator)
    create_programme(administrator)
    join(researcher, invite(administrator, "Rose Example", "rose@example.org", "Force researcher"))
    extract = write_own_layout(tmp_path, month=MONTH)
    make_mapping(researcher, extract)
    check_page(researcher, "mapping-saved")
    made = tmp_path / "made.toml"
    made.write_text(new_site.run(MAPPING))
    assert frame_by(made, extract, tmp_path / "made") == frame_by(HAND_WRITTEN, extract, tmp_path / "hand-written")
    confirm_settings(administrator)
    open_first_month(researcher)
    load_and_draw(researcher, extract)


def frame_by(mapping: Path, extract: Path, folder: Path) -> bytes:
    build_frame([extract], out=folder, rules=FrameRules(), as_of=date(2026, 3, 1), mapping=mapping)
    return (folder / FRAME_FILE).read_bytes()


def set_up_second_factor(page: Page) -> None:
    follow_button(page, "Add an authenticator app")
    key = page.locator(".aftercall-command").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(code(key))
    press(page, "Add the app")
    follow_button(page, "I have saved my codes")


def join(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    press(page, "Save and continue")
    enter_password(page, "rose@example.org")
    set_up_second_factor(page)


def create_programme(page: Page) -> None:
    """From the home page to confirmed settings."""
    page.goto("/start/")
    check_page(page, "home-administrator")
    follow(page, "Programmes")
    follow_button(page, "Create the first programme")
    page.get_by_label("Name of the programme").fill("Victims of crime")
    press(page, "Create the programme")
    for label, value in NEEDED.items():
        page.get_by_label(label, exact=True).fill(value)
    check_page(page, "programme-needed")
    press(page, "Save and continue")
    confirm(page, "settings")


def confirm(page: Page, what: str) -> None:
    page.get_by_label("Day").fill("1")
    page.get_by_label("Month").fill("1")
    page.get_by_label("Year").fill("2026")
    press(page, f"Confirm the {what}")
    expect(page.get_by_text("is confirmed")).to_be_visible()


def confirm_settings(page: Page) -> None:
    """Let the mapping that the researcher has saved take effect."""
    page.goto("/start/")
    check_page(page, "home-administrator-mapping")
    follow(page, "Confirm or discard the changes to Victims of crime")
    confirm(page, "changes")


def open_first_month(page: Page) -> None:
    page.goto("/start/")
    check_page(page, "home-researcher")
    follow(page, "Open the first month")
    page.get_by_label("Month").fill(f"{MONTH:%Y-%m}")
    press(page, "Open the month")


def load_and_draw(page: Page, extract: Path) -> None:
    page.get_by_label("Extract").set_input_files(extract)
    press(page, "Load the extract")
    wait_until_loaded(page)
    press(page, "Draw the sample")
    press(page, "Draw the sample")
    expect(page.get_by_text("has been drawn")).to_be_visible()
    check_page(page, "first-wave-drawn")
