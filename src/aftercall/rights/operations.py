"""Ends the retention of waves on its day, and forgets whom programmes may contact again."""

from datetime import datetime

from django.utils import timezone

from aftercall.core.errors import Refused
from aftercall.programmes.models import Wave
from aftercall.programmes.queries import longest_repeat_interval
from aftercall.programmes.retention import waves_past_retention
from aftercall.rights.retention import RETENTION, end_retention
from aftercall.suppression.operations import forget_contacts


def erase_contacts_past_retention(*, at: datetime) -> int:
    """End the retention of every wave whose day has come: erase contact details, and what links answers to people.

    Returns the number of waves whose retention it ended. Each wave has its own transaction. If the erasure fails for
    one, it is still done for the others before the error is raised.
    """
    waves = waves_past_retention(timezone.localdate(at))
    results = [_end_retention(wave, at) for wave in waves]
    for result in results:
        if isinstance(result, Exception):
            raise result
    return results.count(True)


def _end_retention(wave: Wave, at: datetime) -> bool | Exception:
    try:
        end_retention(wave=wave, actor=RETENTION, at=at)
    except Refused:  # another process has already done it
        return False
    except Exception as error:  # noqa: BLE001 - raised once the other waves are done
        return error
    return True


def forget_old_contacts(*, at: datetime) -> int:
    """Delete the digests of people who may be contacted again, whichever programme asks. Returns how many."""
    today = timezone.localdate(at)
    return forget_contacts(on=today, months=longest_repeat_interval())
