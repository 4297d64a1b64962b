"""Analyses with one figure each, made without a frame, and people who sign off what is published of them."""

from datetime import date, datetime, timedelta

from tests.fieldwork.making import Person, make_release, make_user, make_wave
from tests.world import LATER, MONTH

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.programmes.models import Programme
from aftercall.publication import operations, policies
from aftercall.publication.models import Publication
from aftercall.results.models import AnalysisRun, Figure, MeasureCounts
from aftercall.results.periods import add_months

EMBARGO = timedelta(hours=3)
NOON = LATER + EMBARGO


def small_run(
    programme: Programme, author: User, *, first: date = MONTH, months: int = 1, gave: int = 160, did_not: int = 40
) -> AnalysisRun:
    """An analysis of some months in which so many people were satisfied with the whole experience, or were not."""
    waves = list(programme.waves.filter(month=first)) or [make_wave(programme, first)]
    if not hasattr(waves[0], "release"):
        make_release([Person(f"{programme.slug} {first:%Y-%m}")], waves[0])
    run = AnalysisRun.objects.create(
        programme=programme,
        first_month=first,
        last_month=add_months(first, months - 1),
        run_at=LATER,
        run_by=author,
        code_version="1",
        design_text="{}",
        frame_size=900,
        sampled=300,
        respondents=gave + did_not,
        outcome_rates={"rr2": 0.4, "coop2": 0.6, "ref2": 0.1, "con2": 0.7},
        weighting={},
    )
    run.waves.set(waves)
    run.instruments.set([waves[0].release.instrument])
    share = gave / (gave + did_not)
    Figure.objects.create(
        run=run,
        measure="whole",
        base=gave + did_not,
        satisfied=gave,
        estimate=share,
        standard_error=0.03,
        low=share - 0.06,
        high=share + 0.06,
        degrees_of_freedom=gave + did_not - 1,
        design_effect=1.1,
    )
    counts = [[f"{first:%Y-%m}", "crime", "sex", "", gave, did_not]]
    MeasureCounts.objects.create(run=run, measure="whole", counts=counts)
    return run


def reviewer() -> User:
    """A second researcher."""
    found = User.objects.filter(email="researcher.reviewer@example.org").first()
    return found or make_user(Role.RESEARCHER, "reviewer", signed=False)


def checked(run: AnalysisRun, author: User, *, at: datetime = LATER, correction: str = "") -> Publication:
    """Results that the author has sent for approval."""
    draft = operations.prepare(run=run, actor=author, at=at, correction=correction)
    return operations.check(publication=draft, actor=author, at=at)


def approved(run: AnalysisRun, author: User, *, at: datetime = LATER, correction: str = "") -> Publication:
    """Results that the second researcher has approved for three hours later."""
    sent = checked(run, author, at=at, correction=correction)
    return operations.approve(
        publication=sent, seen=policies.seen(sent), publish_at=at + EMBARGO, actor=reviewer(), at=at
    )


def published(run: AnalysisRun, author: User, *, at: datetime = LATER, correction: str = "") -> Publication:
    """Results that have become public on time."""
    return signed_off(operations.prepare(run=run, actor=author, at=at, correction=correction), author, at=at)


def signed_off(draft: Publication, author: User, *, at: datetime = LATER) -> Publication:
    """A draft that the author has sent, the second researcher approved, and that has become public on time."""
    sent = operations.check(publication=draft, actor=author, at=at)
    operations.approve(publication=sent, seen=policies.seen(sent), publish_at=at + EMBARGO, actor=reviewer(), at=at)
    operations.publish_due(at=at + EMBARGO)
    return Publication.objects.get(pk=draft.pk)
