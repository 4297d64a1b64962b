"""Reads of actions."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.db.models import Q, QuerySet

from aftercall.improvements.models import Action, Look
from aftercall.improvements.states import DECIDED, ActionState, Side
from aftercall.methods.action_effect import Months
from aftercall.publication.models import Publication, PublishedFigure
from aftercall.publication.queries import in_force
from aftercall.publication.states import PublicationState

WEAKEST = 20
# Most actions are organised by these.
PLACES = ("area", "category")


def actions() -> QuerySet[Action]:
    """All actions with what their pages show, newest first."""
    found = Action.objects.select_related("programme", "run", "publication", "proposed_by")
    return found.prefetch_related("looks", "events__by")


def proposed_by_form(reference: str) -> Action | None:
    """The action that a form has already proposed."""
    return Action.objects.filter(form=reference).first() if reference else None


def to_agree(side: Side) -> QuerySet[Action]:
    """Proposals of the other side."""
    return actions().filter(state=ActionState.PROPOSED, side=side.other)


def not_agreed_yet(side: Side) -> QuerySet[Action]:
    """Proposals of this side, which the other side must agree to."""
    return actions().filter(state=ActionState.PROPOSED, side=side)


def overdue(today: date) -> QuerySet[Action]:
    """Agreed actions that should be in place and are not, the oldest first."""
    return actions().filter(state=ActionState.AGREED, due_on__lt=today).order_by("due_on", "id")


def under_way() -> QuerySet[Action]:
    """Actions that both sides agreed, of which a look is still to come."""
    return actions().filter(state__in=DECIDED, looks__taken_at=None).distinct()


def to_release(side: Side) -> QuerySet[Action]:
    """Actions whose public text this side must still release."""
    field = "released_by_force" if side is Side.FORCE else "released_by_body"
    return actions().filter(state__in=DECIDED, **{field: None}).exclude(you_said="").exclude(we_did="")


def public_actions() -> QuerySet[Action]:
    """Actions whose text both sides have released, newest first."""
    readable = (PublicationState.PUBLISHED, PublicationState.CORRECTED)
    decided = actions().filter(state__in=DECIDED, publication__state__in=readable)
    return decided.filter(released_by_force__isnull=False, released_by_body__isnull=False)


def recent_looks(since: date) -> QuerySet[Look]:
    """Looks that were taken since a day, of actions that both sides agreed, the newest first."""
    found = Look.objects.filter(taken_at__date__gte=since, action__state__in=DECIDED)
    return found.select_related("action").order_by("-taken_at", "-id")


def weakest_figures(publication: Publication, measures: Iterable[str], population: str) -> list[PublishedFigure]:
    """The lowest figures of levels of satisfaction that a publication shows by area or category, the lowest first."""
    shown = publication.figures.filter(
        Q(breakdown__in=PLACES), population=population, measure__in=list(measures), percent__isnull=False
    )
    return list(shown.order_by("percent", "id")[:WEAKEST])


def periods_in_force() -> Mapping[str, Months]:
    """The months of the publications that looks may be shown from, by slug."""
    rows = in_force().values_list("slug", "run__first_month", "run__last_month")
    return {slug: (first, last) for slug, first, last in rows}


def latest_results() -> Publication | None:
    """The latest results in force."""
    return in_force().first()
