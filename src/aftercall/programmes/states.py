"""A wave's states and the actions that change them, as data. docs/architecture.md shows them in a table."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import TextChoices

from aftercall.core.errors import Refused


class WaveState(TextChoices):
    """The state of a wave."""

    PLANNED = "planned", "Waiting for extract"
    LOADED = "loaded", "Extract loaded"
    DRAWN = "drawn", "Sample drawn"
    RELEASED = "released", "In fieldwork"
    CLOSED = "closed", "Fieldwork closed"
    RETURNED = "returned", "Results returned"


class LoadState(TextChoices):
    """The state of an extract's load."""

    RUNNING = "running", "In progress"
    DONE = "done", "Loaded"
    FAILED = "failed", "Not loaded"
    STOPPED = "stopped", "Stopped"


class WaveAction(StrEnum):
    """An action that moves a wave to its next state."""

    LOAD = "load"
    DRAW = "draw"
    RELEASE = "release"
    CLOSE = "close"
    RETURN = "return"


@dataclass(frozen=True)
class Step:
    """The states in which an action is allowed, the state it leads to, and the message in any other state."""

    from_states: tuple[WaveState, ...]
    to_state: WaveState
    refusal: str


STEPS = {
    WaveAction.LOAD: Step(
        (WaveState.PLANNED, WaveState.LOADED),
        WaveState.LOADED,
        "You cannot replace the extract after you have drawn the sample",
    ),
    WaveAction.DRAW: Step(
        (WaveState.LOADED,), WaveState.DRAWN, "You can only draw the sample once, after you have loaded the extract"
    ),
    WaveAction.RELEASE: Step(
        (WaveState.DRAWN,), WaveState.RELEASED, "You can only release the sample once, after you have drawn it"
    ),
    WaveAction.CLOSE: Step(
        (WaveState.RELEASED,),
        WaveState.CLOSED,
        "You can only close fieldwork while the wave is in fieldwork",
    ),
    WaveAction.RETURN: Step(
        (WaveState.CLOSED,),
        WaveState.RETURNED,
        "You can only return the results once, after you have closed fieldwork",
    ),
}


def next_state(state: str, action: WaveAction) -> WaveState:
    """The state that an action leads to. Raises Refused if the action is not allowed in this state."""
    step = STEPS[action]
    if state not in step.from_states:
        raise Refused(f"{step.refusal}.")
    return step.to_state


def possible_actions(state: str) -> list[WaveAction]:
    """The actions that are allowed in a state."""
    return [action for action, step in STEPS.items() if state in step.from_states]
