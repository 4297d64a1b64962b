"""A request's states, and the actions that change them."""

from pathlib import Path

import pytest

from aftercall.rights.desk.states import NOT_CLOSED, STEPS, RequestAction, RequestState

CLOSED = set(RequestState) - set(NOT_CLOSED)


def test_every_action_has_a_step() -> None:
    assert set(STEPS) == set(RequestAction)


def test_nothing_can_be_done_about_a_closed_request() -> None:
    assert all(CLOSED.isdisjoint(step.from_states) for step in STEPS.values())


@pytest.mark.parametrize("state", RequestState)
def test_every_state_is_reached_by_some_action(state: RequestState) -> None:
    assert state in {step.to_state for step in STEPS.values()}


def test_the_documentation_shows_every_step(project_root: Path) -> None:
    page = (project_root / "docs/requests.md").read_text()
    for action, step in STEPS.items():
        from_states = ", ".join(state.value for state in step.from_states)
        assert f"| {from_states} | {action.value} | {step.to_state.value} |" in page
