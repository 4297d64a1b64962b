"""What waits for a researcher: gaps in the coverage plan, promises, groups and reports."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.communities import queries
from aftercall.communities.states import GroupState
from aftercall.core.home import HomeItem
from aftercall.core.words import counted, day

SOON = timedelta(days=14)


def coverage_gaps(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Communities that should have been heard by now and were not, and nothing is being done about it."""
    for target in queries.gaps(timezone.localdate(at)):
        yield HomeItem(
            f"Raise a task: {counted(target.missing, 'person', 'people')} of {target.community} not heard yet",
            reverse("communities:target", args=[target.pk]),
            f"The target was due on {day(target.due_on)}.",
        )


def coverage_tasks(_at: datetime, user: User) -> Iterator[HomeItem]:
    """Tasks about gaps that this person is to see to."""
    for task in queries.tasks_of(user):
        details = f"For {task.owner}, by {day(task.due_on)}."
        yield HomeItem(task.text, reverse("communities:target", args=[task.target_id]), details, due_on=task.due_on)


def coverage_done(at: datetime, user: User) -> Iterator[HomeItem]:
    """Tasks of this person's that have been done in the last two weeks, and how far the target has been reached."""
    for task in queries.tasks_done(user, timezone.localdate(at) - SOON):
        target = task.target
        heard = f"{target.reached} of {counted(target.people, 'person', 'people')} heard."
        url = reverse("communities:target", args=[target.pk])
        yield HomeItem(f"Done: {task.text}", url, f"{target.community}: {heard}")


def promises_due(at: datetime, *_: object) -> Iterator[HomeItem]:
    """What was promised to partner organisations and is to be reported back soon."""
    for promise in queries.promises_to_report().filter(report_by__lte=timezone.localdate(at) + SOON):
        yield HomeItem(
            f"Report back to {promise.meeting.organisation}: {promise.text}",
            reverse("communities:report_back", args=[promise.pk]),
            due_on=promise.report_by,
        )


def groups_at_work(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Focus groups to draw, or of which it is to be said who came."""
    today = timezone.localdate(at)
    for group in queries.groups().filter(state__in=(GroupState.RECRUITING, GroupState.DRAWN), erased_at=None):
        words = "Recruit for" if group.state == GroupState.RECRUITING else "Complete the panel of"
        if group.state == GroupState.DRAWN and group.has_begun(today):
            words = "Say who came to"
        yield HomeItem(
            f"{words} {group.title}", reverse("communities:group", args=[group.reference]), due_on=group.held_on
        )


def reports_to_sign_off(_at: datetime, user: User) -> Iterator[HomeItem]:
    """Reports on focus groups that a colleague wrote."""
    for report in queries.reports_to_approve(user.pk):
        yield HomeItem(
            f"Approve the report on {report.group.title}", reverse("communities:group", args=[report.group.reference])
        )
