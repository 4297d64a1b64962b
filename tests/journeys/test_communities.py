"""A community is missing from a consultation: a task, a meeting and a focus group follow, for everyone to read."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.page_checks import check_page, follow, press, sign_in, sign_in_as
from tests.journeys.site import PASSWORD, Site

from aftercall.accounts.roles import Role

COMMUNITY = "Disabled under the Equality Act"
GROUP = "Being kept informed"
SAID = "Nobody told me that the form was online only."
# A consultation that no disabled person answered, and a focus group for which all but one have been recruited.
MAKE = f"""
from datetime import date
from tests.communities.making import make_consents, make_group
from tests.consultations import making
from aftercall.accounts.models import User
from aftercall.accounts.operations import add_user
from aftercall.accounts.roles import Role
from aftercall.communities.models import FocusGroup
from aftercall.communities.operations.groups import recruit
from aftercall.core.audit import SystemActor
from aftercall.demo.programme import make_programme
from aftercall.methods.sortition import Quota
at = making.OPEN
programme = make_programme(takes_effect_on=date(2025, 1, 1), at=at)
add_user(email="colleague@example.org", name="Col League", role=Role.RESEARCHER, password="{PASSWORD}",
         actor=SystemActor("test"), at=at)
researcher = User.objects.get(email="researcher@example.org")
making.store_people(making.make_open(), [making.Person({{"confidence": "agree"}}, {{"condition": "no"}})] * 60)
group = make_group(programme, researcher, size=2, quotas=[Quota("sex", "female", 1, 1), Quota("sex", "male", 1, 1)])
FocusGroup.objects.update(held_on=at.date())
for number, consent in enumerate(make_consents(programme, 5)[1:]):
    values = {{"sex": ("female", "male")[number % 2]}}
    recruit(group=group, consent=consent, values=values, needs="", actor=researcher, at=at)
"""


@pytest.fixture(scope="module")
def site(site_with: Callable[..., Site]) -> Site:
    made = site_with(clock="2026-06-10T10:00:00")
    made.run(MAKE)
    return made


def test_a_missing_community_is_heard_and_quoted_in_public(
    site: Site, context_at: Callable[[Site], BrowserContext]
) -> None:
    researcher, colleague, public = (context_at(site).new_page() for _ in range(3))
    sign_in(researcher, Role.RESEARCHER)
    sign_in_as(colleague, "colleague@example.org")
    see_who_is_missing(researcher)
    raise_a_task(researcher)
    log_a_meeting(researcher)
    group = recruit_and_draw(researcher)
    hold(researcher)
    code(researcher)
    colleague.goto(f"{group}words/")
    code(colleague)
    quote(researcher)
    approve_quotation(colleague)
    researcher.goto(group)
    write_report(researcher)
    approve_report(colleague)
    read(public)


def see_who_is_missing(page: Page) -> None:
    page.goto("/communities/")
    follow(page, "Who has answered Policing priorities?")
    expect(page.get_by_text(f"Disability: {COMMUNITY}")).to_be_visible()
    check_page(page, "who-is-missing")
    follow(page, f"Plan how to hear them ({COMMUNITY})")
    expect(page.get_by_label("Community", exact=True)).to_have_value(COMMUNITY)
    page.get_by_label("How we reach them").fill("An evening with the disability forum")
    page.get_by_label("How many people", exact=True).fill("20")
    fill_day(page, "9 6 2026")
    page.get_by_label("Who is responsible").fill("Engagement team")
    press(page, "Add")
    follow(page, COMMUNITY)


def fill_day(page: Page, day: str) -> None:
    for label, value in zip(("Day", "Month", "Year"), day.split(), strict=True):
        page.get_by_label(label, exact=True).fill(value)


def raise_a_task(page: Page) -> None:
    page.get_by_label("What is done about the gap").fill("Ask the forum for an evening")
    page.get_by_label("Who does it").fill("Engagement team")
    page.get_by_label("Whose home page it is on").select_option(label="Force researcher")
    fill_day(page, "1 7 2026")
    press(page, "Raise the task")
    page.goto("/start/")
    expect(page.get_by_role("link", name="Ask the forum for an evening")).to_be_visible()


def log_a_meeting(page: Page) -> None:
    page.goto("/communities/engagement/add/")
    for label, value in {
        "Organisation": "Exampleton Disability Forum",
        "Which community it speaks for": "Disabled people",
        "Where": "The forum’s rooms",
        "How many people were there": "12",
        "What was said": "The form cannot be read aloud.",
    }.items():
        page.get_by_label(label, exact=True).fill(value)
    page.get_by_label("Line of the coverage plan").select_option(index=1)
    fill_day(page, "9 6 2026")
    press(page, "Log")
    page.goto("/start/")
    follow(page, "Ask the forum for an evening")
    expect(page.get_by_text("8 people are still to be heard")).to_be_visible()
    press(page, "Mark as done")


def recruit_and_draw(page: Page) -> str:
    """Returns the group's address."""
    page.goto("/communities/groups/")
    follow(page, GROUP)
    press(page, "Recruit people")
    page.get_by_role("link", name="Add record").first.press("Enter")
    page.get_by_label("Sex").select_option("female")
    page.get_by_label("What they need to take part").fill("A hearing loop")
    press(page, "Add to the pool")
    page.goto("/communities/groups/")
    follow(page, GROUP)
    press(page, "Draw the panel")
    open_invited(page)
    with page.expect_download() as letter:
        page.get_by_role("button", name="Save the letter of invitation").press("Enter")
    assert letter.value.suggested_filename.endswith(".pdf")
    press(page, "They accept")
    open_invited(page)
    press(page, "They accept")
    return page.url


def open_invited(page: Page) -> None:
    with page.expect_navigation():
        page.locator("li", has_text="to be invited").first.get_by_role("link").press("Enter")


def hold(page: Page) -> None:
    press(page, "Record who came")
    for box in page.get_by_role("checkbox").all():
        box.check()
    press(page, "Save")
    follow(page, "What was said: 0 passages")
    press(page, "Add notes or a transcript")
    page.get_by_label("What was said").fill(SAID)
    press(page, "Add")
    press(page, "Add a theme")
    page.get_by_label("Theme", exact=True).fill("Access")
    page.get_by_label("When a passage is about it").fill("Whether people could take part")
    press(page, "Add")


def code(page: Page) -> None:
    follow(page, "Passage 1", exact=True)
    page.get_by_label("Access").check()
    press(page, "Save")


def quote(page: Page) -> None:
    follow(page, "Quote passage 1")
    page.get_by_label("Theme", exact=True).select_option(label="Access")
    press(page, "Propose")


def approve_quotation(page: Page) -> None:
    page.reload()
    press(page, "Approve")


def write_report(page: Page) -> None:
    follow(page, "Write the report")
    page.get_by_label("Introduction").fill("Two people met.")
    page.get_by_label("Access: what the group said").fill("Forms must be read aloud.")
    press(page, "Send for approval")


def approve_report(page: Page) -> None:
    page.goto("/start/")
    follow(page, f"Approve the report on {GROUP}")
    press(page, "Approve and publish")
    expect(page.get_by_role("button", name="Close the group")).to_be_visible()


def read(page: Page) -> None:
    page.goto("/hearing-everyone/")
    expect(page.get_by_text("Done on 10 June 2026: Ask the forum for an evening")).to_be_visible()
    follow(page, GROUP)
    expect(page.get_by_text(SAID)).to_be_visible()
    expect(page.get_by_text("This is qualitative")).to_be_visible()
    check_page(page, "focus-group-report")
