"""The administrator sees the scheduled jobs."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, expect
from tests.journeys.page_checks import check_page, follow, reload_until_shown, sign_in
from tests.journeys.site import Site

from aftercall.accounts.roles import Role

# Stores a failed run, and one that changed something.
STORE_RUNS = """
from datetime import timedelta
from uuid import uuid4
from aftercall.core import clock
from aftercall.core.models import RunState, ScheduledRun
at = clock.now() - timedelta(days=1)
times = {"due_at": at, "started_at": at, "ended_at": at + timedelta(seconds=2)}
fault = {"fault_kind": "OperationalError", "fault_place": "fieldwork/operations/closing.py:31"}
ScheduledRun.objects.create(job="windows", slot="a", task_id=uuid4(), state=RunState.FAILED, **times, **fault)
ScheduledRun.objects.create(job="retention", slot="a", task_id=uuid4(), state=RunState.DONE, changed=2, **times)
"""


def test_the_administrator_sees_which_jobs_run_next_have_run_and_have_failed(
    site_with: Callable[..., Site], context_at: Callable[[Site], BrowserContext]
) -> None:
    site = site_with()
    page = context_at(site).new_page()
    sign_in(page, Role.ADMINISTRATOR)
    check_page(page, "home-new-installation")
    follow(page, "What this service needs")
    expect(page.get_by_text("The keys are in the home folder")).to_be_visible()
    check_page(page, "check-list")
    page.get_by_role("navigation", name="Back").get_by_role("link", name="Home").click()
    follow(page, "The next job runs")
    expect(page.get_by_role("heading", level=1)).to_have_text("Jobs")
    reload_until_shown(page, page.get_by_text("Nothing to do").first)
    expect(page.get_by_text("No job has failed in the last 90 days.")).to_be_visible()
    expect(page.get_by_text("no worker process is running")).not_to_be_visible()
    check_page(page, "jobs")
    site.run(STORE_RUNS)
    reload_until_shown(page, page.get_by_text("2 waves’ data erased").first)
    failed = page.get_by_role("row", name="Close cases whose contact window has ended").first
    expect(failed).to_contain_text("OperationalError at fieldwork/operations/closing.py:31")
    expect(failed).to_contain_text("Wait. It runs again on")
    check_page(page, "jobs-with-a-failure")
    follow(page, "Home")
    expect(
        page.get_by_role("link", name="A job has failed: Close cases whose contact window has ended")
    ).to_be_visible()
    check_page(page, "home-with-a-failure")
