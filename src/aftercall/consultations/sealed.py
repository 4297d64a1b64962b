"""What this room has encrypted, for `aftercall doctor`.

Drafts are not in it: they open only with the private link, which only the person has.
"""

from collections.abc import Iterator

from django.db.models import QuerySet

from aftercall.consultations.keys import LINK_KEY, context_of
from aftercall.consultations.models import AddressSample, AnswerRing, PaperEntry, Response, ResponseState
from aftercall.core.sealed_values import CHUNK, SealedValue


def answers() -> Iterator[SealedValue]:
    """Answers to consultations."""
    rows = _submitted().order_by("ring", "slot").values_list("ring", "slot", "reference", "sealed_answers")
    for ring, slot, reference, sealed in rows.iterator(chunk_size=CHUNK):
        yield SealedValue(ring, slot, context_of(reference, "answers"), bytes(sealed), f"answers {reference}")


def about() -> Iterator[SealedValue]:
    """What people who answered consultations said about themselves."""
    rows = _submitted().exclude(sealed_about=b"").order_by("about_ring", "about_slot")
    columns = rows.values_list("about_ring", "about_slot", "reference", "sealed_about")
    for ring, slot, reference, sealed in columns.iterator(chunk_size=CHUNK):
        yield SealedValue(ring, slot, context_of(reference, "about"), bytes(sealed), f"answers {reference}")


def paper() -> Iterator[SealedValue]:
    """Paper forms that have been typed in once."""
    for entry in PaperEntry.objects.order_by("ring", "slot").iterator(chunk_size=CHUNK):
        yield SealedValue(entry.ring, entry.slot, paper_context(entry), bytes(entry.sealed), f"paper entry {entry.pk}")


def addresses() -> Iterator[SealedValue]:
    """Addresses that are invited to a consultation."""
    for one in AddressSample.objects.exclude(sealed=b"").order_by("ring", "slot"):
        yield SealedValue(
            one.ring, one.slot, addresses_context(one.consultation_id), bytes(one.sealed), f"sample {one.pk}"
        )


def addresses_context(consultation: int) -> str:
    """What the drawn addresses of a consultation are bound to."""
    return f"{consultation}/consultation/addresses"


def paper_context(entry: PaperEntry) -> str:
    """What a typed paper form is bound to."""
    return f"{entry.consultation_id}/{entry.number}/paper"


def has_links() -> bool:
    """Whether anybody has a private link."""
    return Response.objects.exclude(link_digest=None).exists()


def uses_ring(ring: str) -> bool:
    """Whether a consultation has this ring."""
    return AnswerRing.objects.filter(name=ring).exists()


def _submitted() -> QuerySet[Response]:
    return Response.objects.filter(state=ResponseState.SUBMITTED).exclude(sealed_answers=b"")


__all__ = [
    "LINK_KEY",
    "about",
    "addresses",
    "addresses_context",
    "answers",
    "has_links",
    "paper",
    "paper_context",
    "uses_ring",
]
