"""Preparing a consultation: one person writes it, another one approves it."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.consultations import policies
from aftercall.consultations.demographics import Area
from aftercall.consultations.models import Consultation, Event, Principle, PrincipleEntry, SupportingDocument
from aftercall.consultations.operations.steps import lock, record, take_step
from aftercall.consultations.states import ConsultationAction, next_state
from aftercall.core import tombstones
from aftercall.core.errors import Refused
from aftercall.frames.draw import commit
from aftercall.instrument.questions import Administration
from aftercall.questionnaires.operations import find_or_store_shipped

MAX_DOCUMENT_BYTES = 5_000_000
_PDF = b"%PDF-"
# Addresses of other pages.
RESERVED = frozenset({"manage", "answer", "code", "moderation-policy", "letter"})


@dataclass(frozen=True)
class Content:
    """What the researcher writes. questionnaire: the reference of a version that people fill in themselves."""

    title: str
    asked_by: str
    summary: str
    why: str
    decides: str
    opens_on: date
    closes_on: date
    questionnaire: str
    layout: str
    entry: str
    return_address: str
    areas: Sequence[Area]
    months_kept: int

    def fields(self) -> dict[str, Any]:
        """The fields of a consultation with the same names."""
        found = {name: value for name, value in asdict(self).items() if name not in {"questionnaire", "areas"}}
        return {**found, "areas": [(one.code, one.name) for one in self.areas]}


@transaction.atomic
def create(*, slug: str, content: Content, actor: User, at: datetime) -> Consultation:
    """Begin a consultation. Refused if another one has this address, for days that are not possible, and for a
    questionnaire that interviewers ask."""
    if slug in RESERVED or Consultation.objects.filter(slug=slug).exists():
        raise Refused("Another page has this address. Enter another one", field="slug")
    _require_days(content)
    instrument = find_or_store_shipped(reference=content.questionnaire, actor=actor, at=at, mode=Administration.SELF)
    consultation = Consultation.objects.create(
        slug=slug, instrument=instrument, created_by=actor, changed_by=actor, created_at=at, **content.fields()
    )
    record(consultation, "created", actor=actor, at=at, details={"address": slug, "questionnaire": str(instrument)})
    return consultation


@transaction.atomic
def edit(*, consultation: Consultation, content: Content, actor: User, at: datetime) -> Consultation:
    """Change a draft. If it was waiting for approval, it must be sent again."""
    consultation = lock(consultation)
    _require_days(content)
    instrument = find_or_store_shipped(reference=content.questionnaire, actor=actor, at=at, mode=Administration.SELF)
    return take_step(
        consultation,
        ConsultationAction.EDIT,
        actor=actor,
        at=at,
        changed_by=actor,
        instrument=instrument,
        **content.fields(),
    )


def _require_days(content: Content) -> None:
    if content.closes_on < content.opens_on:
        raise Refused("Enter a closing day that is not before the opening day", field="closes_on")


@transaction.atomic
def add_document(*, consultation: Consultation, title: str, content: bytes, actor: User, at: datetime) -> None:
    """Add a PDF file. Refused for anything else, for one of more than 5 MB, and once the consultation is approved."""
    if len(content) > MAX_DOCUMENT_BYTES:
        raise Refused("Choose a PDF file of 5 MB at most", field="file")
    if not content.startswith(_PDF):
        raise Refused("Choose a PDF file. Other kinds of files cannot be added", field="file")
    digest = hashlib.sha256(content).hexdigest()
    consultation = _changed(consultation, actor, at, {"document": digest})
    SupportingDocument.objects.create(
        consultation=consultation, title=title, content=content, size=len(content), digest=digest, added_at=at
    )


@transaction.atomic
def remove_document(*, consultation: Consultation, pk: int, actor: User, at: datetime) -> None:
    """Remove a document. Refused once the consultation is approved."""
    _changed(consultation, actor, at, {"document_removed": pk}).documents.filter(pk=pk).delete()


@transaction.atomic
def add_event(
    *, consultation: Consultation, title: str, on: date, when: str, where: str, actor: User, at: datetime
) -> None:
    """Add a meeting or another occasion. It is approved with the consultation; one that is added later needs another
    person's approval separately."""
    consultation = lock(consultation)
    policies.require_not_over(consultation, timezone.localdate(at))
    _changed_before_approval(consultation, actor, at)
    Event.objects.create(consultation=consultation, title=title, on=on, when=when, where=where, added_by=actor)
    record(consultation, "event_added", actor=actor, at=at, details={"on": on.isoformat()})


@transaction.atomic
def approve_event(*, event: Event, actor: User, at: datetime) -> None:
    """Let an event that was added after the approval become public. Refused to whoever added it."""
    consultation = lock(event.consultation)
    policies.require_other_than(event, actor)
    policies.require_not_over(consultation, timezone.localdate(at))
    waiting = consultation.events.filter(pk=event.pk, approved_by=None)
    if not consultation.is_public or not waiting.update(approved_by=actor):
        raise Refused("This event is not waiting for approval")
    record(consultation, "event_approved", actor=actor, at=at, details={"on": event.on.isoformat()})


