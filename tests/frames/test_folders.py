"""A folder appears complete or not at all, and only an earlier output is replaced."""

import ctypes
import errno
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest

from aftercall.errors import BadInput
from aftercall.frames import swapping
from aftercall.frames.folders import atomic_folder


def _write(out: Path, text: str) -> None:
    with atomic_folder(out, marker="marker") as folder:
        (folder / "value").write_text(text)
        (folder / "marker").write_text("")


def test_an_earlier_output_is_replaced_completely(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    _write(out, "one")
    (out / "extra").write_text("")
    _write(out, "two")
    assert sorted(path.name for path in out.iterdir()) == ["marker", "value"]
    assert (out / "value").read_text() == "two"
    assert [path.name for path in out.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("trouble", [RuntimeError("x"), KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_a_failure_leaves_only_the_earlier_output(tmp_path: Path, trouble: BaseException) -> None:
    out = tmp_path / "out"
    _write(out, "one")

    def fail() -> None:
        with atomic_folder(out, marker="marker") as folder:
            (folder / "value").write_text("half")
            raise trouble

    with pytest.raises((type(trouble), BadInput)) as error:
        fail()
    assert (out / "value").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert not isinstance(trouble, OSError) or "No space left on device" in str(error.value)


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    _write(tmp_path, "one")
    assert (tmp_path / "value").read_text() == "one"


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_anything_else_is_left_alone(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "out"
    mine = out / "thesis.txt" if kind == "folder" else out
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    with pytest.raises(BadInput, match="is not an earlier output of this command"):
        _write(out, "one")
    assert mine.read_text() == "mine"


def test_the_output_is_never_missing_while_it_is_replaced(tmp_path: Path) -> None:
    out, done = tmp_path / "out", Event()
    _write(out, "0")

    def watch() -> int:
        looks = 0
        while not looks or not done.is_set():
            assert (out / "value").read_text().isdecimal()
            looks += 1
        return looks

    with ThreadPoolExecutor(1) as pool:
        watched = pool.submit(watch)
        try:
            for number in range(200):
                _write(out, str(number))
        finally:
            done.set()
        assert watched.result() > 0


def test_abandoned_folders_are_removed_but_not_those_still_in_use(tmp_path: Path) -> None:
    abandoned, other = tmp_path / ".out.partial-abandoned", tmp_path / ".outer.partial-x"
    for folder in (abandoned, other):
        folder.mkdir()
    with atomic_folder(tmp_path / "out", marker="marker") as mine:
        assert not abandoned.exists()
        _write(tmp_path / "out", "one")
        assert mine.exists()
        (mine / "marker").write_text("")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".outer.partial-x", "out"]


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS])
def test_without_an_exchange_the_former_folder_is_renamed_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def cannot(*_: object) -> int:
        ctypes.set_errno(number)
        return -1

    monkeypatch.setattr(swapping, "_c_library", lambda: SimpleNamespace(renameat2=cannot))
    test_an_earlier_output_is_replaced_completely(tmp_path)


def test_another_failure_of_the_exchange_is_reported_and_nothing_moves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> int:
        ctypes.set_errno(errno.EACCES)
        return -1

    _write(tmp_path / "out", "one")
    monkeypatch.setattr(swapping, "_c_library", lambda: SimpleNamespace(renameat2=fails))
    with pytest.raises(BadInput, match="Permission denied"):
        _write(tmp_path / "out", "two")
    assert (tmp_path / "out" / "value").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
