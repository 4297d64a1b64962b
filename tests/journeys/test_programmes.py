"""An administrator sets up a second programme on pages, changes it, and a researcher opens and removes its months."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.conftest import SET_UP_PROGRAMME
from tests.journeys.page_checks import check_page, follow, press, sign_in
from tests.journeys.site import Site

from aftercall.accounts.roles import Role

SETTINGS = {
    "The survey and the force": {
        "Name of the force": "Example Constabulary",
        "The force’s telephone number": "101",
        "Local policing body": "Example Police and Crime Commissioner",
        "Email address for the public": "survey@example.org",
        "Law that gives you the task": "The police must be efficient and effective.",
    },
    "Who is surveyed": {"Categories of crimes and incidents": "Anti-social behaviour\nPublic order"},
    "The agency and its calls": {"Name of the agency": "Example Research", "The agency’s telephone": "020 7946 0123"},
    "Calling hours": {"Sundays: calls from": "11:00", "Sundays: calls until": "16:00"},
}


def test_a_second_programme_from_its_creation_to_its_first_month(
    site_with: Callable[..., Site], context_at: Callable[[Site], BrowserContext]
) -> None:
    site = site_with()
    administrator = context_at(site).new_page()
    sign_in(administrator, Role.ADMINISTRATOR)
    create_programme(administrator)
    complete_settings(administrator)
    confirm_settings(administrator)
    change_and_confirm(administrator)
    record_contract(administrator)
    officer = context_at(site).new_page()
    sign_in(officer, Role.DATA_PROTECTION)
    read_documents(officer)
    site.run(SET_UP_PROGRAMME)
    administrator.goto("/programmes/")
    check_page(administrator, "programmes")
    researcher = context_at(site).new_page()
    sign_in(researcher, Role.RESEARCHER)
    open_and_remove_months(researcher)
    visitor = context_at(site).new_page()
    visitor.goto("/why-we-may-call-you/")
    expect(visitor.get_by_text("We run more than one survey")).to_be_visible()
    check_page(visitor, "why-several-programmes")


def create_programme(page: Page) -> None:
    page.goto("/programmes/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Programmes")
    check_page(page, "programmes-none")
    press(page, "Create the first programme")
    check_page(page, "programme-new")
    page.get_by_label("Name of the programme").fill("Anti-social behaviour")
    press(page, "Create the programme")
    check_page(page, "programme-needed")
    page.goto("/programmes/anti-social-behaviour/")
    expect(page.get_by_text("7 settings are missing")).to_be_visible()
    check_page(page, "programme-incomplete")
    page.goto("/programmes/anti-social-behaviour/remove/")
    check_page(page, "programme-remove")
    page.goto("/programmes/anti-social-behaviour/")


def complete_settings(page: Page) -> None:
    follow(page, "The survey and the force")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("Enter the name of the force")
    check_page(page, "programme-settings-error")
    page.goto("/programmes/anti-social-behaviour/")
    for section, values in SETTINGS.items():
        follow(page, section)
        for label, value in values.items():
            page.get_by_label(label).fill(value)
        check_page(page, f"programme-settings-{section.split()[-1]}")
        press(page, "Save")
    follow(page, "Questionnaire", exact=True)
    page.get_by_label("Questionnaire", exact=True).select_option(index=1)
    check_page(page, "programme-settings-questionnaire")
    press(page, "Save")
    for section in ("Who is excluded", "Layout of the extracts"):
        follow(page, section)
        check_page(page, f"programme-settings-{section.split()[0]}")
        press(page, "Save")
        expect(page.get_by_text("You have not changed anything")).to_be_visible()
    check_page(page, "programme-complete")


def confirm_settings(page: Page) -> None:
    press(page, "Check and confirm the settings")
    check_page(page, "programme-confirm")
    for label, value in (("Day", "1"), ("Month", "1"), ("Year", "2025")):
        page.get_by_label(label).fill(value)
    press(page, "Confirm the settings")
    expect(page.get_by_text("Version 1 is confirmed")).to_be_visible()
    check_page(page, "programme-confirmed")


def change_and_confirm(page: Page) -> None:
    follow(page, "Who is surveyed")
    page.get_by_label("Percentage of people to sample").fill("20")
    press(page, "Save")
    check_page(page, "programme-changed")
    press(page, "Check and confirm the changes")
    check_page(page, "programme-confirm-changes")
    press(page, "Confirm the changes")
    follow(page, "See all versions and what changed")
    check_page(page, "programme-versions")


def record_contract(page: Page) -> None:
    page.goto("/contracts/")
    check_page(page, "contracts")
    press(page, "Record a contract")
    press(page, "Record the contract")
    expect(page.get_by_role("alert")).to_contain_text("Enter the first day")
    check_page(page, "contract-error")
    first_day = page.get_by_role("group", name="First day")
    for label, value in (("Day", "1"), ("Month", "1"), ("Year", "2025")):
        first_day.get_by_label(label).fill(value)
    press(page, "Record the contract")
    expect(page.get_by_text("Version 1 of the contract has been recorded")).to_be_visible()
    check_page(page, "contract")


def read_documents(page: Page) -> None:
    for name in ("Record of processing activities", "Data protection impact assessment"):
        page.goto("/documents/")
        follow(page, name)
        expect(page.get_by_text("Example Research").first).to_be_visible()
        check_page(page, f"document-{name.split()[0].lower()}")
    page.goto("/documents/")
    check_page(page, "documents")
    follow(page, "Data processing contracts")
    expect(page.get_by_text("In force", exact=True)).to_be_visible()
    follow(page, "Version 1")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download this version (PDF)").click()
    assert download.value.suggested_filename.startswith("contract-")


def open_and_remove_months(page: Page) -> None:
    for month in ("2025-01", "2025-03"):
        page.goto("/waves/")
        page.get_by_label("Programme").select_option("Anti-social behaviour")
        page.get_by_label("Month").fill(month)
        press(page, "Open the month")
    page.goto("/waves/")
    expect(page.get_by_text("You have not opened February 2025")).to_be_visible()
    check_page(page, "waves-of-programmes")
    follow(page, "March 2025")
    check_page(page, "wave-of-a-programme")
    follow(page, "Remove this month")
    check_page(page, "wave-remove")
    press(page, "Remove this month")
    expect(page.get_by_text("March 2025 has been removed")).to_be_visible()
