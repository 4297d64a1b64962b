"""Closing a consultation, and erasing what was kept."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.consultations import policies
from aftercall.consultations.models import OUTCOME, AddressSample, Consultation, Response, ResponseState
from aftercall.consultations.operations.steps import JOB, lock, record, take_step
from aftercall.consultations.states import ConsultationAction, ConsultationState
from aftercall.core import tombstones
from aftercall.core.dates import months_later
from aftercall.publication.states import PublicationState


@transaction.atomic
def close(*, consultation: Consultation, actor: User, at: datetime) -> Consultation:
    """Close a consultation after its last day. What nobody submitted is erased. Refused without evidence for the
    principles that hold until then."""
    consultation = lock(consultation)
    policies.require_over(consultation, timezone.localdate(at))
    policies.require_principles(consultation, policies.BEFORE_OPENING)
    drafts = _erase_drafts(consultation, at)
    _erase_addresses(consultation, at)
    details = {
        "answers": consultation.responses.filter(state=ResponseState.SUBMITTED).count(),
        "drafts": drafts,
        "paper_typed_once": _erase_typed_once(consultation, at),
    }
    return take_step(consultation, ConsultationAction.CLOSE, actor=actor, at=at, closed_at=at, details=details)


def _erase_drafts(consultation: Consultation, at: datetime) -> int:
    """Erase what was entered and never submitted."""
    started = list(consultation.responses.filter(state=ResponseState.STARTED))
    for response in started:
        tombstones.destroy_key_on_commit(response.ring, response.slot, at=at)
        tombstones.destroy_key_on_commit(response.about_ring, response.about_slot, at=at)
    consultation.responses.filter(state=ResponseState.STARTED).delete()
    consultation.responses.exclude(sealed_draft=b"").update(sealed_draft=b"")
    return len(started)


def _erase_typed_once(consultation: Consultation, at: datetime) -> int:
    """Erase forms from paper that only one person has typed in: they can no longer count."""
    entries = list(consultation.paper_entries.all())
    for entry in entries:
        tombstones.destroy_key_on_commit(entry.ring, entry.slot, at=at)
        entry.delete()
    return len(entries)


def _erase_addresses(consultation: Consultation, at: datetime) -> None:
    """Erase the addresses that were invited: nobody will be written to again."""
    for sample in AddressSample.objects.filter(consultation=consultation).exclude(sealed=b""):
        tombstones.destroy_key_on_commit(sample.ring, sample.slot, at=at)
        sample.sealed = b""
        sample.save(update_fields=["sealed"])


def kept_until(consultation: Consultation) -> date:
    """The day on which its answers are erased."""
    return months_later(consultation.closes_on, consultation.months_kept)


def erase_past_retention(*, at: datetime) -> int:
    """Erase the answers of consultations whose time has ended: their keys are destroyed. Returns how many."""
    today = timezone.localdate(at)
    ended = Consultation.objects.filter(erased_on=None).exclude(
        state__in=(ConsultationState.DRAFT, ConsultationState.SUBMITTED)
    )
    return sum(_erase(one, at) for one in ended if kept_until(one) <= today)


@transaction.atomic
def _erase(consultation: Consultation, at: datetime) -> bool:
    consultation = lock(consultation)
    if consultation.erased_on is not None:
        return False
    for ring in consultation.rings.all():
        tombstones.destroy_ring_on_commit(ring.name, at=at)
    erased = Response.objects.filter(consultation=consultation).update(
        sealed_draft=b"", sealed_answers=b"", sealed_about=b"", link_digest=None
    )
    consultation.paper_entries.all().delete()
    AddressSample.objects.filter(consultation=consultation).update(sealed=b"")
    # What is shown of the texts is in the parts that are public or approved; the others can no longer be prepared.
    consultation.moderations.update(text="")
    unfinished = consultation.releases.filter(state__in=(PublicationState.DRAFT, PublicationState.CHECKED))
    unfinished.exclude(field=OUTCOME).delete()
    consultation.erased_on = timezone.localdate(at)
    consultation.save(update_fields=["erased_on"])
    record(consultation, "answers_erased", actor=JOB, at=at, details={"answers": erased})
    return True
