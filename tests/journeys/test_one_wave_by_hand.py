"""One wave by hand: each role does its part in the browser, from loading an extract to results that wait for approval.

Only the many calls between these steps are made by the demo's simulated interviewers.
"""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect
from tests.journeys.certificate_steps import (
    load_and_draw,
    load_next_month_and_check_register,
    verify_certificate,
    write_extract,
)
from tests.journeys.page_checks import check_page, choose, follow, press, sign_in
from tests.journeys.site import Site

from aftercall.accounts.roles import Role

SEED = 3
SET_UP = """
from aftercall.core import clock
from aftercall.demo.programme import make_interviewers, make_programme
make_programme(takes_effect_on=clock.now().date(), at=clock.now())
make_interviewers(at=clock.now())
"""
CALLS_BY_OTHERS = """
from datetime import date
from pathlib import Path
from aftercall.accounts.models import User
from aftercall.demo.interviewers import run_fieldwork
from aftercall.demo.people import Truth, profiles_of_wave
from aftercall.programmes.models import Wave
wave = Wave.objects.select_related("programme", "load").get()
run_fieldwork(
    waves=[wave],
    interviewers=list(User.objects.filter(email__startswith="simulated")),
    profiles=profiles_of_wave(wave, Truth(Path({extracts!r}), {seed})),
    first_day=date(2026, 3, 6), last_day=date(2026, 4, 25), seed={seed},
)
"""


def set_clock(site: Site, to: str) -> None:
    """Set the site's clock and restart the server."""
    site.stop()
    site.set_clock(to)
    site.start()


def test_one_wave_from_the_extract_to_results_that_wait_for_approval(
    site_with: Callable[..., Site], context_at: Callable[[Site], BrowserContext], tmp_path: Path
) -> None:
    site = site_with(clock="2026-02-05T10:00:00")
    site.run(SET_UP)

    def page_signed_in_as(role: Role | None) -> Page:
        page = context_at(site).new_page()
        if role:
            sign_in(page, role)
        return page

    # The draw is random: about 80 people answer of 2,400 rows, so no figure rests on too few of them.
    extract = write_extract(tmp_path / "extracts", rows=2_400, seed=SEED)
    researcher = page_signed_in_as(Role.RESEARCHER)
    certificate, digests = load_and_draw(researcher, site, extract, tmp_path)
    verify_certificate(page_signed_in_as(None), certificate, digests)
    release(researcher)
    receive_release(page_signed_in_as(Role.FIELD_MANAGER))
    set_clock(site, "2026-03-05T17:00:00")
    work_as_interviewer(page_signed_in_as(Role.INTERVIEWER))
    site.run(CALLS_BY_OTHERS.format(extracts=str(tmp_path / "extracts"), seed=SEED))
    set_clock(site, "2026-04-27T10:00:00")
    close_and_return(page_signed_in_as(Role.FIELD_MANAGER))
    researcher = page_signed_in_as(Role.RESEARCHER)
    analyse_and_send_for_approval(researcher)
    load_next_month_and_check_register(researcher, extract, tmp_path)
    check_audit_log(page_signed_in_as(Role.DATA_PROTECTION))


def release(page: Page) -> None:
    press(page, "Release the sample")
    check_page(page, "release")
    press(page, "Release the sample")
    expect(page.get_by_text("have been released to the agency")).to_be_visible()
    check_page(page, "wave-released")


def receive_release(page: Page) -> None:
    check_page(page, "home-sample-to-receive")
    follow(page, "Receive the sample for January 2026")
    press(page, "Receive the cases")
    check_page(page, "fieldwork-received")


def work_as_interviewer(page: Page) -> None:
    """Sign the agreement, interview one person by keyboard, and remove another, who objects."""
    follow(page, "Sign the confidentiality agreement")
    page.get_by_label("I have read this agreement").press("Space")
    press(page, "Sign the agreement")
    check_page(page, "home-people-to-call")
    expect(page.get_by_role("link", name="can be called now")).to_be_visible()
    begin_a_call(page)
    for _ in ("speaking to the person", "can talk", "agrees"):
        choose(page, "1")
    answer_every_question(page)
    choose(page, "1")
    begin_a_call(page)
    follow(page, "They object: remove them now")
    choose(page, "2")
    expect(page.get_by_role("heading", level=1)).to_have_text("Next case")


def begin_a_call(page: Page) -> None:
    page.goto("/fieldwork/next/")
    choose(page, "1")
    choose(page, "1")
    expect(page.locator(".fieldwork-number")).to_contain_text("0")


def answer_every_question(page: Page) -> None:
    """Answer 1, by its key or as a number, and leave the open questions empty."""
    while page.locator("input[name=question]").count():
        field = page.locator("input#answer[type=text]")
        if field.count():
            field.fill("1")
        choose(page, "1" if page.get_by_role("radio").count() else "")
        expect(page.get_by_role("alert")).to_have_count(0)  # or it would be asked for ever


def close_and_return(page: Page) -> None:
    page.goto("/fieldwork/progress/")
    check_page(page, "fieldwork-progress")
    follow(page, "Home")
    check_page(page, "home-fieldwork-to-close")
    follow(page, "Close fieldwork for January 2026")
    check_page(page, "fieldwork-close")
    press(page, "Close fieldwork")
    follow(page, "Home")
    follow(page, "Return the results for January 2026")
    press(page, "Return the results")
    expect(page.get_by_text("Results returned").first).to_be_visible()


def analyse_and_send_for_approval(page: Page) -> None:
    check_page(page, "home-results-to-analyse")
    follow(page, "Analyse January 2026")
    check_page(page, "analyses")
    page.get_by_label("Period", exact=True).select_option("2026-01/2026-01")
    press(page, "Analyse the period")
    check_page(page, "analysis")
    press(page, "Prepare a publication")
    press(page, "Prepare the draft")
    expect(page.get_by_text("Taking the whole experience into account")).to_be_visible()
    press(page, "Send for approval")
    expect(page.get_by_text("so another researcher must decide about them")).to_be_visible()


def check_audit_log(page: Page) -> None:
    page.goto("/audit/")
    actions = page.get_by_label("Action").locator("option").all_text_contents()
    assert {"Extract loaded", "Sample drawn", "Sample released", "Call started", "Results returned"} <= set(actions)
