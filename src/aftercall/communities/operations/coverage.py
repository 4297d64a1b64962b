"""The coverage plan: targets, how many were reached, and tasks about gaps."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.communities import queries
from aftercall.communities.models import Target, Task
from aftercall.core import audit
from aftercall.core.errors import Refused

# How long somebody has for a task that was raised automatically.
TIME_FOR_GAP = timedelta(days=14)
JOB = audit.SystemActor("jobs")
# Everyone can read it.
_DECIDE = "Decide how to reach those who have not been heard yet"


@dataclass(frozen=True)
class PlannedLine:
    """How many people of a community are to be heard through a channel, by when and why. owner: who is responsible.
    assigned_to: whose home page a gap is on."""

    community: str
    channel: str
    why: str
    people: int
    due_on: date
    owner: str
    assigned_to: User


@transaction.atomic
def add_target(*, line: PlannedLine, actor: User, at: datetime) -> Target:
    """Add a line to the plan."""
    target = Target.objects.create(**vars(line), added_at=at)
    details = {"people": line.people}
    audit.record(actor=actor, action="coverage.planned", subject=target.subject, at=at, details=details)
    return target


@transaction.atomic
def change_target(*, target: Target, line: PlannedLine, actor: User, at: datetime) -> None:
    """Change a line of the plan. The audit log says how many people and which day it was before."""
    target = Target.objects.select_for_update().get(pk=target.pk)
    before = {"people": target.people, "due_on": target.due_on.isoformat()}
    for name, value in vars(line).items():
        setattr(target, name, value)
    target.save()
    details = {"people": line.people, "due_on": line.due_on.isoformat(), "before": before}
    audit.record(actor=actor, action="coverage.changed", subject=target.subject, at=at, details=details)


@transaction.atomic
def record_reached(*, target: Target, people: int, actor: User, at: datetime, corrects: bool = False) -> None:
    """Record how many people have been heard in all. Refused if there are fewer than before, unless that corrects a
    mistake."""
    target = Target.objects.select_for_update().get(pk=target.pk)
    if people < target.reached and not corrects:
        message = (
            f"It was {target.reached} before. If that was a mistake, say so below; otherwise enter how many in all"
        )
        raise Refused(message, field="people")
    details = {"people": people, "before": target.reached}
    target.reached = people
    target.save(update_fields=["reached"])
    audit.record(actor=actor, action="coverage.reached", subject=target.subject, at=at, details=details)


def add_reached(*, target: Target, people: int, actor: User, at: datetime) -> None:
    """Count further people as heard, or fewer where that corrects a mistake, within the caller's transaction."""
    now = Target.objects.select_for_update().get(pk=target.pk)
    record_reached(target=now, people=max(now.reached + people, 0), actor=actor, at=at, corrects=people < 0)


@transaction.atomic
def raise_task(
    *,
    target: Target,
    text: str,
    owner: str,
    due_on: date,
    actor: User,
    at: datetime,
    assigned_to: User | None = None,
) -> Task:
    """Record what will be done about a gap, by whom and by when. assigned_to: whose home page it is on; the actor's if
    nobody is named. Refused without a gap."""
    if not target.missing:
        raise Refused("There is no gap: the target has been reached")
    if due_on < timezone.localdate(at):
        raise Refused("Enter a day from today on", field="due_on")
    to = assigned_to or actor
    task = Task.objects.create(target=target, text=text, owner=owner, assigned_to=to, due_on=due_on, added_at=at)
    details = {"assigned_to": to.audit_name}
    audit.record(actor=actor, action="coverage.task_raised", subject=target.subject, at=at, details=details)
    return task


@transaction.atomic
def raise_tasks_about_gaps(*, at: datetime) -> int:
    """For each line of the plan that is due and has not been reached, and about which nothing is being done, raise a
    task for whoever is responsible. Returns how many."""
    today = timezone.localdate(at)
    found = queries.gaps(today)
    for target in found:
        task = Task.objects.create(
            target=target,
            text=_DECIDE,
            owner=target.owner,
            assigned_to=target.assigned_to,
            due_on=today + TIME_FOR_GAP,
            added_at=at,
        )
        details = {"missing": target.missing, "due_on": task.due_on.isoformat()}
        audit.record(actor=JOB, action="coverage.task_raised", subject=target.subject, at=at, details=details)
    return len(found)


@transaction.atomic
def finish_task(*, task: Task, actor: User, at: datetime) -> None:
    """Record that a task is done. Refused a second time."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.done_on is not None:
        raise Refused("This task has been done already")
    task.done_on = timezone.localdate(at)
    task.save(update_fields=["done_on"])
    audit.record(actor=actor, action="coverage.task_done", subject=task.target.subject, at=at)
