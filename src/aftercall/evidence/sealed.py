"""What this room has encrypted: with the file's own key, and for `aftercall doctor`."""

from collections.abc import Iterator

from aftercall.core import vault
from aftercall.core.sealed_values import SealedValue
from aftercall.evidence.models import ControlledFile, FileState

RINGS = "evidence-"
_READABLE = (FileState.WAITING, FileState.RELEASED)


def seal_content(file: ControlledFile, content: bytes) -> bytes:
    """Encrypt the zip with the file's key."""
    return vault.encrypt(vault.key(file.ring), content, context=_context(file.reference))


def open_content(file: ControlledFile) -> bytes:
    """The zip. Raises NoSuchKey once it has been erased."""
    return vault.decrypt(vault.key(file.ring), bytes(file.sealed_content), context=_context(file.reference))


def contents() -> Iterator[SealedValue]:
    """Every zip, one at a time, because each may be large."""
    rows = ControlledFile.objects.filter(state__in=_READABLE).order_by("pk")
    for ring, reference, sealed in rows.values_list("ring", "reference", "sealed_content").iterator(chunk_size=1):
        yield SealedValue(ring, 0, _context(reference), bytes(sealed), f"file {reference}")


def uses_ring(ring: str) -> bool:
    """Whether a file has this ring."""
    return ControlledFile.objects.filter(ring=ring).exists()


def _context(reference: str) -> str:
    return f"{reference}/evidence"
