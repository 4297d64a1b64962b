"""Staff sign in, use the pages of their role, and sign out."""

import pytest
from playwright.sync_api import Page, Response, expect
from tests.journeys.page_checks import check_page, complain, follow, press, sign_in
from tests.journeys.site import Site

from aftercall.accounts.roles import Role

END_RETENTION = """
from tests.fieldwork.making import Person, at, make_programme, make_release, make_wave
from aftercall.core.audit import SystemActor
from aftercall.rights.retention import end_retention
release = make_release([Person("ENDED"), Person("ENDED2")], make_wave(make_programme(slug="ended")))
end_retention(wave=release.wave, actor=SystemActor("retention"), at=at(18, 9, month=7))
"""


# The inspectorate does not work here: nothing waits for it.
HOME = "What is waiting for you"
HOMES = {Role.INSPECTORATE: "Evidence and results"}


@pytest.mark.parametrize("role", Role)
def test_each_role_signs_in_by_keyboard_and_signs_out_again(role: Role, page: Page) -> None:
    sign_in(page, role)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOMES.get(role, HOME))
    check_page(page, f"home-{role}")
    press(page, "Sign out")
    expect(page.get_by_role("link", name="Staff sign-in")).to_be_visible()


def test_escape_does_not_leave_a_staff_page(page: Page) -> None:
    sign_in(page, Role.DATA_PROTECTION)
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", level=1)).to_have_text(HOME)


def test_the_data_protection_officer_filters_the_audit_log_and_checks_the_log(page: Page) -> None:
    sign_in(page, Role.DATA_PROTECTION)
    follow(page, "Check the audit log")
    page.get_by_label("Action").select_option("account.made")
    press(page, "Show entries")
    expect(page.get_by_text(f"{len(Role)} entries")).to_be_visible()
    follow(page, "Check the log, or save a signed head")
    check_page(page, "audit-check")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save a signed head").press("Enter")
    page.get_by_label("Saved head").set_input_files(saved.value.path())
    press(page, "Check the log now")
    expect(page.get_by_role("alert")).to_contain_text("The log still begins with exactly the")
    # The shared site's programme was made after its accounts, but dated long before.
    expect(page.get_by_text("Entry 9 is dated more than a day before an earlier entry")).to_be_visible()
    check_page(page, "audit-check-result")


def test_the_officer_sees_what_was_erased_and_downloads_the_certificate(page: Page, site: Site) -> None:
    site.run(END_RETENTION)
    sign_in(page, Role.DATA_PROTECTION)
    follow(page, "Retention")
    check_page(page, "certificates")
    follow(page, "See the certificate of January 2025")
    expect(page.get_by_text("12 weeks after the last possible call on 25 April 2025")).to_be_visible()
    expect(page.get_by_role("table", name="What we checked now").get_by_text("No", exact=True)).to_have_count(0)
    check_page(page, "certificate")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download the certificate").press("Enter")
    assert saved.value.suggested_filename == "erasure-ended-2025-01.json"


def test_an_interviewer_signs_the_agreement(page: Page, site: Site) -> None:
    sign_in(page, Role.INTERVIEWER)
    follow(page, "Sign the confidentiality agreement")
    check_page(page, "agreement")
    page.get_by_label("I have read this agreement").press("Space")
    press(page, "Sign the agreement")
    expect(page.get_by_text("Nothing is waiting for you.")).to_be_visible()
    follow(page, "Confidentiality agreement")
    expect(page.get_by_text("You signed this agreement on")).to_be_visible()
    count_signatures = "from aftercall.accounts.models import ConfidentialityAgreement as A; print(A.objects.count())"
    assert int(site.run(count_signatures)) == 1


def test_the_cookies_page_lists_every_cookie_that_the_browser_holds(page: Page) -> None:
    """From a choice of cookies, the public pages, signing in, an opt-out, a complaint, and a message to staff."""
    responses: list[Response] = []
    page.context.on("response", lambda response: responses.append(response))  # noqa: PLW0108 - Playwright keeps notes on the function
    page.goto("/cookies/")
    page.get_by_label("Yes, with large text").check()
    press(page, "Save your choice")
    page.goto("/opt-out/")
    for text in ("Cara", "Example", "07700 900124"):
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("We have received your request")
    complain(page)
    sign_in(page, Role.INTERVIEWER)
    page.goto("/fieldwork/case/")
    held = {cookie["name"] for cookie in page.context.cookies()}
    # The others are gone from the browser once a page has deleted them.
    held |= {name for response in responses for name in cookies_set_by(response)}
    page.goto("/cookies/")
    assert held == set(page.get_by_role("rowheader").all_text_contents())
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def cookies_set_by(response: Response) -> set[str]:
    """The names in a response's Set-Cookie headers."""
    values = [header["value"] for header in response.headers_array() if header["name"].lower() == "set-cookie"]
    return {value.partition("=")[0] for value in values}


def test_opening_a_page_of_another_role_is_refused_in_plain_words(page: Page) -> None:
    sign_in(page, Role.COMMISSIONER)
    page.goto("/audit/")
    expect(page.get_by_role("heading", level=1)).to_have_text("You do not have permission to open this page")
    check_page(page, "refused")


def test_too_many_wrong_passwords_lock_an_email_address_for_a_while(page: Page) -> None:
    page.goto("/sign-in/")
    for _ in range(6):
        page.get_by_label("Email address").fill("somebody@example.org")
        page.get_by_label("Password", exact=True).fill("wrong")
        press(page, "Sign in")
    expect(page.get_by_role("alert")).to_contain_text("too many attempts")
    check_page(page, "locked")
