"""What this room has encrypted, for `aftercall doctor`."""

from collections.abc import Iterator

from aftercall.core.sealed_values import CHUNK, SealedValue
from aftercall.rights.desk.models import RequestEvent, SubjectRequest


def details() -> Iterator[SealedValue]:
    """Who made a request and what they wrote."""
    rows = SubjectRequest.objects.filter(erased_at=None).order_by("pk")
    for ring, reference, sealed in rows.values_list("ring", "reference", "sealed_details").iterator(chunk_size=CHUNK):
        yield SealedValue(ring, 0, f"{reference}/details", bytes(sealed), f"request {reference}")


def notes() -> Iterator[SealedValue]:
    """The notes in the trails of requests."""
    rows = RequestEvent.objects.exclude(sealed_note=b"").order_by("request__pk", "pk")
    columns = rows.values_list("request__ring", "request__reference", "sealed_note")
    for ring, reference, sealed in columns.iterator(chunk_size=CHUNK):
        yield SealedValue(ring, 0, f"{reference}/note", bytes(sealed), f"request {reference}")


def uses_ring(ring: str) -> bool:
    """Whether a request has this ring."""
    return SubjectRequest.objects.filter(ring=ring).exists()
