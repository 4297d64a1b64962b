"""One step of an action: its new state, the event of its trail, and the audit entry."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.audit import SystemActor
from aftercall.improvements.models import Action, ActionEvent
from aftercall.improvements.states import RULES, Step, next_state
from aftercall.publication import page_cache

# Compares results before and after when new ones are published.
JOB = SystemActor("improvements")


def lock(action: Action) -> Action:
    """The action as it is now, locked until the end of the transaction."""
    return Action.objects.select_for_update(of=("self",)).select_related("run", "publication").get(pk=action.pk)


def take_step(
    action: Action,
    step: Step,
    *,
    actor: User | None,
    at: datetime,
    text: str = "",
    details: Mapping[str, object] | None = None,
    values: Mapping[str, object] | None = None,
) -> Action:
    """Move a locked action to its next state. actor: None for the job. values: further fields to change. Refused if the
    step is not allowed in its state."""
    was_public = action.is_public
    for name, value in {"state": next_state(action.state, step), **(values or {})}.items():
        setattr(action, name, value)
    action.save(update_fields=["state", *(values or {})])
    add_event(action, step, actor=actor, at=at, text=text, details=details)
    if was_public or action.is_public:
        transaction.on_commit(page_cache.empty)
    return action


def add_event(
    action: Action,
    step: Step,
    *,
    actor: User | None,
    at: datetime,
    text: str = "",
    details: Mapping[str, object] | None = None,
) -> None:
    """Add what was done to the trail and to the audit log, which has no free text of people."""
    ActionEvent.objects.create(action=action, step=step, at=at, by=actor, text=text)
    done = f"action.{RULES[step].done}"
    audit.record(actor=actor or JOB, action=done, subject=action.subject, at=at, details=dict(details or {}))
