"""A real installation, not a demo: from the link on the console to a team whose members all have a second factor."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.accounts.second_factors import code
from tests.journeys.page_checks import check_page, choose, follow, press
from tests.journeys.site import PASSWORD, Site

NEW_PASSWORD = "another long password"
EXPIRE_LINKS = """
from aftercall.accounts.models import AccessLink
from aftercall.core import clock
AccessLink.objects.update(expires_at=clock.now())
"""
MAKE_A_CASE = """
from datetime import time, timedelta
from django.utils import timezone
from aftercall.programmes.models import CallingRules
from tests.fieldwork.making import Person, make_programme, make_release, make_wave, overwrite
from aftercall.fieldwork.operations import receive_release
programme = make_programme()
days = ("weekday", "saturday", "sunday")
hours = {f"{day}_calls_from": time.min for day in days} | {f"{day}_calls_until": time.max for day in days}
overwrite(CallingRules, calls_on_bank_holidays=True, **hours)
reported = timezone.localdate() - timedelta(days=60)
release = make_release([Person("CASE1", reported_on=reported)], make_wave(programme))
receive_release(release=release, actor=release.released_by, at=timezone.now())
"""
CASE_STATE = "from aftercall.fieldwork.models import Case; print(Case.objects.get().state)"


@pytest.fixture
def real_site(tmp_path_factory: pytest.TempPathFactory, tables: Site) -> Iterator[Site]:
    site = tables.copy(tmp_path_factory.mktemp("site"), is_demo=False)
    yield site
    site.stop()


def test_from_the_link_on_the_console_to_a_team_with_second_factors(
    real_site: Site, context_at: Callable[[Site], BrowserContext]
) -> None:
    printed = real_site.set_up()
    real_site.start()
    administrator = context_at(real_site).new_page()
    create_the_first_administrator(administrator, link_in(printed))
    add_an_authenticator_app(administrator)
    sign_in_with_a_code(administrator)
    check_other_pages(administrator)
    interviewer = context_at(real_site).new_page()
    give_virtual_authenticator(interviewer)
    link = invite(administrator, "Ivy Example", "ivy@example.org", "Agency interviewer")
    check_page(administrator, "invited")
    join(interviewer, link)
    codes = add_a_passkey(interviewer)
    sign_in_with_a_passkey(interviewer)
    sign_in_with_a_recovery_code(interviewer, codes[0])
    real_site.run(MAKE_A_CASE)
    begin_a_call(interviewer)
    deactivate_mid_call(administrator, interviewer)
    assert real_site.run(CASE_STATE).strip() == "open"
    replace_a_lost_device(administrator, context_at(real_site).new_page())
    link = invite(administrator, "Late Example", "late@example.org", "Force researcher")
    real_site.run(EXPIRE_LINKS)
    open_an_expired_link(context_at(real_site).new_page(), link)


def link_in(text: str) -> str:
    """The path of the one-time link in a text."""
    found = re.search(r"/account/link/[\w-]+/", text)
    assert found, text
    return found.group()


def create_the_first_administrator(page: Page, link: str) -> None:
    page.goto(link)
    assert link not in page.url
    check_page(page, "first-administrator")
    page.get_by_label("Full name").fill("Ada Example")
    page.get_by_label("Email address").fill("ada@example.org")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    press(page, "Save and continue")
    expect(page.get_by_text("Your password has been set")).to_be_visible()
    enter_password(page, "ada@example.org")


def enter_password(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    press(page, "Sign in")


def add_an_authenticator_app(page: Page) -> None:
    """The only way on, until there is a second factor."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
    check_page(page, "second-factor")
    page.goto("/account/people/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
    follow_button(page, "Add an authenticator app")
    check_page(page, "add-app")
    key = page.locator(".aftercall-command").inner_text().replace(" ", "")
    page.get_by_label("Code", exact=True).fill(code(key))
    press(page, "Add the app")
    assert len(recovery_codes(page)) == 10
    check_page(page, "recovery-codes")
    page.evaluate("key => { window.name = key }", key)  # the app on the administrator's telephone keeps it
    follow_button(page, "I have saved my codes")
    expect(page.get_by_role("heading", level=1)).to_have_text("What is waiting for you")
    check_page(page, "home-before-the-first-wave")
    follow(page, "People")
    check_page(page, "people")


def recovery_codes(page: Page) -> list[str]:
    return page.locator(".aftercall-command code").all_inner_texts()


def check_other_pages(page: Page) -> None:
    for path, name in (("people/invite/", "invite"), ("forgotten-password/", "forgotten"), ("password/", "password")):
        page.goto(f"/account/{path}")
        check_page(page, name)


def follow_button(page: Page, name: str) -> None:
    """Follow a link that looks like a button."""
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def sign_in_with_a_code(page: Page) -> None:
    key = page.evaluate("window.name")
    press(page, "Sign out")
    page.goto("/sign-in/")
    enter_password(page, "ada@example.org")
    check_page(page, "enter-code")
    page.get_by_label("Code", exact=True).fill("000000")
    press(page, "Sign in")
    expect(page.get_by_role("alert")).to_contain_text("Enter the code that the app shows now")
    page.get_by_label("Code", exact=True).fill(code(key))
    press(page, "Sign in")
    expect(page.get_by_role("heading", level=1)).to_have_text("What is waiting for you")


def invite(page: Page, name: str, email: str, role: str) -> str:
    page.goto("/account/people/invite/")
    page.get_by_label("Full name").fill(name)
    page.get_by_label("Email address").fill(email)
    page.get_by_label(role, exact=True).check()
    press(page, "Invite")
    return link_in(page.content())


def join(page: Page, link: str) -> None:
    page.goto(link)
    check_page(page, "accept-invitation")
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    press(page, "Save and continue")
    enter_password(page, "ivy@example.org")


def give_virtual_authenticator(page: Page) -> None:
    """A security key, as far as the browser knows."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "usb",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def add_a_passkey(page: Page) -> list[str]:
    follow_button(page, "Add a passkey")
    check_page(page, "add-passkey")
    with page.expect_navigation():
        page.get_by_label("Name of the passkey").press("Enter")
    codes = recovery_codes(page)
    follow_button(page, "I have saved my codes")
    expect(page.get_by_role("heading", level=1)).to_have_text("What is waiting for you")
    return codes


def sign_in_with_a_passkey(page: Page) -> None:
    press(page, "Sign out")
    page.goto("/sign-in/")
    enter_password(page, "ivy@example.org")
    check_page(page, "use-passkey")
    press(page, "Use your passkey")
    expect(page.get_by_role("heading", level=1)).to_have_text("What is waiting for you")
    page.goto("/account/second-factor/")
    check_page(page, "second-factor-set-up")


def sign_in_with_a_recovery_code(page: Page, recovery_code: str) -> None:
    press(page, "Sign out")
    page.goto("/sign-in/")
    enter_password(page, "ivy@example.org")
    page.get_by_label("Code", exact=True).fill(recovery_code)
    press(page, "Sign in")
    follow(page, "Your account")
    check_page(page, "your-account")


def begin_a_call(page: Page) -> None:
    page.goto("/start/")
    follow(page, "Sign the confidentiality agreement")
    page.get_by_label("I have read this agreement").press("Space")
    press(page, "Sign the agreement")
    follow(page, "can be called now")
    for _ in ("open the next case", "dial"):
        choose(page, "1")


def deactivate_mid_call(administrator: Page, interviewer: Page) -> None:
    administrator.goto("/account/people/")
    follow(administrator, "Ivy Example")
    check_page(administrator, "person")
    press(administrator, "Deactivate this account")
    check_page(administrator, "deactivate")
    press(administrator, "Deactivate this account")
    expect(administrator.get_by_text("its sessions have ended")).to_be_visible()
    interviewer.reload()
    expect(interviewer.get_by_role("heading", level=1)).to_have_text("Your account has been deactivated")
    check_page(interviewer, "deactivated")
    press(administrator, "Reactivate this account")


def replace_a_lost_device(administrator: Page, interviewer: Page) -> None:
    press(administrator, "Reset the sign-in")
    link = link_in(administrator.content())
    interviewer.goto(link)
    interviewer.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    press(interviewer, "Save and continue")
    enter_password(interviewer, "ivy@example.org", NEW_PASSWORD)
    expect(interviewer.get_by_role("heading", level=1)).to_have_text("Set up a second factor")
    interviewer.goto(link)
    expect(interviewer.get_by_role("heading", level=1)).to_have_text("This link has already been used")


def open_an_expired_link(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", level=1)).to_have_text("This link has expired")
    expect(page.get_by_text("ask your administrator")).to_be_visible()
    check_page(page, "expired-link")
