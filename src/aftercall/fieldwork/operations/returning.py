"""Returning a wave's dispositions and answers to the force."""

from datetime import datetime

from aftercall.accounts.models import User
from aftercall.fieldwork.returns import return_rows
from aftercall.handover.models import Return
from aftercall.handover.operations import accept_return
from aftercall.programmes.models import Wave


def return_results(*, wave: Wave, actor: User, at: datetime) -> Return:
    """Return the disposition and answers of every case of a wave.

    Refused until the wave's fieldwork is closed, and if the wave has already been returned.
    """
    rows = return_rows(wave)
    return accept_return(wave=wave, instrument=wave.release.instrument, rows=rows, actor=actor, at=at)
