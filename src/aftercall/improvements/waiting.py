"""Actions that are waiting for a side, and what recent results said."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.core.home import HomeItem
from aftercall.core.words import counted, day
from aftercall.improvements import queries
from aftercall.improvements.models import Action
from aftercall.improvements.presenters import shown_look
from aftercall.improvements.states import Side, side_of

_LATELY = timedelta(days=60)
# Any others are on the list of all actions.
_MOST_ITEMS = 5


def actions_to_decide(_: datetime, user: User) -> Iterator[HomeItem]:
    """Proposals of the other side, and public texts to release."""
    side = side_of(user)
    for action in queries.to_agree(side)[:_MOST_ITEMS]:
        details = f"Proposed by {Side(action.side).label.lower()}. It starts on {day(action.starts_on)}."
        yield _item("Agree or change", action, details)
    for action in queries.to_release(side)[:_MOST_ITEMS]:
        yield _item("Release the public text", action, "It is public once both sides have released it.")


def overdue_actions(at: datetime, *_: object) -> Iterator[HomeItem]:
    """Actions that should be in place."""
    for action in queries.overdue(timezone.localdate(at))[:_MOST_ITEMS]:
        details = f"Owner: {action.owner}. It was to be in place by {day(action.due_on)}."
        yield HomeItem(f"Not in place: {action.title}", _page(action), details, due_on=action.due_on)


def actions_under_way(at: datetime, user: User) -> Iterator[HomeItem]:
    """What is waiting for the other side, results of looks, and how many actions are waiting for results."""
    for action in queries.not_agreed_yet(side_of(user))[:_MOST_ITEMS]:
        yield _item("Waiting for the other side", action, f"It starts on {day(action.starts_on)}.")
    if looks := list(queries.recent_looks(timezone.localdate(at - _LATELY))[:_MOST_ITEMS]):
        in_force = queries.periods_in_force()
        for look in looks:
            shown = shown_look(look, in_force)
            yield _item(shown.verdict, look.action, shown.text)
    if count := queries.under_way().count():
        words = f"{counted(count, 'action')} under way"
        yield HomeItem(
            words, reverse("improvements:actions"), "The service compares the results when they are published."
        )


def _item(words: str, action: Action, details: str) -> HomeItem:
    return HomeItem(f"{words}: {action.title}", _page(action), details)


def _page(action: Action) -> str:
    return reverse("improvements:action", args=[action.reference])
