"""A case's states, and the actions that change them."""

import pytest

from aftercall.fieldwork.states import STEPS, CaseAction, CaseState


def test_every_action_has_a_step() -> None:
    assert set(STEPS) == set(CaseAction)


def test_no_action_reopens_a_closed_case() -> None:
    assert all(CaseState.CLOSED not in step.from_states for step in STEPS.values())


@pytest.mark.parametrize("state", [state for state in CaseState if state != CaseState.CLOSED])
def test_a_case_in_any_other_state_can_be_closed(state: CaseState) -> None:
    assert state in STEPS[CaseAction.CLOSE].from_states


def test_every_state_but_the_first_is_reached_by_some_action() -> None:
    assert {step.to_state for step in STEPS.values()} == set(CaseState) - {CaseState.WAITING}
