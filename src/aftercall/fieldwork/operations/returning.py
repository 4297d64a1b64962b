"""Handing a wave's results back to the force."""

from datetime import datetime

from aftercall.accounts.models import User
from aftercall.fieldwork.returns import return_rows
from aftercall.handover.models import Return
from aftercall.handover.operations import accept_return
from aftercall.programmes.models import Wave


def return_results(*, wave: Wave, actor: User, at: datetime) -> Return:
    """Return every case of a wave whose fieldwork is closed. Refused before that, and a second time."""
    rows = return_rows(wave)
    return accept_return(wave=wave, instrument=wave.release.instrument, rows=rows, actor=actor, at=at)
