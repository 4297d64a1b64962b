"""What the force and the commissioner's office do about the results of the demo, and the requests for service recovery.

Nothing about the made-up victims changes because of an action, so an honest measurement mostly finds no clear change.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.core.dates import months_later
from aftercall.improvements import operations, policies, queries
from aftercall.improvements.keys import PromptKey
from aftercall.improvements.models import Action, RecoveryOutcome
from aftercall.improvements.operations import Texts
from aftercall.improvements.planning import Plan
from aftercall.improvements.recovery import queries as recovery
from aftercall.improvements.recovery.operations import close_request, receive_requests, see_person
from aftercall.improvements.states import ActionState
from aftercall.publication.models import Publication, PublishedFigure
from aftercall.publication.queries import in_force
from aftercall.results.instruments import instruments_of_run
from aftercall.results.models import Population
from aftercall.results.periods import months_in

_QUARTER, _SATURDAY = 3, 5
_ENOUGH = 100
# An answered request is closed so many days before its last one. The newest requests stay open.
_DAYS_BEFORE_DUE, _STILL_OPEN = timedelta(days=3), 2
_OUTCOMES = (
    RecoveryOutcome.EXPLAINED,
    RecoveryOutcome.REFERRED,
    RecoveryOutcome.NOT_REACHED,
    RecoveryOutcome.APOLOGISED,
    RecoveryOutcome.PUT_RIGHT,
)
RIGHTS = Texts(
    "Say in the first message who deals with the case",
    "The first text message to a victim names the officer who deals with the case, and says when they will ring.",
    "Head of contact management",
)
CALLS = Texts(
    "A named officer rings back within two days",
    "One officer stays the contact, and says what will happen next and when.",
    "Superintendent, neighbourhood policing",
)
SUPPORT = Texts(
    "Offer support in the first call",
    "Call handlers ask every victim whether they want support, and pass it on while they are on the line.",
    "Head of the force control room",
)
NEWS = Texts(
    "Send an update every four weeks",
    "Nobody should wait longer than four weeks for news, even if there is none.",
    "Detective superintendent, investigations",
)
YOU_SAID = "Many victims told us that they did not hear what was happening with their case."
WE_DID = (
    "The first text message to every victim now names the officer who deals with the case, and says what comes next."
)


@dataclass(frozen=True)
class Sides:
    """Who acts for the force and for the commissioner's office."""

    researcher: User
    commissioner: User


def act_on_results(*, by: Sides, at: datetime) -> None:
    """After results may have become public: open the first actions, put those in place that are due, and take the looks
    whose results are there."""
    if not Action.objects.exists() and (publication := _latest_quarter()) is not None:
        _open_first_actions(publication, by, at)
    _put_in_place(by, at)
    operations.take_looks(at=at)


def _open_first_actions(publication: Publication, by: Sides, at: datetime) -> None:
    """Each side proposes an action on a figure that looks weak, and the other agrees. Both start with the quarter after
    next, and are judged by its results."""
    starts_on = months_later(publication.run.last_month, 7)
    looks = [months_later(starts_on, _QUARTER - 1)]
    if (area := _weakest(publication, "area")) is not None:
        first = _propose(area, RIGHTS, Plan(starts_on, starts_on, 6.0, looks), by.researcher, at)
        text = "Please send it in Welsh and Polish too."
        operations.comment(action=first, text=text, actor=by.commissioner, at=at + timedelta(minutes=50))
        _agree(first, by.commissioner, at + timedelta(minutes=55))
    if (category := _weakest(publication, "category")) is not None:
        second = _propose(category, CALLS, Plan(starts_on, starts_on, 8.0, looks), by.commissioner, at)
        _agree(second, by.researcher, at + timedelta(minutes=80))


def _put_in_place(by: Sides, at: datetime) -> None:
    """Say that the agreed actions are in place, and release what the public reads about the first."""
    due = Action.objects.filter(state=ActionState.AGREED, due_on__lte=at.date())
    agreed = list(due.order_by("pk"))
    for action in agreed:
        operations.put_in_place(action=action, on=action.due_on, actor=by.researcher, at=at)
    for action in agreed[:1]:
        at += timedelta(minutes=10)
        operations.write_public_text(action=action, you_said=YOU_SAID, we_did=WE_DID, actor=by.researcher, at=at)
        for user in (by.researcher, by.commissioner):
            operations.release(action=action, seen=policies.seen(action), actor=user, at=at + timedelta(minutes=30))


def open_later_actions(*, by: Sides, at: datetime) -> None:
    """At the end of the year: an action that both sides agreed and that is still to start, and a proposal that waits
    for the force."""
    if (publication := _latest_quarter()) is None:
        return
    month = months_later(at.date().replace(day=1), 1)
    starts_on = months_later(month, (1 - month.month) % _QUARTER)
    plan = Plan(starts_on, starts_on, 6.0, (months_later(starts_on, 2), months_later(starts_on, 5)))
    if (category := _weakest(publication, "category")) is not None:
        _agree(_propose(category, SUPPORT, plan, by.researcher, at), by.commissioner, at + timedelta(minutes=20))
    if (area := _weakest(publication, "area")) is not None:
        _propose(area, NEWS, plan, by.commissioner, at + timedelta(minutes=30))


def answer_requests(*, researcher: User, day: date) -> None:
    """Receive the requests since the last working day, and answer those whose time is nearly over."""
    if day.weekday() >= _SATURDAY:
        return
    at = timezone.make_aware(datetime.combine(day, time(10)))
    receive_requests(at=at)
    waiting = list(recovery.open_requests().filter(assigned_to=researcher))[:-_STILL_OPEN]
    for request in (one for one in waiting if one.due_on <= day + _DAYS_BEFORE_DUE):
        see_person(request=request, actor=researcher, at=at)
        outcome = _OUTCOMES[request.pk % len(_OUTCOMES)]
        close_request(request=request, outcome=outcome, actor=researcher, at=at + timedelta(hours=1))


def _latest_quarter() -> Publication | None:
    found = (one for one in in_force() if months_in(one.run.first_month, one.run.last_month) == _QUARTER)
    return next(found, None)


def _weakest(publication: Publication, breakdown: str) -> PublishedFigure | None:
    """The lowest level of satisfaction by this breakdown, among groups of enough people."""
    measures = [name for name, one in instruments_of_run(publication.run).measures.items() if not one.is_share]
    figures = queries.weakest_figures(publication, measures, Population.ALL)
    return next((one for one in figures if one.breakdown == breakdown and (one.base or 0) >= _ENOUGH), None)


def _propose(figure: PublishedFigure, texts: Texts, plan: Plan, actor: User, at: datetime) -> Action:
    key = PromptKey(figure.population, figure.measure, figure.breakdown, figure.group, figure.publication.slug)
    return operations.propose(key=key, texts=texts, plan=plan, actor=actor, at=at)


def _agree(action: Action, actor: User, at: datetime) -> None:
    operations.agree(action=action, seen=policies.seen(action), actor=actor, at=at)
