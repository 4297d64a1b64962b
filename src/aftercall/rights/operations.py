"""Ending retention."""

from datetime import datetime

from django.utils import timezone

from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.handover.operations import end_retention
from aftercall.programmes.models import Wave
from aftercall.rights.queries import waves_past_retention

RETENTION = audit.SystemActor("retention")


def end_due_retention(*, at: datetime) -> int:
    """Erase the contact details of every wave whose retention has ended. Returns the number of waves erased.

    Each wave is erased in its own transaction. If one fails, the others are still erased before the error is raised.
    """
    waves = waves_past_retention(timezone.localdate(at))
    results = [_end(wave, at) for wave in waves]
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results.count(True)


def _end(wave: Wave, at: datetime) -> bool | Exception:
    try:
        end_retention(wave=wave, actor=RETENTION, at=at)
    except Refused:  # another process has already erased it
        return False
    except Exception as error:  # noqa: BLE001 - raised once the other waves are erased
        return error
    return True
