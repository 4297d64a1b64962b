"""The states of a wave, the actions that change them, and their table in the docs."""

import re
from pathlib import Path

import pytest

from aftercall.core.errors import Refused
from aftercall.programmes.states import STEPS, WaveAction, WaveState, next_state, possible_actions

ARCHITECTURE = Path(__file__).parents[2] / "docs" / "architecture.md"


def test_the_docs_show_the_same_states_and_actions() -> None:
    section = ARCHITECTURE.read_text().split("## A wave's states")[1]
    rows = re.findall(r"^\| ([a-z, ]+) \| ([a-z]+) \| ([a-z]+) \|", section, re.MULTILINE)
    documented = {action: (tuple(states.split(", ")), to) for states, action, to in rows}
    assert documented == {action: (step.from_states, step.to_state) for action, step in STEPS.items()}


@pytest.mark.parametrize("action", list(WaveAction))
def test_an_action_is_allowed_only_in_its_states(action: WaveAction) -> None:
    for state in WaveState:
        if state in STEPS[action].from_states:
            assert next_state(state, action) == STEPS[action].to_state
        else:
            with pytest.raises(Refused):
                next_state(state, action)


def test_every_state_but_the_last_allows_an_action() -> None:
    assert [state for state in WaveState if not possible_actions(state)] == [WaveState.RETURNED]
