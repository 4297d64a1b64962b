"""What this room has encrypted, for `aftercall doctor`."""

from collections.abc import Iterator

from aftercall.communities.models import Candidate, FocusGroup, Passage, Quotation
from aftercall.core.sealed_values import CHUNK, SealedValue


def draws() -> Iterator[SealedValue]:
    """Seeds and pools of focus groups."""
    for group in FocusGroup.objects.filter(erased_at=None).order_by("pk"):
        for context, sealed in (("seed", group.sealed_seed), ("pool", group.sealed_pool)):
            if sealed:
                yield SealedValue(
                    group.ring, 0, f"{group.reference}/{context}", bytes(sealed), f"group {group.reference}"
                )


def answers() -> Iterator[SealedValue]:
    """What people who would come to a focus group answered."""
    rows = Candidate.objects.filter(group__erased_at=None).exclude(sealed_answers=b"").order_by("group__pk", "slot")
    for ring, reference, slot, sealed in rows.values_list(
        "group__ring", "group__reference", "slot", "sealed_answers"
    ).iterator(chunk_size=CHUNK):
        yield SealedValue(ring, slot, f"{reference}/candidate {slot}", bytes(sealed), f"group {reference}")


def words() -> Iterator[SealedValue]:
    """Passages of focus groups, and quotations that wait for approval."""
    for passage in Passage.objects.select_related("group").exclude(sealed_text=b"").order_by("group__pk", "number"):
        group, context = passage.group, f"{passage.group.reference}/passage {passage.number}"
        yield SealedValue(group.ring, 0, context, bytes(passage.sealed_text), f"group {group.reference}")
    for quotation in Quotation.objects.select_related("passage__group").exclude(sealed_text=b"").order_by("pk"):
        group, context = (
            quotation.passage.group,
            f"{quotation.passage.group.reference}/quotation {quotation.passage.number}",
        )
        yield SealedValue(group.ring, 0, context, bytes(quotation.sealed_text), f"group {group.reference}")


def uses_ring(ring: str) -> bool:
    """Whether a focus group has this ring."""
    return FocusGroup.objects.filter(ring=ring).exists()
