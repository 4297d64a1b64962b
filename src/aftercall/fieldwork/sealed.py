"""What this room has encrypted, for `aftercall doctor`."""

from collections.abc import Iterator

from aftercall.core.sealed_values import SealedValue
from aftercall.fieldwork.free_text import NOTE
from aftercall.fieldwork.models import Answer, Attempt

_CASE = "case__released__"


def notes() -> Iterator[SealedValue]:
    """The notes of calls."""
    rows = Attempt.objects.exclude(sealed_note=b"").order_by(f"{_CASE}ring", "pk")
    columns = rows.values_list(f"{_CASE}ring", f"{_CASE}key_slot", f"{_CASE}reference", "sealed_note")
    for ring, slot, reference, sealed in columns.iterator(chunk_size=10_000):
        yield SealedValue(ring, slot, f"{reference}/{NOTE}", bytes(sealed), f"case {reference}")


def verbatims() -> Iterator[SealedValue]:
    """The answers in people's own words."""
    prefix = f"interview__{_CASE}"
    rows = Answer.objects.exclude(sealed_text=b"").order_by(f"{prefix}ring", "pk")
    columns = rows.values_list(f"{prefix}ring", f"{prefix}key_slot", f"{prefix}reference", "question", "sealed_text")
    for ring, slot, reference, question, sealed in columns.iterator(chunk_size=10_000):
        yield SealedValue(ring, slot, f"{reference}/{question}", bytes(sealed), f"case {reference}")
