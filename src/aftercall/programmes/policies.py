"""When a wave's sample may be drawn, and when its possible matches may be reviewed."""

from aftercall.core.errors import Refused
from aftercall.core.words import counted
from aftercall.programmes import queries
from aftercall.programmes.models import ExtractLoad, Wave
from aftercall.programmes.states import WaveState


def require_final_frame(wave: Wave) -> None:
    """Refused if the frame may still change: while an extract is being loaded or decisions wait for the next load."""
    if queries.load_is_running(wave):
        raise Refused("An extract is being loaded into this wave. You can draw the sample when loading has finished")
    if waiting := queries.waiting_decisions(wave).count():
        decisions = counted(waiting, "decision about possible matches is", "decisions about possible matches are")
        raise Refused(f"{decisions} waiting. Load the extract again or withdraw your decisions, then draw the sample")


def require_current_load(load: ExtractLoad) -> None:
    """Refused if this load is no longer the wave's current one, because another extract has been loaded since."""
    if not ExtractLoad.objects.filter(pk=load.pk, folder=load.folder).exists():
        raise Refused(
            "Another extract was loaded while the sample was being drawn. Check its record flow, then draw the sample"
        )


def require_reviewable_matches(wave: Wave) -> None:
    """Refused unless possible matches can be reviewed: after an extract has been loaded and before the draw."""
    if wave.state == WaveState.PLANNED:
        raise Refused("Load the extract first. We look for possible matches while we read it")
    if wave.state != WaveState.LOADED:
        raise Refused("The sample has been drawn, so you can no longer review possible matches")
