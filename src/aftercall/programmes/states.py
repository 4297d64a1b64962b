"""A wave's states and what moves it from one to the next, as data. docs/architecture.md draws them."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from aftercall.core.errors import Refused


class WaveState(TextChoices):
    """Where a wave stands."""

    PLANNED = "planned", "Waiting for extract"
    LOADED = "loaded", "Extract loaded"
    DRAWN = "drawn", "Sample drawn"
    RELEASED = "released", "In fieldwork"
    CLOSED = "closed", "Fieldwork closed"
    RETURNED = "returned", "Results returned"


class LoadState(TextChoices):
    """How the load of an extract stands."""

    RUNNING = "running", "In progress"
    DONE = "done", "Loaded"
    FAILED = "failed", "Not loaded"
    STOPPED = "stopped", "Stopped"


class WaveAction(StrEnum):
    """What moves a wave on."""

    LOAD = "load"
    DRAW = "draw"
    RELEASE = "release"
    CLOSE = "close"
    RETURN = "return"


@dataclass(frozen=True)
class Step:
    """From which states an action may be taken, where it leads, and what to do when it may not."""

    from_states: tuple[WaveState, ...]
    to_state: WaveState
    otherwise: str


STEPS = {
    WaveAction.LOAD: Step(
        (WaveState.PLANNED, WaveState.LOADED),
        WaveState.LOADED,
        "You cannot replace the extract after drawing the sample",
    ),
    WaveAction.DRAW: Step(
        (WaveState.LOADED,), WaveState.DRAWN, "You can only draw the sample once, after loading the extract"
    ),
    WaveAction.RELEASE: Step(
        (WaveState.DRAWN,), WaveState.RELEASED, "You can only release the sample once, after drawing it"
    ),
    WaveAction.CLOSE: Step(
        (WaveState.RELEASED,),
        WaveState.CLOSED,
        "You can only close fieldwork while the wave is in fieldwork",
    ),
    WaveAction.RETURN: Step(
        (WaveState.CLOSED,),
        WaveState.RETURNED,
        "You can only return the results once, after closing fieldwork",
    ),
}


def next_state(state: str, action: WaveAction) -> WaveState:
    """The state an action leads to, or Refused with what to do instead."""
    step = STEPS[action]
    if state not in step.from_states:
        raise Refused(f"{step.otherwise}.")
    return step.to_state


def possible_actions(state: str) -> list[WaveAction]:
    """What may be done with a wave in a state."""
    return [action for action, step in STEPS.items() if state in step.from_states]
