"""Consultations in every state, and people who answer them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.fieldwork.making import make_user

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.consultations import policies
from aftercall.consultations.answering.draft import Draft
from aftercall.consultations.demographics import Area
from aftercall.consultations.keys import seal_about, seal_answers
from aftercall.consultations.models import Channel, Consultation, Principle, Response, ResponseState
from aftercall.consultations.operations import answering, closing, preparing
from aftercall.consultations.operations.preparing import Content
from aftercall.consultations.operations.slots import Slot, with_slots

WRITTEN = datetime(2026, 5, 1, 10, tzinfo=UTC)
OPEN = datetime(2026, 6, 10, 10, tzinfo=UTC)
OVER = datetime(2026, 9, 2, 10, tzinfo=UTC)
PDF = b"%PDF-1.7 a plan"
AREAS = (Area("E06000047", "County Durham"), Area("E06000005", "Darlington"))


def author() -> User:
    """Who writes consultations and prepares results."""
    return _researcher("Robin Example")


def reviewer() -> User:
    """Another researcher, who decides about them."""
    return _researcher("Sam Example")


def _researcher(name: str) -> User:
    return User.objects.filter(name=name).first() or make_user(Role.RESEARCHER, name, signed=False)


def content(**changes: Any) -> Content:
    """What a researcher writes."""
    written: dict[str, Any] = {
        "title": "Policing priorities",
        "asked_by": "Durham Constabulary",
        "summary": "What should come first?",
        "why": "A plan is made every year.",
        "decides": "The commissioner decides in October.",
        "opens_on": date(2026, 6, 1),
        "closes_on": date(2026, 8, 31),
        "questionnaire": "consultation_2",
        "layout": "question",
        "entry": "anyone",
        "return_address": "Freepost EXAMPLE",
        "areas": AREAS,
        "months_kept": 12,
    }
    return Content(**{**written, **changes})


def as_form(slug: str = "priorities") -> dict[str, object]:
    """What a researcher enters on the page for it."""
    written = content()
    names = ("title", "asked_by", "summary", "why", "decides", "layout", "entry", "return_address", "questionnaire")
    form = {name: getattr(written, name) for name in (*names, "months_kept")}
    form |= {"slug": slug, "areas": "E06000047 County Durham"}
    for name, day in (("opens_on", written.opens_on), ("closes_on", written.closes_on)):
        form |= {f"{name}_0": day.day, f"{name}_1": day.month, f"{name}_2": day.year}
    return form


def make_draft(
    by: User | None = None, slug: str = "priorities", at: datetime = WRITTEN, **changes: Any
) -> Consultation:
    """A draft with evidence for the first three principles."""
    by = by or author()
    made = preparing.create(slug=slug, content=content(**changes), actor=by, at=at)
    for principle in (Principle.FORMATIVE, Principle.INFORMATION, Principle.TIME):
        record(made, principle, by)
    return made


def record(consultation: Consultation, principle: Principle, by: User) -> None:
    """Record evidence for a principle."""
    preparing.record_evidence(
        consultation=consultation,
        principle=principle,
        statement="It was kept.",
        evidence="Minutes of 1 May 2026",
        actor=by,
        at=WRITTEN,
    )


def make_open(slug: str = "priorities", at: datetime = WRITTEN, **changes: Any) -> Consultation:
    """An approved consultation, which is open from June to August 2026 unless its days are changed."""
    made = make_draft(slug=slug, at=at, **changes)
    preparing.submit(consultation=made, actor=made.created_by, at=at)
    return preparing.approve(consultation=made, seen=policies.seen(made), actor=reviewer(), at=at)


def closed(consultation: Consultation) -> Consultation:
    """The consultation after it has been closed."""
    return closing.close(consultation=consultation, actor=consultation.created_by, at=OVER)


def make_response(
    consultation: Consultation,
    answers: Mapping[str, str] | None = None,
    about: Mapping[str, str] | None = None,
    *,
    at: datetime = OPEN,
    channel: Channel = Channel.OPEN,
) -> tuple[Response, str]:
    """Submitted answers, and the token of their link."""
    draft = Draft(counted=dict(answers or {"confidence": "agree"}), about=dict(about or {}), language="en")
    token = answering.start(consultation=consultation, draft=draft, at=at - timedelta(minutes=5), channel=channel)
    response = answering.find(token)
    assert response is not None
    return answering.submit(response=response, draft=draft, at=at), token


@dataclass(frozen=True)
class Person:
    """Somebody who submitted answers, and what they said about themselves."""

    answers: Mapping[str, str]
    about: Mapping[str, str] = field(default_factory=dict)
    at: datetime = OPEN
    channel: Channel = Channel.OPEN


def store_people(consultation: Consultation, people: Sequence[Person]) -> None:
    """Store the submitted answers of many people at once, which is quicker than submitting each."""

    def store(taken: list[Slot]) -> None:
        responses = [
            _stored(consultation, one, taken[2 * place], taken[2 * place + 1]) for place, one in enumerate(people)
        ]
        Response.objects.bulk_create(responses)

    with_slots(consultation, 2 * len(people), store)


def _stored(consultation: Consultation, one: Person, own: Slot, about: Slot) -> Response:
    response = Response(
        consultation=consultation,
        ring=own[0],
        slot=own[1],
        about_ring=about[0],
        about_slot=about[1],
        state=ResponseState.SUBMITTED,
        channel=one.channel,
        started_at=one.at - timedelta(minutes=5),
        submitted_at=one.at,
    )
    response.sealed_answers = seal_answers(response, one.answers)
    response.sealed_about = seal_about(response, one.about)
    return response
