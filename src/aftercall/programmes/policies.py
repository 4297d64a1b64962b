"""When a wave's sample may be drawn, and when its possible matches may be decided."""

from aftercall.core.errors import Refused
from aftercall.core.words import counted
from aftercall.programmes import queries
from aftercall.programmes.models import ExtractLoad, Wave
from aftercall.programmes.states import WaveState


def require_settled(wave: Wave) -> None:
    """Refused while the frame is due to change: an extract is being loaded, or decisions wait for the next load."""
    if queries.load_is_running(wave):
        raise Refused("An extract is being loaded into this wave. Draw the sample when loading has finished")
    if waiting := queries.waiting_decisions(wave).count():
        decisions = counted(waiting, "decision about possible matches is", "decisions about possible matches are")
        raise Refused(f"{decisions} waiting. Load the extract again or withdraw your decisions, then draw the sample")


def require_current_load(load: ExtractLoad) -> None:
    """Refused if another extract has replaced this one in the meantime."""
    if not ExtractLoad.objects.filter(pk=load.pk, folder=load.folder).exists():
        raise Refused(
            "Another extract has been loaded since you opened the page. Check its record flow, then draw the sample"
        )


def require_undrawn(wave: Wave) -> None:
    """Refused before there is a frame, and after the draw, when possible matches can no longer change."""
    if wave.state == WaveState.PLANNED:
        raise Refused("Load the extract first. Possible matches are found while it is read")
    if wave.state != WaveState.LOADED:
        raise Refused("The sample has been drawn, so you can no longer decide possible matches")
