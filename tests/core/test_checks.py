"""The check of where the keys are kept."""

from pathlib import Path

import pytest
from pytest_django import Settings

from aftercall.core.check_list import CheckState
from aftercall.core.checks import keys_outside_the_home


@pytest.mark.parametrize(
    ("folder", "state"), [("home/keys", CheckState.MISSING), ("home", CheckState.MISSING), ("keys", CheckState.DONE)]
)
def test_the_keys_must_be_outside_the_home(folder: str, state: CheckState, settings: Settings, tmp_path: Path) -> None:
    settings.DEMO, settings.HOME, settings.KEYS_DIR = False, tmp_path / "home", tmp_path / folder
    [check] = keys_outside_the_home()
    assert check.state is state
    assert check.url.endswith("#keys")


def test_a_demo_may_keep_its_keys_in_its_home(settings: Settings, tmp_path: Path) -> None:
    settings.DEMO, settings.HOME, settings.KEYS_DIR = True, tmp_path, tmp_path / "keys"
    assert [check.state for check in keys_outside_the_home()] == [CheckState.OPTIONAL]
