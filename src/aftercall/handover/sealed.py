"""What this room has encrypted, for `aftercall doctor`."""

from collections.abc import Iterator

from aftercall.core.sealed_values import ErasedRing, SealedValue
from aftercall.handover.models import Release, ReleasedCase


def contacts() -> Iterator[SealedValue]:
    """The contact details of every released case, except where retention has ended."""
    rows = ReleasedCase.objects.filter(release__erased_at=None).order_by("pk")
    columns = rows.values_list("ring", "key_slot", "reference", "sealed_contact")
    for ring, slot, reference, sealed in columns.iterator(chunk_size=10_000):
        yield SealedValue(ring, slot, reference, bytes(sealed), f"case {reference}")


def erased_rings() -> Iterator[ErasedRing]:
    """The keys of releases whose retention has ended."""
    erased = Release.objects.exclude(erased_at=None).order_by("pk").values_list("ring", "wave__reference")
    for ring, wave in erased:
        yield ErasedRing(ring, f"The retention of {wave} has ended")
