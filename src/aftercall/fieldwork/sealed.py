"""What this room has encrypted, for `aftercall doctor`."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from aftercall.core import vault
from aftercall.core.sealed_values import CACHED_RINGS, CHUNK, SealedValue
from aftercall.fieldwork.free_text import NEEDS, NOTE
from aftercall.fieldwork.models import Answer, Attempt, Case
from aftercall.handover.answers import ANSWER, AnswersKey, Sealed
from aftercall.handover.models import answers_ring

_CASE = "case__released__"
_INTERVIEW = f"interview__{_CASE}"


def notes() -> Iterator[SealedValue]:
    """The notes of calls."""
    rows = Attempt.objects.exclude(sealed_note=b"").order_by(f"{_CASE}ring", "pk")
    columns = rows.values_list(f"{_CASE}ring", f"{_CASE}key_slot", f"{_CASE}reference", "sealed_note")
    for ring, slot, reference, sealed in columns.iterator(chunk_size=CHUNK):
        yield SealedValue(ring, slot, f"{reference}/{NOTE}", bytes(sealed), f"case {reference}")


def needs() -> Iterator[SealedValue]:
    """What helps people to communicate."""
    rows = Case.objects.exclude(sealed_needs=b"").order_by("released__ring", "pk")
    columns = rows.values_list("released__ring", "released__key_slot", "released__reference", "sealed_needs")
    for ring, slot, reference, sealed in columns.iterator(chunk_size=CHUNK):
        yield SealedValue(ring, slot, f"{reference}/{NEEDS}", bytes(sealed), f"case {reference}")


def answers() -> Iterator[SealedValue]:
    """The coded answers."""
    rows = Answer.objects.exclude(sealed_answer=b"").order_by(f"{_INTERVIEW}ring", "pk")
    columns = rows.values_list(f"{_INTERVIEW}ring", f"{_INTERVIEW}key_slot", f"{_INTERVIEW}reference", "sealed_answer")
    for ring, slot, reference, sealed in columns.iterator(chunk_size=CHUNK):
        yield SealedValue(answers_ring(ring), slot, f"{reference}/{ANSWER}", bytes(sealed), f"case {reference}")


def verbatims() -> Iterator[SealedValue]:
    """The answers in people's own words. Which question each answers is encrypted with the coded answer, under another
    key: where that key is gone, the question is no longer known and the answer is left out."""
    ring_keys = lru_cache(CACHED_RINGS)(vault.open_ring)
    rows = Answer.objects.exclude(sealed_text=b"").order_by(f"{_INTERVIEW}ring", "pk")
    columns = (f"{_INTERVIEW}ring", f"{_INTERVIEW}key_slot", f"{_INTERVIEW}reference", "sealed_answer", "sealed_text")
    for ring, slot, reference, answer, sealed in rows.values_list(*columns).iterator(chunk_size=CHUNK):
        if question := _question(ring_keys(answers_ring(ring)), slot, reference, answer):
            yield SealedValue(ring, slot, f"{reference}/{question}", bytes(sealed), f"case {reference}")


def _question(keys: Sequence[bytes | None], slot: int, reference: str, answer: Sealed) -> str:
    key = keys[slot] if slot < len(keys) else None
    try:
        return AnswersKey(key, reference).open_answer(answer)[0] if key else ""
    except vault.InvalidTag:  # found as an answer that does not open
        return ""