@transaction.atomic
def remove_event(*, event: Event, actor: User, at: datetime) -> None:
    """Take an event off the page, such as one that is cancelled. One person can do it."""
    consultation = lock(event.consultation)
    _changed_before_approval(consultation, actor, at)
    consultation.events.filter(pk=event.pk).delete()
    record(consultation, "event_removed", actor=actor, at=at, details={"on": event.on.isoformat()})


def _changed_before_approval(consultation: Consultation, actor: User, at: datetime) -> None:
    """Whoever changes a draft cannot approve it, and what was sent for approval must be sent again."""
    if not consultation.is_public:
        take_step(consultation, ConsultationAction.EDIT, actor=actor, at=at, changed_by=actor)


def _changed(consultation: Consultation, actor: User, at: datetime, details: Mapping[str, object]) -> Consultation:
    consultation = lock(consultation)
    return take_step(consultation, ConsultationAction.EDIT, actor=actor, at=at, details=details, changed_by=actor)


@transaction.atomic
def set_margins(
    *, consultation: Consultation, margins: Mapping[str, Mapping[str, float]], actor: User, at: datetime
) -> None:
    """Set how many people of each category are in the population, so that answers can be weighted to it. Empty: no
    weights. Refused for categories that nobody can choose, and once results have been prepared."""
    consultation = lock(consultation)
    policies.require_known_margins(consultation, margins)
    policies.require_changeable_margins(consultation, margins)
    consultation.margins = {name: dict(people) for name, people in margins.items()}
    consultation.save(update_fields=["margins"])
    record(consultation, "population_set", actor=actor, at=at, details={"characteristics": ", ".join(margins)})


@transaction.atomic
def submit(*, consultation: Consultation, actor: User, at: datetime) -> Consultation:
    """Send a draft for approval. Refused without evidence for the principles that must hold from the start."""
    consultation = lock(consultation)
    policies.require_principles(consultation, policies.BEFORE_OPENING)
    return take_step(consultation, ConsultationAction.SUBMIT, actor=actor, at=at, submitted_by=actor, sent_back="")


@transaction.atomic
def send_back(*, consultation: Consultation, reason: str, actor: User, at: datetime) -> Consultation:
    """Send a draft back to its author, with the reason. Only another person can."""
    consultation = lock(consultation)
    policies.require_another_person(consultation, actor)
    return take_step(
        consultation, ConsultationAction.SEND_BACK, actor=actor, at=at, sent_back=reason, details={"reason": reason}
    )


@transaction.atomic
def approve(*, consultation: Consultation, seen: str, actor: User, at: datetime) -> Consultation:
    """Approve a consultation: it is public from now on and opens on its day. seen: the code of what the person was
    shown (policies.seen). Refused if it has changed since, to whoever last changed it or sent it, and if its closing
    day has passed."""
    consultation = lock(consultation)
    policies.require_another_person(consultation, actor)
    policies.require_seen(consultation, seen)
    policies.require_not_over(consultation, timezone.localdate(at))
    consultation.events.filter(approved_by=None).update(approved_by=actor)
    seed = secrets.token_bytes(32)
    return take_step(
        consultation,
        ConsultationAction.APPROVE,
        actor=actor,
        at=at,
        details={"seed_commitment": commit(seed)},
        approved_by=actor,
        approved_at=at,
        seed=seed,
    )


@transaction.atomic
def take_back(*, consultation: Consultation, actor: User, at: datetime) -> Consultation:
    """Turn an approved consultation back into a draft. Refused from its opening day on, because people may have
    answered."""
    consultation = lock(consultation)
    if timezone.localdate(at) >= consultation.opens_on:
        raise Refused("This consultation has opened, so it can no longer be taken back")
    return take_step(consultation, ConsultationAction.TAKE_BACK, actor=actor, at=at, approved_by=None, approved_at=None)


@transaction.atomic
def discard(*, consultation: Consultation, actor: User, at: datetime) -> None:
    """Delete a draft. Its evidence goes with it: the public never saw the consultation that it is about."""
    consultation = lock(consultation)
    next_state(consultation.state, ConsultationAction.DISCARD)
    # It can have keys if it was approved, addresses were drawn, and it was taken back.
    for ring in consultation.rings.all():
        tombstones.destroy_ring_on_commit(ring.name, at=at)
    record(consultation, "discarded", actor=actor, at=at, details={"address": consultation.slug})
    consultation.delete()


@transaction.atomic
def record_evidence(
    *, consultation: Consultation, principle: Principle, statement: str, evidence: str, actor: User, at: datetime
) -> PrincipleEntry:
    """Record what shows that a principle was kept. An entry is never changed; a correction is another entry."""
    consultation = lock(consultation)
    entry = PrincipleEntry.objects.create(
        consultation=consultation,
        principle=principle,
        statement=statement,
        evidence=evidence,
        recorded_by=actor,
        recorded_at=at,
    )
    record(consultation, "evidence_recorded", actor=actor, at=at, details={"principle": principle.value})
    return entry
