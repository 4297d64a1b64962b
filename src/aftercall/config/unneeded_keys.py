"""Destroying keys that must not exist any more. A room that creates key rings has a line in USES_RING."""

from collections.abc import Callable, Sequence
from datetime import datetime

from aftercall.communities import sealed as communities
from aftercall.consents import sealed as consents
from aftercall.consultations import sealed as consultations
from aftercall.core import forgotten_rings
from aftercall.core.new_rings import destroy_abandoned_rings
from aftercall.core.tombstones import complete_destructions
from aftercall.evidence import sealed as evidence
from aftercall.handover import sealed as handover
from aftercall.programmes import sealed as programmes
from aftercall.rights.desk import sealed as desk

USES_RING: Sequence[Callable[[str], bool]] = (
    handover.uses_ring,
    consents.uses_ring,
    desk.uses_ring,
    evidence.uses_ring,
    consultations.uses_ring,
    communities.uses_ring,
    programmes.uses_ring,
)


def destroy_unneeded_keys(*, at: datetime) -> int:
    """Destroy the keys whose destruction was interrupted, and those that a process made and was killed before it
    committed what they encrypt. Returns how many of the former."""
    destroy_abandoned_rings(in_use=_is_used)
    return complete_destructions(at=at)


def destroy_forgotten_rings(*, at: datetime) -> int:
    """Destroy the key rings that nothing has needed for a month, because a restored backup is from before them. Returns
    how many."""
    return forgotten_rings.destroy_forgotten_rings(in_use=_is_used, at=at)


def _is_used(ring: str) -> bool:
    return any(uses(ring) for uses in USES_RING)
