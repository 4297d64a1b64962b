"""Proposing an action, agreeing it between the two sides, and what happens to it afterwards."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.core.references import new_reference
from aftercall.improvements import policies
from aftercall.improvements.keys import Prompt, PromptKey, prompt_of
from aftercall.improvements.models import Action, Look
from aftercall.improvements.operations.steps import add_event, lock, take_step
from aftercall.improvements.planning import Plan, other_errors, planned_power
from aftercall.improvements.states import Side, Step, next_state, side_of
from aftercall.methods.action_effect import level_per_look


@dataclass(frozen=True)
class Texts:
    """What is written about an action. owner: a post, not a person's name."""

    title: str
    plan: str
    owner: str


@transaction.atomic
def propose(*, key: PromptKey, texts: Texts, plan: Plan, actor: User, at: datetime, form: str | None = None) -> Action:
    """Propose an action about a figure to the other side. form: which form it is, by a reference; a form that is sent
    twice proposes one action. Refused if the figure is hidden, or the plan cannot be judged fairly."""
    side = side_of(actor)
    prompt = prompt_of(key, unpublished=side is Side.FORCE)
    policies.require_fair_plan(prompt, plan, today=timezone.localdate(at))
    proposed = {
        "programme": prompt.run.programme,
        "run": prompt.run,
        "publication": prompt.publication,
        "population": key.population,
        "measure": key.measure,
        "breakdown": key.breakdown,
        "group": key.group,
        "opened_at": at,
        "proposed_by": actor,
        "side": side,
        **asdict(texts),
        **_planned(prompt, plan),
    }
    action, is_new = Action.objects.get_or_create(form=form or new_reference(), defaults=proposed)
    if not is_new:
        return action
    _declare_looks(action, plan)
    add_event(action, Step.PROPOSE, actor=actor, at=at, details=_declared(action, plan))
    return action


@transaction.atomic
def change(*, action: Action, texts: Texts, plan: Plan, actor: User, at: datetime) -> Action:
    """Change a proposal. The other side must then agree, whoever proposed it."""
    action = lock(action)
    side = side_of(actor)
    next_state(action.state, Step.CHANGE)
    prompt = policies.prompt_of_action(action)
    policies.require_fair_plan(prompt, plan, today=timezone.localdate(at))
    _declare_looks(action, plan)
    values = asdict(texts) | _planned(prompt, plan) | {"proposed_by": actor, "side": side}
    return take_step(action, Step.CHANGE, actor=actor, at=at, details=_declared(action, plan), values=values)


@transaction.atomic
def agree(*, action: Action, seen: str, actor: User, at: datetime) -> Action:
    """Agree to a proposal of the other side. seen: the code of what the person was shown (policies.seen). Refused once
    the action should have started: what is judged must be declared before."""
    action = lock(action)
    next_state(action.state, Step.AGREE)
    policies.require_other_side(action, actor)
    policies.require_seen(action, seen)
    policies.require_not_started(action, timezone.localdate(at))
    return take_step(action, Step.AGREE, actor=actor, at=at)


@transaction.atomic
def comment(*, action: Action, text: str, actor: User, at: datetime) -> Action:
    """Comment on an action. Both sides read it; the public does not."""
    action = lock(action)
    side_of(actor)
    return take_step(action, Step.COMMENT, actor=actor, at=at, text=text)


@transaction.atomic
def put_in_place(*, action: Action, on: date, actor: User, at: datetime) -> Action:
    """Record the day on which it was put in place. The results that count are still those that were declared."""
    action = lock(action)
    side_of(actor)
    if on > timezone.localdate(at):
        raise Refused("Enter today or a day in the past", field="day")
    details = {"on": on.isoformat()}
    return take_step(action, Step.PUT_IN_PLACE, actor=actor, at=at, details=details, values={"in_place_on": on})


@transaction.atomic
def withdraw(*, action: Action, reason: str, actor: User, at: datetime) -> Action:
    """Withdraw an action, with a reason that both sides read. Its public text is gone at once."""
    action = lock(action)
    side_of(actor)
    return take_step(action, Step.WITHDRAW, actor=actor, at=at, text=reason)


def _planned(prompt: Prompt, plan: Plan) -> dict[str, object]:
    found = planned_power(prompt, plan)
    return {
        "expected_change": plan.expected_change,
        "starts_on": plan.starts_on,
        "due_on": plan.due_on,
        "compared": bool(other_errors(prompt)),
        "power": found and found.power,
        "detectable": found and found.detectable,
    }


def _declare_looks(action: Action, plan: Plan) -> None:
    action.looks.all().delete()
    level = level_per_look(len(plan.looks))
    Look.objects.bulk_create(Look(action=action, last_month=month, level=level) for month in sorted(plan.looks))


def _declared(action: Action, plan: Plan) -> dict[str, object]:
    """What the audit log says was declared, so that nobody can change it later unnoticed."""
    about = {name: getattr(action, name) for name in ("population", "measure", "breakdown", "group")}
    return {
        "analysis": action.run_id,
        **{name: value for name, value in about.items() if value},
        "expected_change": plan.expected_change,
        "starts_on": plan.starts_on.isoformat(),
        "due_on": plan.due_on.isoformat(),
        "looks": [month.isoformat() for month in sorted(plan.looks)],
    }
