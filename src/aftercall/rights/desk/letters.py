"""The letters to a person who made a request: when each can be written, and its words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from aftercall.core.documents import Paragraph, footer
from aftercall.core.words import day
from aftercall.programmes.models import ProgrammeVersion
from aftercall.rights.desk.models import EventKind, Outcome, PauseReason, RequestKind, SubjectRequest
from aftercall.rights.desk.sealing import Details, open_note
from aftercall.rights.desk.states import RequestState


class Letter(StrEnum):
    """A letter, by the name that the trail gives it."""

    ACKNOWLEDGEMENT = "Acknowledgement"
    CLARIFICATION = "Question to the person"
    EXTENSION = "Extension"
    ANSWER = "Answer"


_SUBJECTS = {
    RequestKind.OBJECTION: "your objection to being surveyed",
    RequestKind.ACCESS: "your request for what we hold about you",
    RequestKind.RECTIFICATION: "your request to correct your details",
    RequestKind.ERASURE: "your request to erase your details",
    RequestKind.RESTRICTION: "your request to restrict the use of your details",
    RequestKind.WITHDRAWAL: "the withdrawal of your answers",
    RequestKind.COMPLAINT: "your data protection complaint",
}
_QUESTIONS = {
    PauseReason.IDENTITY: "Before we go on, we need to be sure that the request comes from you, so that we tell no one "
    "else about you.",
    PauseReason.SCOPE: "Before we go on, we need to know more exactly what you ask for.",
}
_RESULTS = {
    (RequestKind.OBJECTION, RequestState.ANSWERED): "We have recorded your objection. We will not survey you, and we "
    "have destroyed the keys of any contact details that we held for the survey.",
    (RequestKind.ACCESS, RequestState.ANSWERED): "We enclose a copy of everything that the survey holds about you.",
    (RequestKind.RECTIFICATION, RequestState.ANSWERED): "We have dealt with your request to correct your details.",
    (RequestKind.ERASURE, RequestState.ANSWERED): "We have destroyed the keys of your contact details. No one can read "
    "them again, not even from a backup. We keep only codes, by which we recognise you so that we do not survey you.",
    (
        RequestKind.RESTRICTION,
        RequestState.ANSWERED,
    ): "We have dealt with your request. We will tell you before we lift a restriction.",
    (RequestKind.WITHDRAWAL, RequestState.ANSWERED): "We have taken your answers out of the survey. Figures that were "
    "published before do not change.",
    (RequestKind.COMPLAINT, RequestState.ANSWERED): "We have looked into your complaint.",
}
_OUTCOMES = {
    Outcome.UPHELD: "We uphold your complaint: you were right.",
    Outcome.PARTLY: "We uphold your complaint in part.",
    Outcome.NOT_UPHELD: "We do not uphold your complaint.",
}
_REFUSED = "We have decided not to do what you asked."
_WITHDRAWN = "You told us that you no longer want us to deal with this, so we have closed it."
_EXTENSION = (
    "The law allows us up to two further months where requests are complex or many (Article 12(3) of the UK GDPR)."
)
_FURTHER = (
    "If you disagree, you can ask us to look at it again. You can also complain to the Information Commissioner’s "
    "Office, the independent regulator, at ico.org.uk or on 0303 123 1113, and you can take the matter to a court."
)


def possible_letters(request: SubjectRequest) -> list[Letter]:
    """The letters that can be written now, none once the person's details have been erased."""
    if request.erased_at:
        return []
    possible = {
        Letter.ACKNOWLEDGEMENT: not request.is_closed,
        Letter.CLARIFICATION: request.state == RequestState.WAITING,
        Letter.EXTENSION: request.extended_on is not None and not request.is_closed,
        Letter.ANSWER: request.is_closed,
    }
    return [letter for letter, is_possible in possible.items() if is_possible]


@dataclass(frozen=True)
class Writing:
    """What a letter is written from. note: what the officer wrote to the person."""

    request: SubjectRequest
    details: Details
    note: str


def letter_data(letter: Letter, writing: Writing, programmes: Sequence[ProgrammeVersion], on: date) -> dict[str, Any]:
    """The data of core/letter.typ. programmes: the versions in effect, whose force writes."""
    request, details = writing.request, writing.details
    force = programmes[0].survey if programmes else None
    sender = [force.force_name, "Data protection officer", force.contact_email, force.force_phone] if force else []
    paragraphs = [text for text in _BODIES[letter](writing) if text]
    return {
        "title": f"About {_SUBJECTS[RequestKind(request.kind)]}",
        "sender": sender or ["Data protection officer"],
        "recipient": [line for line in (details.full_name, *details.address.splitlines(), details.postcode) if line],
        "date": day(on),
        "reference": request.reference,
        "greeting": f"Dear {details.full_name}",
        "parts": [{"kind": part.kind, "text": part.text} for part in map(Paragraph, paragraphs)],
        "closing": "Yours sincerely",
        "footer": footer(force.force_name if force else ""),
        "signature": ["Data protection officer", *([force.force_name] if force else [])],
    }


def note_for(letter: Letter, request: SubjectRequest) -> str:
    """What the officer wrote for this letter when they took the step that it is about."""
    kinds = {
        Letter.CLARIFICATION: EventKind.PAUSED,
        Letter.EXTENSION: EventKind.EXTENDED,
        Letter.ANSWER: EventKind.CLOSED,
    }
    event = request.events.select_related("request").filter(kind=kinds[letter]).last() if letter in kinds else None
    return open_note(event) if event else ""


def _acknowledgement(writing: Writing) -> list[str]:
    request = writing.request
    received = f"We received it on {day(request.received_on)}."
    if request.kind == RequestKind.COMPLAINT:
        return [
            f"Thank you for telling us about your concern. {received}",
            "We are looking into it. We will tell you how far we have got, and what we decide, without undue delay.",
            f"We aim to tell you what we decide by {day(request.due_on)}.",
        ]
    return [f"Thank you for your request. {received}", f"You will have our answer by {day(request.due_on)}."]


def _clarification(writing: Writing) -> list[str]:
    reason = _QUESTIONS[PauseReason(writing.request.paused_for)]
    return [
        f"We received your request on {day(writing.request.received_on)}. {reason}",
        *_lines(writing.note),
        "The days until we hear from you do not count towards the time that we have for our answer.",
    ]


def _extension(writing: Writing) -> list[str]:
    return [
        f"We received your request on {day(writing.request.received_on)}. We need more time for the answer.",
        _EXTENSION,
        *_lines(writing.note),
        f"You will have our answer by {day(writing.request.due_on)}.",
        _FURTHER,
    ]


def _answer(writing: Writing) -> list[str]:
    request = writing.request
    outcome = _OUTCOMES[Outcome(request.outcome)] if request.outcome else ""
    return [f"{_result(request)} {outcome}".strip(), *_lines(writing.note), _FURTHER]


def _result(request: SubjectRequest) -> str:
    state = RequestState(request.state)
    if state == RequestState.WITHDRAWN:
        return _WITHDRAWN
    return _REFUSED if state == RequestState.REFUSED else _RESULTS[RequestKind(request.kind), state]


def _lines(note: str) -> list[str]:
    return note.splitlines()


_BODIES: dict[Letter, Callable[[Writing], list[str]]] = {
    Letter.ACKNOWLEDGEMENT: _acknowledgement,
    Letter.CLARIFICATION: _clarification,
    Letter.EXTENSION: _extension,
    Letter.ANSWER: _answer,
}
