"""How a researcher maps a force's own layout in the site, without writing a mapping file."""

from pathlib import Path

from playwright.sync_api import Page, expect
from tests.journeys.page_checks import accessibility_violations, check_page, follow, press


def make_mapping(page: Page, extract: Path) -> None:
    """From the home page to a mapping that is saved with the programme."""
    open_mapping(page)
    upload_extract(page, extract)
    match_columns(page)
    translate_values(page)
    check_dates(page)
    say_who_must_not_be_called(page)
    try_the_mapping(page)
    press(page, "Save the mapping with")
    expect(page.get_by_text("The mapping has been saved with")).to_be_visible()


def open_mapping(page: Page) -> None:
    follow(page, "Mappings")
    check_page(page, "mappings")
    follow(page, "Open the mapping of")
    check_page(page, "mapping-begin")


def upload_extract(page: Page, extract: Path) -> None:
    page.get_by_label("Example extract").set_input_files(extract)
    press(page, "Upload the extract")
    expect(page.get_by_role("heading", name="Match the columns")).to_be_visible()
    follow(page, "All steps")
    check_page(page, "mapping-steps")
    follow(page, "Check how the file is read")
    expect(page.get_by_text("99/99/9999 99:99").first).to_be_visible()
    check_page(page, "mapping-layout")
    follow(page, "All steps")
    follow(page, "Match the columns")


def match_columns(page: Page) -> None:
    check_page(page, "mapping-columns")
    page.get_by_label("Crime reference").select_option("")
    press(page, "Save and continue")
    expect(page.get_by_role("alert")).to_contain_text("Choose the column with the crime reference")
    page.get_by_label("Crime reference").select_option("occurrence no")
    press(page, "Save and continue")


def translate_values(page: Page) -> None:
    expect(page.get_by_label("Individual")).to_have_value("person")
    expect(page.get_by_label("Organisation")).to_have_value("business")
    page.get_by_label("Crown").select_option("state")
    expect(page.get_by_label("Not Known", exact=True)).to_have_value("not_known")
    check_page(page, "mapping-values")
    press(page, "Save and continue")


def check_dates(page: Page) -> None:
    expect(page.get_by_text("Day first, as the values show").first).to_be_visible()
    check_page(page, "mapping-dates")
    press(page, "Save and continue")


def say_who_must_not_be_called(page: Page) -> None:
    expect(page.get_by_label("Deceased: The person has died")).to_be_checked()
    expect(page.get_by_text("although the extract has")).to_contain_text("Other sexual offences")
    check_page(page, "mapping-flags")
    choose_column(page, "Sexual offence", "HO Category (matched to category of crime)")
    page.get_by_label("Other sexual offences").check()
    check_page(page, "mapping-flag-column")
    add_condition(page)
    choose_column(page, "The person works for the police", "Occupation")
    page.get_by_label("Other values").fill("Police officer")  # of too few rows to be shown
    add_condition(page)
    press(page, "Save and continue")
    expect(page.get_by_role("alert")).to_contain_text("Choose whether ‘Station’ is a reason not to call")
    page.get_by_label("Station").select_option("Not a reason")
    press(page, "Save and continue")


def choose_column(page: Page, reason: str, column: str) -> None:
    follow(page, f"Change the condition: {reason}")
    assert not accessibility_violations(page)
    page.get_by_label("Column of the extract").select_option(column)
    press(page, "Choose what it must say")
    page.get_by_label("When it has one of the values below").check()


def add_condition(page: Page) -> None:
    press(page, "Add this condition")
    expect(page.get_by_text("The condition has been saved")).to_be_visible()


def try_the_mapping(page: Page) -> None:
    check_page(page, "mapping-test")
    press(page, "Test the mapping")
    expect(page.get_by_text("The mapping works")).to_be_visible()
    check_page(page, "mapping-tested")
