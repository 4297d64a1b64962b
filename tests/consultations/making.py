"""Consultations in every state, and people who answer them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.fieldwork.making import make_user

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.consultations.answering.draft import Draft
from aftercall.consultations.demographics import Area
from aftercall.consultations.models import Channel, Consultation, Principle, Response
from aftercall.consultations.operations import answering, closing, preparing
from aftercall.consultations.operations.preparing import Content

WRITTEN = datetime(2026, 5, 1, 10, tzinfo=UTC)
OPEN = datetime(2026, 6, 10, 10, tzinfo=UTC)
OVER = datetime(2026, 9, 2, 10, tzinfo=UTC)
PDF = b"%PDF-1.7 a plan"
AREAS = (Area("E06000047", "County Durham"), Area("E06000005", "Darlington"))


def author() -> User:
    """Who writes consultations and prepares results."""
    return make_user(Role.RESEARCHER, "Robin Example", signed=False)


def reviewer() -> User:
    """Another researcher, who decides about them."""
    return make_user(Role.RESEARCHER, "Sam Example", signed=False)


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


def make_draft(by: User | None = None, slug: str = "priorities", **changes: Any) -> Consultation:
    """A draft with evidence for the first three principles."""
    by = by or author()
    made = preparing.create(slug=slug, content=content(**changes), actor=by, at=WRITTEN)
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


def make_open(slug: str = "priorities", **changes: Any) -> Consultation:
    """An approved consultation, which is open from June to August 2026."""
    made = make_draft(slug=slug, **changes)
    preparing.submit(consultation=made, actor=made.created_by, at=WRITTEN)
    return preparing.approve(consultation=made, actor=reviewer(), at=WRITTEN)


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


def make_responses(consultation: Consultation, every: Sequence[tuple[Mapping[str, str], Mapping[str, str]]]) -> None:
    """Answers of many people, each with what they say about themselves, an hour apart."""
    for number, (answers, about) in enumerate(every):
        make_response(consultation, answers, about, at=OPEN + timedelta(hours=number))
