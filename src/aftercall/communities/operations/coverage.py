"""The coverage plan: targets, how many were reached, and tasks about gaps."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.communities.models import Target, Task
from aftercall.core import audit
from aftercall.core.errors import Refused


@transaction.atomic
def add_target(
    *, community: str, channel: str, why: str, people: int, due_on: date, owner: str, actor: User, at: datetime
) -> Target:
    """Plan how many people of a community are heard through a channel, by when."""
    target = Target.objects.create(
        community=community, channel=channel, why=why, people=people, due_on=due_on, owner=owner, added_at=at
    )
    audit.record(actor=actor, action="coverage.planned", subject=target.subject, at=at, details={"people": people})
    return target


@transaction.atomic
def record_reached(*, target: Target, people: int, actor: User, at: datetime) -> None:
    """Say how many people have been heard in all. Refused if that is fewer than before."""
    target = Target.objects.select_for_update().get(pk=target.pk)
    if people < target.reached:
        raise Refused(f"{target.reached} people had been reached already. Enter how many in all", field="people")
    target.reached = people
    target.save(update_fields=["reached"])
    audit.record(actor=actor, action="coverage.reached", subject=target.subject, at=at, details={"people": people})


def add_reached(*, target: Target, people: int, actor: User, at: datetime) -> None:
    """Count further people as heard, within the caller's transaction."""
    now = Target.objects.select_for_update().get(pk=target.pk)
    record_reached(target=now, people=now.reached + people, actor=actor, at=at)


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
    """Say what is done about a gap, by whom and until when. assigned_to: whose home page it is on, the actor's if
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
def finish_task(*, task: Task, actor: User, at: datetime) -> None:
    """Say that a task is done. Refused if it was done before."""
    task = Task.objects.select_for_update().get(pk=task.pk)
    if task.done_on is not None:
        raise Refused("This task has been done already")
    task.done_on = timezone.localdate(at)
    task.save(update_fields=["done_on"])
    audit.record(actor=actor, action="coverage.task_done", subject=task.target.subject, at=at)
