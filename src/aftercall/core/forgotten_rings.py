"""Key rings that no row needs, because a restored backup is from before them. Other copies of the database may still
have what they encrypt, and nothing that ends retention would ever find them.

They are destroyed once they have been unneeded for `KEPT`, so that a newer backup can be restored meanwhile. Until then
a file beside each says since when.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from aftercall.core import audit, vault

KEPT = timedelta(days=30)
_MARK = "unneeded-"
# The random end of the name of a ring of people's data. Keys of the installation have words.
_RANDOM = re.compile(r"-([0-9a-f]{16}|[2-9B-DF-HJ-NP-TV-Z]{8})")
_JOB = audit.SystemActor("keys")


def destroy_forgotten_rings(*, in_use: Callable[[str], bool], at: datetime) -> int:
    """Destroy the rings that have been unneeded for long enough. in_use: whether a row needs the ring of this name.
    Returns how many."""
    rings = [ring for ring in vault.rings_beginning_with("") if _is_of_people(ring)]
    unneeded = [ring for ring in rings if not in_use(ring)]
    _remove_marks_but(unneeded)
    due = [ring for ring in unneeded if _unneeded_since(ring, at) <= at - KEPT]
    if due:
        with transaction.atomic():
            details = {"rings": len(due)}
            audit.record(actor=_JOB, action="keys.forgotten_destroyed", subject="keys", at=at, details=details)
    for ring in due:
        vault.destroy_ring(ring)
        _mark(ring).unlink(missing_ok=True)
    return len(due)


def _is_of_people(ring: str) -> bool:
    prefix = ring.rpartition("-")[0]
    return bool(prefix) and _RANDOM.fullmatch(ring, len(prefix)) is not None


def _unneeded_since(ring: str, at: datetime) -> datetime:
    """Since when it has been unneeded; from now on if that was not noticed before."""
    mark = _mark(ring)
    if not mark.exists():
        mark.write_text(at.isoformat())
    return datetime.fromisoformat(mark.read_text())


def _remove_marks_but(unneeded: list[str]) -> None:
    """A newer backup may have been restored, which needs a ring again."""
    kept = {_mark(ring) for ring in unneeded}
    for mark in Path(settings.KEYS_DIR).glob(f"{_MARK}*"):
        if mark not in kept:
            mark.unlink(missing_ok=True)


def _mark(ring: str) -> Path:
    return Path(settings.KEYS_DIR) / f"{_MARK}{ring}"
