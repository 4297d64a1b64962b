"""What this room has encrypted, for `aftercall doctor`."""

from collections.abc import Iterator

from aftercall.consents.details import DIGEST_KEY
from aftercall.consents.models import Consent, ConsentDigest
from aftercall.core.sealed_values import CHUNK, SealedValue


def details() -> Iterator[SealedValue]:
    """The details of people who agreed to something."""
    rows = Consent.objects.filter(ended_on=None).order_by("pk").values_list("ring", "reference", "sealed_details")
    for ring, reference, sealed in rows.iterator(chunk_size=CHUNK):
        yield SealedValue(ring, 0, f"{reference}/consent", bytes(sealed), f"consent {reference}")


def has_digests() -> bool:
    """Whether an objection may have to find a record."""
    return ConsentDigest.objects.exists()


def uses_ring(ring: str) -> bool:
    """Whether a record has this ring."""
    return Consent.objects.filter(ring=ring).exists()


__all__ = ["DIGEST_KEY", "details", "has_digests", "uses_ring"]
