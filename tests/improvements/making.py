"""Published quarters with areas, and actions about them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from math import sqrt

from tests.fieldwork.making import make_user
from tests.publication.small_runs import small_run

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core.dates import months_later
from aftercall.improvements import operations, policies
from aftercall.improvements.keys import PromptKey
from aftercall.improvements.models import Action
from aftercall.improvements.operations import Texts
from aftercall.improvements.planning import Plan
from aftercall.programmes.models import Programme
from aftercall.publication.models import Publication, PublishedFigure
from aftercall.publication.states import PublicationState
from aftercall.publication.wording import slug
from aftercall.results.models import AnalysisRun, Figure, Population

Q1, Q2, Q3, Q4 = (date(2025, month, 1) for month in (1, 4, 7, 10))
OPENED = datetime(2025, 7, 7, 9, tzinfo=UTC)
AGREED = datetime(2025, 7, 9, 9, tzinfo=UTC)
OCTOBER = datetime(2025, 10, 2, 9, tzinfo=UTC)
AFTERWARDS = datetime(2026, 3, 26, 12, tzinfo=UTC)
TEXTS = Texts("Ring back within two days", "A named officer rings back.", "Head of contact management")
PLAN = Plan(Q4, Q4, 5.0, [date(2025, 12, 1)])
# Base and per cent.
type Areas = Mapping[str, tuple[int, float]]
AREAS: Areas = {"North": (400, 70.0), "South": (400, 80.0), "East": (400, 82.0)}


def quarter(programme: Programme, author: User, first: date, areas: Areas = AREAS) -> Publication:
    """Published results of three months, with the measure "whole" by area. They were analysed three months later."""
    run = small_run(programme, author, first=first, months=3)
    run.run_at = datetime.combine(months_later(first, 6), time(9), UTC)
    run.save()
    publication = Publication.objects.create(
        run=run,
        title=f"Victim satisfaction, {run.period}",
        slug=slug(run),
        state=PublicationState.PUBLISHED,
        prepared_at=run.run_at,
        prepared_by=author,
        published_at=run.run_at,
    )
    _line(publication, run, "", 1200, 80.0)
    for name, (base, percent) in areas.items():
        _line(publication, run, name, base, percent)
    return publication


def _line(publication: Publication, run: AnalysisRun, group: str, base: int, percent: float) -> None:
    se = sqrt(percent * (100 - percent) / base)
    months = (publication.run.first_month, publication.run.last_month)
    PublishedFigure.objects.create(
        publication=publication,
        first_month=months[0],
        last_month=months[1],
        measure="whole",
        breakdown="area" if group else "",
        group=group,
        base=base,
        percent=percent,
        standard_error=se,
        low=percent - 2 * se,
        high=percent + 2 * se,
    )
    if not group:  # the analysis has it
        return
    Figure.objects.create(
        run=run,
        measure="whole",
        breakdown="area",
        group=group,
        base=base,
        satisfied=round(base * percent / 100),
        estimate=percent / 100,
        standard_error=se / 100,
        degrees_of_freedom=600,
    )


def key(publication: Publication, group: str = "North") -> PromptKey:
    """The figure of an area, or for everybody."""
    return PromptKey(Population.ALL, "whole", "area" if group else "", group, publication.slug)


def commissioner() -> User:
    """Somebody of the local policing body."""
    found = User.objects.filter(role=Role.COMMISSIONER).first()
    return found or make_user(Role.COMMISSIONER, signed=False)


def proposed(publication: Publication, actor: User, *, plan: Plan = PLAN, group: str = "North") -> Action:
    """An action that one side has proposed."""
    return operations.propose(key=key(publication, group), texts=TEXTS, plan=plan, actor=actor, at=OPENED)


def agreed(publication: Publication, researcher: User, *, plan: Plan = PLAN, group: str = "North") -> Action:
    """An action that the force proposed and the policing body agreed."""
    action = proposed(publication, researcher, plan=plan, group=group)
    return operations.agree(action=action, seen=policies.seen(action), actor=commissioner(), at=AGREED)
