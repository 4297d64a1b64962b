"""Key rings of operations that are not committed: they go if the operation fails or its process has ended."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from aftercall.core import vault
from aftercall.core.new_rings import destroy_abandoned_rings, new_rings


@pytest.fixture(autouse=True)
def keys(settings: Settings, tmp_path: Path) -> Path:
    settings.KEYS_DIR, settings.ROOT_KEY_FILE = tmp_path, tmp_path / "root.key"
    return tmp_path


def always(*_: str) -> bool:
    return True


def never(*_: str) -> bool:
    return False


def test_once_the_block_has_ended_only_the_rings_are_left(keys: Path) -> None:
    with new_rings("one", "two", slots=3, in_use=never):
        vault.key("two", 2)
    assert vault.key_exists("one", 2)
    assert sorted(path.name for path in keys.iterdir()) == ["one.ring", "root.key", "two.ring"]


@pytest.mark.parametrize(("in_use", "kept"), [(never, False), (always, True)])
def test_if_the_block_fails_they_are_destroyed_unless_it_was_committed(
    in_use: Callable[[], bool], *, kept: bool
) -> None:
    with pytest.raises(ValueError, match="full"), new_rings("one", slots=1, in_use=in_use):
        raise ValueError("The disk is full")
    assert vault.key_exists("one") is kept


@pytest.mark.parametrize(("in_use", "kept"), [(never, False), (always, True)])
def test_rings_of_a_killed_process_are_destroyed_unless_it_had_committed(
    in_use: Callable[[str], bool], keys: Path, *, kept: bool
) -> None:
    vault.create_ring("one", slots=1)
    (keys / "new-one").mkdir()  # not locked by anybody
    destroy_abandoned_rings(in_use=in_use)
    assert vault.key_exists("one") is kept
    assert not (keys / "new-one").exists()


def test_rings_of_a_running_process_and_those_long_in_use_are_left_alone() -> None:
    vault.create_ring("old", slots=1)
    with new_rings("one", slots=1, in_use=never):
        destroy_abandoned_rings(in_use=never)
        assert vault.key_exists("one")
    assert vault.key_exists("old")
