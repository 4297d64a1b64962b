"""What is waiting for a researcher: gaps in the coverage plan, promises, groups and reports."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.communities import queries
from aftercall.communities.models import FocusGroup
from aftercall.communities.states import GroupState
from aftercall.core.home import HomeItem
from aftercall.core.words import counted, day

SOON = timedelta(days=14)


def coverage_tasks(_at: datetime, user: User) -> Iterator[HomeItem]:
    """The open tasks of this person about gaps in the plan."""
    for task in queries.tasks_of(user):
        details = f"For {task.owner}, by {day(task.due_on)}."
        yield HomeItem(task.text, reverse("communities:target", args=[task.target_id]), details, due_on=task.due_on)


def coverage_done(at: datetime, user: User) -> Iterator[HomeItem]:
    """Tasks of this person that were done in the last two weeks, and how many people have been heard."""
    for task in queries.tasks_done(user, timezone.localdate(at) - SOON):
        target = task.target
        heard = f"{target.reached} of {counted(target.people, 'person', 'people')} heard."
        url = reverse("communities:target", args=[target.pk])
        yield HomeItem(f"Done: {task.text}", url, f"{target.community}: {heard}")


def promises_due(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Promises to partner organisations that are to be reported on soon."""
    for promise in queries.promises_to_report().filter(report_by__lte=timezone.localdate(at) + SOON):
        yield HomeItem(
            f"Report back to {promise.meeting.organisation}: {promise.text}",
            reverse("communities:report_back", args=[promise.pk]),
            due_on=promise.report_by,
        )


def groups_at_work(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Focus groups to draw or to prepare, or whose attendance is to be recorded."""
    for group, willing, accepted in queries.groups_to_come():
        words, details = _next_step(group, willing, accepted, timezone.localdate(at))
        url = reverse("communities:group", args=[group.reference])
        yield HomeItem(f"{words} {group.title}", url, details, due_on=group.held_on)


def _next_step(group: FocusGroup, willing: int, accepted: int, today: date) -> tuple[str, str]:
    if group.state == GroupState.RECRUITING:
        return "Recruit for", f"{counted(willing, 'person', 'people')} would come."
    if group.has_begun(today):
        return "Record who came to", ""
    words = "Prepare" if accepted == group.size else "Complete the panel of"
    return words, f"{accepted} of {counted(group.size, 'person', 'people')} have accepted."


def words_to_work_on(_at: datetime, user: User) -> Iterator[HomeItem]:
    """Passages of focus groups that this person has not coded, and quotations that a colleague proposed."""
    for group, left, proposed in queries.groups_with_words_to_work_on(user):
        url = reverse("communities:words", args=[group.reference])
        if left:
            yield HomeItem(f"Code what was said in {group.title}", url, f"{counted(left, 'passage')} left.")
        if proposed:
            yield HomeItem(f"Approve {counted(proposed, 'quotation')} of {group.title}", url)


def reports_to_sign_off(_at: datetime, user: User) -> Iterator[HomeItem]:
    """Reports on focus groups that a colleague wrote."""
    for report in queries.reports_to_approve(user.pk):
        yield HomeItem(
            f"Approve the report on {report.group.title}", reverse("communities:group", args=[report.group.reference])
        )
