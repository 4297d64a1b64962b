"""What this room has encrypted, for `aftercall doctor`."""

from collections.abc import Iterator

from aftercall.core.sealed_values import SealedValue
from aftercall.programmes import folders, kept_extracts
from aftercall.programmes.models import ExtractLoad, LoadJob, Wave
from aftercall.programmes.operations.planning import SEEDS_KEY
from aftercall.programmes.states import WaveState


def seeds() -> Iterator[SealedValue]:
    """The seeds of the waves' draws."""
    for wave in Wave.objects.exclude(sealed_seed=b"").order_by("pk").iterator():
        yield SealedValue(SEEDS_KEY, 0, wave.subject, bytes(wave.sealed_seed), wave.subject)


def frame_contacts() -> Iterator[SealedValue]:
    """The contact details and possible matches of the frames that have not been released."""
    for load in _unreleased():
        for context, sealed in folders.sealed_files(load):
            yield SealedValue(load.contacts_ring, 0, context, sealed, load.wave.reference)


def extracts() -> Iterator[SealedValue]:
    """The extracts that are kept for decisions about possible matches."""
    for load in _unreleased():
        for context, sealed in kept_extracts.sealed_pieces(load.folder):
            yield SealedValue(kept_extracts.ring_of(load.folder), 0, context, sealed, load.wave.reference)


def uses_ring(ring: str) -> bool:
    """Whether a load, or one that is running, has this ring: of its contact details, or of its extract."""
    kind, _, folder = ring.partition("-")
    if kind not in {"contacts", "extract"}:
        return False
    return any(model.objects.filter(folder=folder).exists() for model in (ExtractLoad, LoadJob))


def _unreleased() -> Iterator[ExtractLoad]:
    states = (WaveState.LOADED, WaveState.DRAWN)
    return (
        ExtractLoad.objects.filter(wave__state__in=states, erased_at=None)
        .select_related("wave")
        .order_by("pk")
        .iterator()
    )
