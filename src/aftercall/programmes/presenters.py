"""A wave as its page shows it."""

from dataclasses import dataclass
from typing import Any

from aftercall.frames.exclusions import standard_exclusions
from aftercall.programmes.models import Wave
from aftercall.programmes.states import WaveAction, WaveState, possible_actions

# Colours only help; the words say it all.
STATE_COLOURS = {
    WaveState.PLANNED: "grey",
    WaveState.LOADED: "yellow",
    WaveState.DRAWN: "light-blue",
    WaveState.RELEASED: "blue",
    WaveState.CLOSED: "purple",
    WaveState.RETURNED: "green",
}


@dataclass(frozen=True)
class WavePage:
    """Everything that the page of a wave says. `flow` has the reasons in words, the most frequent first."""

    wave: Wave
    colour: str
    flow: dict[str, Any] | None
    sample_size: int | None
    actions: tuple[str, ...]


def wave_page(wave: Wave) -> WavePage:
    """Put a wave's page together."""
    load, sample = getattr(wave, "load", None), getattr(wave, "sample", None)
    return WavePage(
        wave=wave,
        colour=STATE_COLOURS[WaveState(wave.state)],
        flow=in_words(load.flow) if load else None,
        sample_size=sample.size if sample else None,
        actions=tuple(action.value for action in possible_actions(wave.state) if action in BY_RESEARCHER),
    )


# Closing and returning are the field manager's.
BY_RESEARCHER = (WaveAction.LOAD, WaveAction.DRAW, WaveAction.RELEASE)


def in_words(flow: dict[str, Any]) -> dict[str, Any]:
    """A flow with its reasons in words, those that fitted nobody left out."""
    words = {exclusion.code: exclusion.words for exclusion in standard_exclusions()}
    counts = sorted(flow["excluded"].items(), key=lambda pair: (-pair[1], pair[0]))
    return {**flow, "excluded": {words[code]: count for code, count in counts if count}}
