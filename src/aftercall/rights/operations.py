"""Erases contact details whose retention has ended."""

from datetime import datetime

from django.utils import timezone

from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.handover.operations import end_retention
from aftercall.programmes.models import Wave
from aftercall.rights.queries import waves_past_retention

RETENTION = audit.SystemActor("retention")


def erase_contacts_past_retention(*, at: datetime) -> int:
    """Erase the contact details of every wave whose retention has ended.

    Returns the number of waves whose details it erased. Each wave has its own transaction. If the erasure fails for
    one, it is still done for the others before the error is raised.
    """
    waves = waves_past_retention(timezone.localdate(at))
    results = [_erase_contacts(wave, at) for wave in waves]
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results.count(True)


def _erase_contacts(wave: Wave, at: datetime) -> bool | Exception:
    try:
        end_retention(wave=wave, actor=RETENTION, at=at)
    except Refused:  # another process has already erased the details
        return False
    except Exception as error:  # noqa: BLE001 - raised once the other waves are done
        return error
    return True
