"""A researcher's day with a questionnaire: uploaded, tested, compared, decided, approved by somebody else, chosen."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.conftest import SET_UP_PROGRAMME
from tests.journeys.page_checks import check_page, choose, follow, press, sign_in
from tests.journeys.site import Site

from aftercall.accounts.roles import Role
from aftercall.instrument.loading import shipped_document
from aftercall.instrument_files.exporting import to_xlsx

NEXT = "Victim satisfaction survey, version 7"


@pytest.fixture
def site(site_with: Callable[..., Site]) -> Site:
    site = site_with()
    site.run(SET_UP_PROGRAMME)
    return site


def test_a_questionnaire_goes_from_a_spreadsheet_to_a_programme(
    site: Site, context_at: Callable[[Site], BrowserContext], tmp_path: Path
) -> None:
    researcher, administrator = context_at(site).new_page(), context_at(site).new_page()
    sign_in(researcher, Role.RESEARCHER)
    upload(researcher, edited(tmp_path / "faulty.xlsx", with_a_fault))
    expect(researcher.get_by_role("alert")).to_contain_text("Nothing has been stored")
    expect(researcher.get_by_role("row", name="survey, row 7, column relevant")).to_be_visible()
    check_page(researcher, "questionnaire-findings")
    upload(researcher, edited(tmp_path / "next.xlsx", with_a_prize))
    allow_the_term(researcher)
    preview(researcher)
    walk_through(researcher)
    compare_and_decide(researcher)
    press(researcher, "Ask for approval")
    expect(researcher.get_by_text("because you uploaded it")).to_be_visible()
    check_page(researcher, "questionnaire-waiting")
    sign_in(administrator, Role.ADMINISTRATOR)
    approve(administrator)
    choose_for_the_programme(administrator)


def edited(path: Path, *changes: Callable[[Any], None]) -> Path:
    """The spreadsheet of the shipped questionnaire, with another version and wording, as a researcher would edit it."""
    document: Any = copy.deepcopy(shipped_document("victim_satisfaction_4"))
    document["version"] = 7
    question(document, "contact")["label"]["en"] = "How was it to get in touch: satisfied, dissatisfied or neither?"
    for change in changes:
        change(document)
    path.write_bytes(to_xlsx(document))
    return path


def question(document: Any, name: str) -> Any:
    return next(one for one in document["questions"] if one["name"] == name)


def with_a_fault(document: Any) -> None:
    document["questions"][3]["relevant"] = "${reported_bye} = 'yes'"


def with_a_prize(document: Any) -> None:
    question(document, "ways")["hint"] = {"en": "You can win a voucher.", "cy": "Taleb.", "pl": "Bon."}


def upload(page: Page, file: Path) -> None:
    page.get_by_role("link", name="Questionnaires", exact=True).click()
    check_page(page, "questionnaires")
    page.get_by_role("button", name="Upload a questionnaire").click()
    page.get_by_label("Questionnaire (XLSForm)").set_input_files(file)
    press(page, "Upload the questionnaire")


def allow_the_term(page: Page) -> None:
    expect(page.get_by_text("stored as a draft")).to_be_visible()
    check_page(page, "questionnaire-draft")
    buttons = page.get_by_role("button", name="Allow ‘")
    while buttons.count():
        page.get_by_label("Why it may be said").first.fill("The force’s lawyer has agreed to this voucher.")
        with page.expect_navigation():
            buttons.first.press("Enter")
        expect(page.get_by_text("is allowed in this questionnaire")).to_be_visible()


def preview(page: Page) -> None:
    follow(page, "Preview every question")
    follow(page, "Cymraeg")
    expect(page.get_by_text("A wnaethoch chi eich hun gysylltu")).to_have_attribute("lang", "cy")
    check_page(page, "questionnaire-preview")
    follow(page, NEXT)


def walk_through(page: Page) -> None:
    """In Welsh to begin with: a number that is refused, one to confirm, and an earlier answer changed."""
    follow(page, "Test it as an interviewer")
    page.get_by_label("Language").select_option("cy")
    page.get_by_label("Known beforehand: modules").fill("burglary")
    check_page(page, "questionnaire-begin-test")
    press(page, "Begin the test")
    choose(page, "1")
    page.get_by_role("checkbox").first.check()
    go_on(page)
    page.get_by_role("textbox").fill("9999")
    go_on(page)
    expect(page.get_by_role("alert")).to_contain_text("Rhowch rif cyfan")
    page.get_by_role("textbox").fill("30")
    go_on(page)
    expect(page.get_by_role("heading", name="Check this answer")).to_be_visible()
    check_page(page, "questionnaire-test-warning")
    page.get_by_label("Save anyway").check()
    press(page, "Continue")
    press(page, "English")
    expect(page.get_by_role("heading", level=1)).to_contain_text("How was it to get in touch")
    check_page(page, "questionnaire-test")
    choose(page, "1")
    for _ in range(4):
        press(page, "Back to the previous question")
    page.get_by_label("No", exact=False).first.check()
    go_on(page)
    expect(page.get_by_text("Answers put aside")).to_be_visible()
    follow(page, "End the test")


def go_on(page: Page) -> None:
    """Send the answer. Other buttons go on in another language."""
    with page.expect_navigation():
        page.get_by_role("button", name="Save and continue").press("Enter")


def compare_and_decide(page: Page) -> None:
    """A draft is compared with the version that a programme uses. What is proposed is chosen already."""
    page.get_by_role("button", name="Compare and decide").click()
    contact = page.get_by_role("group", name="Ease of contact: figures before and after")
    expect(contact.get_by_label("Break in the series")).to_be_checked()
    check_page(page, "questionnaire-compare")
    page.get_by_label("Why (Ease of contact)").fill("")
    press(page, "Save the decisions")
    expect(page.get_by_role("alert")).to_contain_text("Enter why: Ease of contact")
    page.get_by_label("Why (Ease of contact)").fill("People are asked in other words.")
    press(page, "Save the decisions")
    expect(page.get_by_text("Your decisions are saved")).to_be_visible()
    check_page(page, "questionnaire-decided")


def approve(page: Page) -> None:
    follow(page, "A questionnaire is waiting for approval")
    page.get_by_role("button", name="Continue to approve").click()
    expect(page.get_by_text("People are asked in other words.")).to_be_visible()
    check_page(page, "questionnaire-approve")
    press(page, "Approve this version")
    expect(page.get_by_text("The version is approved")).to_be_visible()
    check_page(page, "questionnaire-approved")


def choose_for_the_programme(page: Page) -> None:
    page.get_by_role("link", name="Programmes", exact=True).click()
    page.get_by_role("link", name="Victim").first.click()
    page.get_by_role("link", name="Questionnaire", exact=True).last.click()
    page.get_by_label("Questionnaire", exact=True).select_option("victim_satisfaction_7")
    check_page(page, "programme-questionnaire")
    press(page, "Save")
    expect(page.get_by_text("Your changes are saved")).to_be_visible()
