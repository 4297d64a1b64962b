"""Who may agree to an action, and what a plan needs so that its effect can be judged fairly."""

from datetime import date, timedelta

from aftercall.accounts.models import User
from aftercall.core.errors import Refused
from aftercall.improvements.keys import Prompt, PromptKey
from aftercall.improvements.models import Action, ActionEvent
from aftercall.improvements.planning import Plan, later_periods
from aftercall.improvements.states import side_of
from aftercall.publication.models import PublishedFigure
from aftercall.results.models import Figure

MOST_LOOKS = 4
LARGEST_CHANGE = 50.0
_LONGEST = timedelta(days=3 * 366)


def seen(action: Action) -> str:
    """A code for what somebody is shown of it: every step changes the code."""
    last = ActionEvent.objects.filter(action=action).order_by("-pk").values_list("pk", flat=True).first()
    return str(last or 0)


def require_seen(action: Action, code: str) -> None:
    """Refuse to agree to anything but what was shown."""
    if code != seen(action):
        raise Refused("This action has changed since you looked at it. Read it again", field="seen")


def is_for(action: Action, user: User) -> bool:
    """Whether this user can agree to it: of the other side, and not who proposed it, in a former role."""
    return side_of(user) != action.side and action.proposed_by_id != user.pk


def require_other_side(action: Action, user: User) -> None:
    """Refuse the side that proposed it, and the person who did, even if they have changed sides since."""
    if side_of(user) == action.side:
        raise Refused("Your side proposed this action, so the other side must agree to it")
    if not is_for(action, user):
        raise Refused("You proposed this action, so another person must agree to it")


def require_not_started(action: Action, today: date) -> None:
    """Refuse to agree to what has begun: the measure would not have been declared before."""
    if action.starts_on < today:
        raise Refused("This action was to start before today. Change the day on which it starts, then agree to it")


def key_of(action: Action) -> PromptKey:
    """Which figure an action is about."""
    return PromptKey(
        population=action.population,
        measure=action.measure,
        breakdown=action.breakdown,
        group=action.group,
        publication=action.publication.slug if action.publication else "",
        analysis="" if action.publication else str(action.run_id),
    )


def prompt_of_action(action: Action) -> Prompt:
    """The figure that prompted an action, even if it has been corrected since."""
    key = key_of(action)
    about = {name: getattr(action, name) for name in ("population", "measure", "breakdown", "group")}
    if action.publication is not None:
        line = PublishedFigure.objects.get(publication=action.publication, **about)
        numbers = (line.percent or 0.0, line.base or 0, line.standard_error or 0.0)
    else:
        figure = Figure.objects.get(run=action.run, **about)
        numbers = (100 * figure.estimate, figure.base, 100 * figure.standard_error)
    return Prompt(key, action.run, action.publication, *numbers)


def require_fair_plan(prompt: Prompt, plan: Plan, *, today: date) -> None:
    """Refuse a plan whose effect could not be judged, each with the field to correct."""
    if plan.starts_on < today:
        raise Refused("Enter a day that has not passed", field="starts_on")
    if plan.due_on < plan.starts_on:
        raise Refused("Enter a day on or after the day on which it starts", field="due_on")
    if plan.due_on > today + _LONGEST:
        raise Refused("Enter a day within three years from now", field="due_on")
    if not 0 < abs(plan.expected_change) <= LARGEST_CHANGE:
        raise Refused(
            "Enter a change between 0.1 and 50 points, with a minus if it should fall", field="expected_change"
        )
    _require_looks(prompt, plan, today)


def _require_looks(prompt: Prompt, plan: Plan, today: date) -> None:
    if not 1 <= len(set(plan.looks)) <= MOST_LOOKS or len(set(plan.looks)) != len(plan.looks):
        raise Refused("Choose from one to four different periods", field="looks")
    later = later_periods(prompt.run.first_month, prompt.run.last_month, today=today)
    usable = {last for first, last in later if first >= plan.due_on}
    if not set(plan.looks) <= usable:
        raise Refused("Choose periods that begin once the action is in place", field="looks")
