"""The states of a publication, the actions that change them, and their table in the docs."""

import re
from pathlib import Path

import pytest

from aftercall.core.errors import Refused
from aftercall.publication.states import (
    PUBLIC,
    STEPS,
    PublicationAction,
    PublicationState,
    next_state,
    possible_actions,
)

GUIDE = Path(__file__).parents[2] / "docs" / "publishing.md"


def test_the_docs_show_the_same_states_and_actions() -> None:
    section = GUIDE.read_text().split("## A publication's states")[1]
    rows = re.findall(r"^\| ([a-z, –]+) \| ([a-z_]+) \| ([a-z–]+) \|", section, re.MULTILINE)
    documented = {action: (states, to) for states, action, to in rows}
    assert documented == {
        action: (", ".join(step.from_states) or "–", step.to_state or "–") for action, step in STEPS.items()
    }


@pytest.mark.parametrize("action", list(PublicationAction))
def test_an_action_is_allowed_only_in_its_states(action: PublicationAction) -> None:
    for state in PublicationState:
        if state in STEPS[action].from_states:
            assert next_state(state, action) == STEPS[action].to_state
        else:
            with pytest.raises(Refused):
                next_state(state, action)


def test_nothing_changes_what_is_public_but_a_correction_or_a_withdrawal() -> None:
    assert {state: possible_actions(state) for state in PUBLIC} == {
        PublicationState.PUBLISHED: [PublicationAction.CORRECT, PublicationAction.WITHDRAW],
        PublicationState.CORRECTED: [PublicationAction.WITHDRAW],
        PublicationState.WITHDRAWN: [],
    }
