"""Inviting addresses that are drawn at random: each gets a code, which one household can use once."""

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from aftercall.accounts.models import User
from aftercall.consultations import policies
from aftercall.consultations.answering.draft import Draft
from aftercall.consultations.inviting import Address, certificate, draw
from aftercall.consultations.keys import LINK_KEY
from aftercall.consultations.models import AddressSample, Channel, Consultation, Invitation, WhoCanAnswer
from aftercall.consultations.operations import answering
from aftercall.consultations.operations.slots import Slot, with_slots
from aftercall.consultations.operations.steps import lock, record
from aftercall.consultations.sealed import addresses_context
from aftercall.consultations.states import ConsultationState
from aftercall.core import vault
from aftercall.core.dates import local_day
from aftercall.core.errors import Refused
from aftercall.core.statements import update_where
from aftercall.frames.recognition.match_keys import digests_of_people
from aftercall.frames.recognition.suppression_keys import HOUSEHOLD_KEYS
from aftercall.programmes.keys import MATCH_KEY
from aftercall.suppression.queries import listed_among, people_listed

# As core.references: no vowels, and nothing that sounds or looks alike.
_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
_USED = _("This code has been used. Open the private link that was shown then")


def draw_addresses(
    *, consultation: Consultation, addresses: Sequence[Address], size: int, actor: User, at: datetime
) -> AddressSample:
    """Draw addresses and make a code for each. Only those drawn are kept, encrypted. Refused unless the consultation
    is approved and still to close, and once a sample has been drawn."""
    if not 0 < size <= len(addresses):
        raise Refused(f"Enter a number of addresses between 1 and {len(addresses):,}", field="size")

    def store(slots: list[Slot]) -> AddressSample:
        locked = lock(consultation)
        _require_drawable(locked, at)
        (ring, slot), seed = slots[0], bytes(locked.seed)
        drawn = draw(addresses, size=size, seed=seed)
        content = json.dumps([one.lines for one in drawn], ensure_ascii=False).encode()
        sample = AddressSample.objects.create(
            consultation=locked,
            certificate=certificate(addresses, drawn, seed=seed),
            ring=ring,
            slot=slot,
            sealed=vault.encrypt(vault.key(ring, slot), content, context=addresses_context(locked.pk)),
            drawn_by=actor,
            drawn_at=at,
        )
        Invitation.objects.bulk_create(
            Invitation(consultation=locked, digest=code_digest(_code(locked, number))) for number in range(size)
        )
        details = {name: sample.certificate[name] for name in ("addresses", "sample", "list_digest", "sample_digest")}
        record(locked, "addresses_drawn", actor=actor, at=at, details=details)
        return sample

    return with_slots(consultation, 1, store)


def _require_drawable(consultation: Consultation, at: datetime) -> None:
    if consultation.entry == WhoCanAnswer.ANYONE:
        raise Refused("Anyone can answer this consultation, so no addresses are drawn")
    if consultation.state != ConsultationState.APPROVED:
        raise Refused("Another person must approve the consultation before addresses are drawn")
    policies.require_not_over(consultation, local_day(at))
    if AddressSample.objects.filter(consultation=consultation).exists():
        raise Refused("Addresses have already been drawn for this consultation")


def letters(sample: AddressSample) -> list[tuple[list[str], str]]:
    """The lines of each address, and its code, without those of households that asked not to be surveyed. Refused once
    the addresses have been erased."""
    if not sample.sealed:
        raise Refused("The addresses have been erased, because the consultation is closed")
    key = vault.key(sample.ring, sample.slot)
    content: Any = json.loads(
        vault.decrypt(key, bytes(sample.sealed), context=addresses_context(sample.consultation_id))
    )
    left_out = _suppressed(content)
    return [
        (lines, _code(sample.consultation, number)) for number, lines in enumerate(content) if number not in left_out
    ]


def _suppressed(addresses: Sequence[Sequence[str]]) -> set[int]:
    """The numbers of the addresses where a whole household is on the suppression list. They stay drawn, so that anybody
    can verify the draw."""
    if not people_listed():
        return set()
    homes = [{"address": ", ".join(lines[:-1]), "postcode": lines[-1]} for lines in addresses]
    found = digests_of_people(homes, match_key=vault.long_lived_key(MATCH_KEY), keys=HOUSEHOLD_KEYS)
    listed = listed_among({digest for digests in found for digest in digests})
    return {number for number, digests in enumerate(found) if not listed.isdisjoint(digests)}


def _code(consultation: Consultation, number: int) -> str:
    """The code of one of the drawn addresses. It is made again when letters are, and never stored."""
    text = f"invitation|{consultation.pk}|{number}".encode()
    value = int.from_bytes(hmac.new(vault.long_lived_key(LINK_KEY), text, hashlib.sha256).digest())
    letters_: list[str] = []
    while len(letters_) < CODE_LENGTH:
        value, place = divmod(value, len(_ALPHABET))
        letters_.append(_ALPHABET[place])
    return "".join(letters_)


def code_digest(code: str) -> str:
    """The digest by which an invitation is found."""
    return hmac.new(vault.long_lived_key(LINK_KEY), b"code|" + code.encode(), hashlib.sha256).hexdigest()


def find(code: str) -> Invitation | None:
    """The invitation with a code as somebody typed it, or None."""
    found = Invitation.objects.select_related("consultation")
    return found.filter(digest=code_digest(as_made(code))).first()


def as_made(code: str) -> str:
    """A code in its original form, however somebody typed it."""
    return "".join(code.upper().split()).replace("-", "")


def require_unused(invitation: Invitation) -> None:
    """Refuse a code that has been used."""
    if invitation.used:
        raise Refused(gettext(_USED))


def start_with(*, invitation: Invitation, draft: Draft, at: datetime) -> str:
    """Use an invitation to begin answers. Returns the token of the private link. Refused if it has been used."""

    def use() -> None:
        if not update_where(Invitation, {"used": True}, pk=invitation.pk, used=False):
            raise Refused(gettext(_USED))

    return answering.start(
        consultation=invitation.consultation, draft=draft, at=at, channel=Channel.INVITED, within=use
    )


@transaction.atomic
def record_letters(*, consultation: Consultation, letters: int, actor: User, at: datetime) -> None:
    """Record that the letters were made, and so that somebody has seen the addresses."""
    record(consultation, "letters_made", actor=actor, at=at, details={"letters": letters})
