"""The key vault: once a key is destroyed, nothing encrypted with it can be read, even from a copy of the database."""

import fcntl
from pathlib import Path

import pytest
from pytest_django import Settings

from aftercall.core import vault


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: Settings) -> Path:
    """An empty folder for keys."""
    settings.KEYS_DIR = tmp_path / "keys"
    settings.ROOT_KEY_FILE = tmp_path / "keys" / "root.key"
    return tmp_path / "keys"


def test_every_slot_has_its_own_key() -> None:
    vault.create_ring("wave-1", slots=5)
    assert len({vault.key("wave-1", slot) for slot in range(5)}) == 5


def test_a_key_never_changes() -> None:
    vault.create_ring("wave-1", slots=2)
    assert vault.key("wave-1", 1) == vault.key("wave-1", 1)


def test_no_key_is_stored_in_the_clear(keys: Path) -> None:
    vault.create_ring("wave-1", slots=2)
    content = (keys / "wave-1.ring").read_bytes()
    assert vault.key("wave-1", 0) not in content
    assert (keys / "root.key").read_bytes() not in content


def test_encrypted_text_can_be_decrypted_only_with_its_key_and_context() -> None:
    vault.create_ring("wave-1", slots=2)
    ciphertext = vault.encrypt(vault.key("wave-1", 0), "Zoë".encode(), context="CASE1")
    assert vault.decrypt(vault.key("wave-1", 0), ciphertext, context="CASE1").decode() == "Zoë"
    with pytest.raises(vault.InvalidTag):
        vault.decrypt(vault.key("wave-1", 1), ciphertext, context="CASE1")
    with pytest.raises(vault.InvalidTag):
        vault.decrypt(vault.key("wave-1", 0), ciphertext, context="CASE2")


@pytest.mark.parametrize("position", [0, 15, -1])
def test_a_single_changed_byte_of_the_ciphertext_is_detected(position: int) -> None:
    vault.create_ring("wave-1", slots=1)
    ciphertext = bytearray(vault.encrypt(vault.key("wave-1"), b"text", context="c"))
    ciphertext[position] ^= 1
    with pytest.raises(vault.InvalidTag):
        vault.decrypt(vault.key("wave-1"), bytes(ciphertext), context="c")


def test_destroying_a_key_leaves_the_other_keys_of_its_ring(keys: Path) -> None:
    vault.create_ring("wave-1", slots=3)
    before = [vault.key("wave-1", slot) for slot in range(3)]
    encrypted_key = (keys / "wave-1.ring").read_bytes()[2 * 60 : 3 * 60]
    vault.destroy_key("wave-1", 1)
    with pytest.raises(vault.NoSuchKey):
        vault.key("wave-1", 1)
    assert [vault.key("wave-1", slot) for slot in (0, 2)] == [before[0], before[2]]
    assert encrypted_key not in (keys / "wave-1.ring").read_bytes()


def test_destroying_a_ring_removes_all_its_keys(keys: Path) -> None:
    vault.create_ring("wave-1", slots=2)
    vault.destroy_ring("wave-1")
    assert not vault.key_exists("wave-1", 0)
    assert not (keys / "wave-1.ring").exists()


def test_destroying_a_key_or_a_ring_again_changes_nothing() -> None:
    vault.create_ring("wave-1", slots=1)
    for _ in range(2):
        vault.destroy_key("wave-1", 0)
    for _ in range(2):
        vault.destroy_ring("wave-1")
    vault.destroy_key("wave-1", 0)
    assert not vault.key_exists("wave-1", 0)


def test_an_existing_ring_is_never_replaced() -> None:
    vault.create_ring("wave-1", slots=1)
    first = vault.key("wave-1")
    vault.create_ring("wave-1", slots=1)
    assert vault.key("wave-1") == first


def test_a_slot_beyond_the_end_of_the_ring_holds_no_key() -> None:
    vault.create_ring("wave-1", slots=1)
    with pytest.raises(vault.NoSuchKey):
        vault.key("wave-1", 7)


def test_only_the_owner_may_read_the_keys(keys: Path) -> None:
    vault.long_lived_key("match")
    assert {path.stat().st_mode & 0o077 for path in [keys, *keys.iterdir()]} == {0}


def test_a_long_lived_key_is_created_once() -> None:
    assert vault.long_lived_key("match") == vault.long_lived_key("match")


def test_all_keys_of_a_ring_are_opened_at_once() -> None:
    vault.create_ring("wave-1", slots=3)
    vault.destroy_key("wave-1", 1)
    assert vault.open_ring("wave-1") == [vault.key("wave-1", 0), None, vault.key("wave-1", 2)]
    assert vault.open_ring("never-created") == []
    assert (vault.ring_exists("wave-1"), vault.ring_exists("never-created")) == (True, False)


def test_an_operation_on_many_keys_opens_each_ring_once(monkeypatch: pytest.MonkeyPatch) -> None:
    opened, open_ring = list[str](), vault.open_ring

    def noting(name: str) -> list[bytes | None]:
        opened.append(name)
        return open_ring(name)

    monkeypatch.setattr(vault, "open_ring", noting)
    vault.create_ring("wave-1", slots=3)
    vault.destroy_key("wave-1", 1)
    keys = vault.keys_of_rings()
    assert [keys("wave-1", 0), keys("wave-1", 2)] == [vault.key("wave-1", 0), vault.key("wave-1", 2)]
    for name, slot in (("wave-1", 1), ("wave-1", 3), ("wave-2", 0)):
        with pytest.raises(vault.NoSuchKey):
            keys(name, slot)
    assert opened == ["wave-1", "wave-2"]


def test_a_long_lived_key_is_read_again_when_another_root_key_is_put_in_place(keys: Path) -> None:
    vault.long_lived_key("match")
    (keys / "root.key").write_bytes(bytes(32))
    with pytest.raises(vault.InvalidTag):
        vault.long_lived_key("match")


def test_what_a_killed_process_left_of_a_ring_is_removed_but_not_what_another_is_writing(keys: Path) -> None:
    keys.mkdir()
    (keys / "unfinished-1").write_bytes(b"half a ring")
    with (keys / "unfinished-2").open("wb") as being_written:
        fcntl.flock(being_written, fcntl.LOCK_EX)
        vault.remove_leftovers()
        assert [path.name for path in keys.iterdir()] == ["unfinished-2"]
