"""What this room has encrypted, for `aftercall doctor`."""

from collections.abc import Iterator

from django.db.models import QuerySet

from aftercall.core.sealed_values import CHUNK, ErasedRing, SealedValue
from aftercall.handover.answers import CODES, MODULES, PERSON, RETURN
from aftercall.handover.models import Release, ReleasedCase, ReturnedCase, answers_ring, release_ring


def contacts() -> Iterator[SealedValue]:
    """The contact details of every released case, except where retention has ended."""
    columns = _cases().values_list("ring", "key_slot", "reference", "sealed_contact")
    for ring, slot, reference, sealed in columns.iterator(chunk_size=CHUNK):
        yield SealedValue(ring, slot, reference, bytes(sealed), f"case {reference}")


def people() -> Iterator[SealedValue]:
    """Whom every released case is about, except where retention has ended."""
    columns = _cases().values_list("ring", "key_slot", "reference", "sealed_person")
    for ring, slot, reference, sealed in columns.iterator(chunk_size=CHUNK):
        yield SealedValue(answers_ring(ring), slot, f"{reference}/{PERSON}", bytes(sealed), f"case {reference}")


def modules() -> Iterator[SealedValue]:
    """Which modules of the questionnaire people are asked, where their programme has any."""
    columns = _cases().exclude(sealed_modules=b"").values_list("ring", "key_slot", "reference", "sealed_modules")
    for ring, slot, reference, sealed in columns.iterator(chunk_size=CHUNK):
        yield SealedValue(answers_ring(ring), slot, f"{reference}/{MODULES}", bytes(sealed), f"case {reference}")


def returns() -> Iterator[SealedValue]:
    """The answers that were returned."""
    rows = ReturnedCase.objects.exclude(sealed_answers=b"").order_by("case__pk")
    columns = rows.values_list("case__ring", "case__key_slot", "case__reference", "sealed_answers")
    for ring, slot, reference, sealed in columns.iterator(chunk_size=CHUNK):
        yield SealedValue(answers_ring(ring), slot, f"{reference}/{RETURN}", bytes(sealed), f"case {reference}")


def codes() -> Iterator[SealedValue]:
    """The codes that were returned."""
    rows = ReturnedCase.objects.exclude(sealed_codes=b"").order_by("case__pk")
    columns = rows.values_list("case__ring", "case__key_slot", "case__reference", "sealed_codes")
    for ring, slot, reference, sealed in columns.iterator(chunk_size=CHUNK):
        yield SealedValue(answers_ring(ring), slot, f"{reference}/{CODES}", bytes(sealed), f"case {reference}")


def _cases() -> QuerySet[ReleasedCase]:
    return ReleasedCase.objects.filter(release__erased_at=None).order_by("pk")


def erased_rings() -> Iterator[ErasedRing]:
    """The keys of releases whose retention has ended."""
    erased = Release.objects.exclude(erased_at=None).order_by("pk").values_list("ring", "wave__reference")
    for release, wave in erased:
        for ring in (release, answers_ring(release)):
            yield ErasedRing(ring, f"The retention of {wave} has ended")


def uses_ring(ring: str) -> bool:
    """Whether a release has this ring, as either of its two."""
    return Release.objects.filter(ring=release_ring(ring)).exists()
