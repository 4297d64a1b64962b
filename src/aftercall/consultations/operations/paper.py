"""Typing in paper forms: two people type in each, and only what both agree on, or the second settles, counts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils import timezone

from aftercall.accounts.models import User
from aftercall.consultations.keys import seal_about, seal_answers
from aftercall.consultations.models import (
    Channel,
    Consultation,
    PaperEntry,
    PaperForm,
    Response,
    ResponseMode,
    ResponseState,
    WhoCanAnswer,
)
from aftercall.consultations.operations import inviting
from aftercall.consultations.operations.slots import Slot, with_slots
from aftercall.consultations.operations.steps import lock, record
from aftercall.consultations.sealed import paper_context
from aftercall.consultations.states import ConsultationState
from aftercall.core import tombstones, vault
from aftercall.core.errors import Refused
from aftercall.core.statements import update_where

_TWICE = "This form has been typed in twice, and counts"
_USED = "The code on this form has been used, on the site or on a form that counts"


@dataclass(frozen=True)
class Typed:
    """What somebody typed in from a paper form. number: as written on it, or the code of a letter."""

    number: str
    answers: Mapping[str, str]
    about: Mapping[str, str]

    @property
    def values(self) -> dict[str, str]:
        """Everything that was typed; fields that were left empty are missing."""
        about = {f"about_{name}": value for name, value in self.about.items()}
        return {name: value for name, value in {**self.answers, **about}.items() if value}


@dataclass(frozen=True)
class Result:
    """What came of typing in a form. counted: whether its answers count now. different: the fields that the other
    person typed differently."""

    counted: bool = False
    different: frozenset[str] = frozenset()


def type_in(*, consultation: Consultation, typed: Typed, actor: User, at: datetime, settled: bool = False) -> Result:
    """Type in a form. The first time it is kept, encrypted; the second time, by another person, it counts if both typed
    the same. settled: the second person has looked at the differences, and what they typed now is right."""
    _require_enterable(consultation, at)
    typed = replace(typed, number=_number(consultation, typed.number))
    if PaperForm.objects.filter(consultation=consultation, number=typed.number).exists():
        raise Refused(_TWICE, field="number")
    entry = PaperEntry.objects.filter(consultation=consultation, number=typed.number).first()
    if entry is None:
        return _first(consultation, typed, actor, at)
    if entry.typed_by_id == actor.pk:
        raise Refused("You typed this form in, so another person must type it in again", field="number")
    different = _differences(_open(entry), typed.values)
    if different and not settled:
        return Result(different=different)
    return _second(consultation, entry, typed, len(different), actor, at)


def _require_enterable(consultation: Consultation, at: datetime) -> None:
    if consultation.state != ConsultationState.APPROVED or timezone.localdate(at) < consultation.opens_on:
        raise Refused("Forms can be typed in from the opening day until the consultation is closed")


def _number(consultation: Consultation, number: str) -> str:
    """The number under which a form is kept: the code of a letter is the same however it is typed."""
    invitation = inviting.find(number)
    if invitation is not None and invitation.consultation_id == consultation.pk:
        if invitation.used:
            raise Refused(_USED, field="number")
        return inviting.as_made(number)
    if consultation.entry == WhoCanAnswer.INVITED:
        message = "Enter the code of the letter. Only people at addresses that were drawn can answer"
        raise Refused(message, field="number")
    return number


def _differences(first: Mapping[str, str], second: Mapping[str, str]) -> frozenset[str]:
    return frozenset(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def _open(entry: PaperEntry) -> dict[str, str]:
    key = vault.key(entry.ring, entry.slot)
    found: dict[str, str] = json.loads(vault.decrypt(key, bytes(entry.sealed), context=paper_context(entry)))
    return found


def _first(consultation: Consultation, typed: Typed, actor: User, at: datetime) -> Result:
    def store(slots: list[Slot]) -> Result:
        ring, slot = slots[0]
        _require_enterable(lock(consultation), at)
        if PaperEntry.objects.filter(consultation=consultation, number=typed.number).exists():
            raise Refused("Somebody else has typed this form in at the same time. Save it again", field="number")
        entry = PaperEntry(
            consultation=consultation, number=typed.number, ring=ring, slot=slot, typed_by=actor, typed_at=at
        )
        content = json.dumps(typed.values, ensure_ascii=False).encode()
        entry.sealed = vault.encrypt(vault.key(ring, slot), content, context=paper_context(entry))
        entry.save()
        record(consultation, "paper_typed", actor=actor, at=at)
        return Result()

    return with_slots(consultation, 1, store)


def _second(
    consultation: Consultation, entry: PaperEntry, typed: Typed, different: int, actor: User, at: datetime
) -> Result:
    def store(slots: list[Slot]) -> Result:
        _require_enterable(lock(consultation), at)
        if not PaperEntry.objects.filter(pk=entry.pk).exists():
            raise Refused(_TWICE, field="number")
        response = _response(consultation, typed, slots, at)
        # The code of a letter is not kept, because it would lead from an address to answers.
        number = response.reference if response.channel == Channel.INVITED else typed.number
        people: dict[str, Any] = {"first_by_id": entry.typed_by_id, "second_by": actor}
        PaperForm.objects.create(
            response=response, consultation=consultation, number=number, different=different, **people
        )
        entry.delete()
        tombstones.destroy_key_on_commit(entry.ring, entry.slot, at=at)
        record(consultation, "paper_counted", actor=actor, at=at, details={"different": different})
        return Result(counted=True)

    return with_slots(consultation, 2, store)


def _response(consultation: Consultation, typed: Typed, slots: list[Slot], at: datetime) -> Response:
    (ring, slot), (about_ring, about_slot) = slots
    response = Response(
        consultation=consultation,
        ring=ring,
        slot=slot,
        about_ring=about_ring,
        about_slot=about_slot,
        state=ResponseState.SUBMITTED,
        channel=_channel(consultation, typed.number),
        mode=ResponseMode.PAPER,
        started_at=at,
        submitted_at=at,
    )
    response.sealed_answers = seal_answers(response, typed.answers)
    response.sealed_about = seal_about(response, {name: value for name, value in typed.about.items() if value})
    response.save()
    return response


def _channel(consultation: Consultation, number: str) -> Channel:
    """A form with the code of a letter comes from an address that was drawn at random; the code is then used."""
    invitation = inviting.find(number)
    if invitation is None or invitation.consultation_id != consultation.pk:
        return Channel.OPEN
    used = update_where(type(invitation), {"used": True}, pk=invitation.pk, used=False)
    if not used:
        raise Refused(_USED, field="number")
    return Channel.INVITED


def typed_once(consultation: Consultation) -> list[PaperEntry]:
    """Forms that another person must still type in."""
    return list(consultation.paper_entries.select_related("typed_by"))
