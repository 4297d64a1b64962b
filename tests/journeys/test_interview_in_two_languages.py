"""A whole interview by keyboard alone: in Welsh, with a switch to English in the middle, an earlier answer that changes
the path, several answers typed as a series, and checks of unlikely and impossible answers."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.page_checks import check_page, choose, sign_in
from tests.journeys.site import Site

from aftercall.accounts.roles import Role

SET_UP = """
from tests.fieldwork.making import TUESDAY, Person
from tests.fieldwork.modular import make_modular_cases
from aftercall.accounts import agreement
from aftercall.accounts.models import User
make_modular_cases(Person("CASE1", language="Welsh", modules="burglary"))
agreement.sign(user=User.objects.get(email="interviewer@example.org"), at=TUESDAY)
"""
ANSWERS = """
from aftercall.fieldwork.queries import answers_in, interviews_with_instrument
given = answers_in(interviews_with_instrument().get())
print(dict(given.counted), given.aside)
"""


def test_an_interview_by_keyboard_in_two_languages(
    site_with: Callable[..., Site], context_at: Callable[[Site], BrowserContext]
) -> None:
    site = site_with(clock="2025-03-04T10:00:00")
    site.run(SET_UP)
    page = context_at(site).new_page()
    sign_in(page, Role.INTERVIEWER)
    introduce_in_welsh(page)
    answer_in_welsh(page)
    switch_to_english(page)
    change_an_earlier_answer(page)
    finish_in_english(page)
    counted = {
        "opening": "seen",
        "called": "no",
        "times": "30",
        "hours": "1.5",
        "day": "2025-03-03",
        "remark": "sealed",
    }
    assert site.run(ANSWERS).strip() == f"{counted} {{'where': 'home shop'}}"


def asks(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def type_and_enter(page: Page, text: str) -> None:
    """Type into the field that has the focus, and send the form."""
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.type(text)
    enter(page)


def enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def follow_key(page: Page, key: str) -> None:
    """Leave a field, go to what a key leads to, and follow it."""
    page.keyboard.press("Escape")
    page.keyboard.press(key)
    enter(page)


def introduce_in_welsh(page: Page) -> None:
    for key in "111":
        choose(page, key)
    expect(page.get_by_text("Ga i siarad â Ms Ann Example0?")).to_be_visible()
    check_page(page, "call-in-welsh")
    choose(page, "1")
    expect(page.get_by_text("Allwch chi siarad yn rhydd?")).to_be_visible()
    choose(page, "1")
    expect(page.get_by_text("Rwy’n ffonio ar ran Example Constabulary.")).to_be_visible()
    check_page(page, "introduction-in-welsh")
    choose(page, "1")


def answer_in_welsh(page: Page) -> None:
    asks(page, "Diolch am eich amser.")
    check_page(page, "question-note")
    choose(page, "")
    asks(page, "A wnaethoch chi ffonio’r heddlu?")
    check_page(page, "question-in-welsh")
    choose(page, "1")
    asks(page, "Ble?")
    type_and_enter(page, "15")
    expect(page.get_by_role("alert")).to_contain_text("ag atebion eraill")
    check_page(page, "question-series")
    type_and_enter(page, "1 3")
    asks(page, "Sawl gwaith?")
    type_and_enter(page, "1000")
    expect(page.get_by_role("alert")).to_contain_text("Rhowch lai na 1,000")
    check_page(page, "question-hard-check")
    type_and_enter(page, "30")
    asks(page, "Check this answer")
    expect(page.get_by_text("Mwy nag 20 gwaith?")).to_be_visible()
    check_page(page, "question-soft-check")
    choose(page, "1")
    asks(page, "Sawl gwaith?")
    enter(page)
    choose(page, "2")


def switch_to_english(page: Page) -> None:
    asks(page, "Sawl awr a gymerodd?")
    page.keyboard.type("1.5")
    follow_key(page, "L")
    asks(page, "How many hours did it take?")
    expect(page.get_by_role("textbox")).to_have_value("1.5")
    check_page(page, "question-in-english")
    enter(page)
    asks(page, "On which day?")


def change_an_earlier_answer(page: Page) -> None:
    for question in ("How many hours did it take?", "How many times?", "Where?", "Did you call the police?"):
        follow_key(page, "B")
        asks(page, question)
    expect(page.get_by_role("radio", name="Yes")).to_be_focused()
    page.keyboard.press("2")
    enter(page)
    for question, answer in (("How many times?", "30"), ("How many hours did it take?", "1.5")):
        asks(page, question)
        expect(page.get_by_role("textbox")).to_have_value(answer)
        enter(page)
    asks(page, "On which day?")


def finish_in_english(page: Page) -> None:
    type_and_enter(page, "3 March 2025")
    asks(page, "What could be better?")
    check_page(page, "question-long-text")
    type_and_enter(page, "Ring back")
    expect(page.get_by_text("Thank you.", exact=True)).to_be_visible()
    choose(page, "1")
    expect(page.get_by_role("alert")).to_contain_text("The interview is finished")
