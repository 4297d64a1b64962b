"""A folder appears whole or not at all, and nothing that is not an earlier output is touched."""

from pathlib import Path

import pytest

from aftercall.frames.errors import BadInput
from aftercall.frames.folders import whole_folder


def _write(out: Path, text: str) -> None:
    with whole_folder(out, seal="seal") as folder:
        (folder / "value").write_text(text)
        (folder / "seal").write_text("")


def test_an_earlier_output_is_replaced_whole(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    _write(out, "one")
    (out / "extra").write_text("")
    _write(out, "two")
    assert sorted(path.name for path in out.iterdir()) == ["seal", "value"]
    assert (out / "value").read_text() == "two"
    assert [path.name for path in out.parent.iterdir()] == ["out"]


@pytest.mark.parametrize("trouble", [RuntimeError("x"), KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_a_failure_leaves_the_earlier_output_and_nothing_else(tmp_path: Path, trouble: BaseException) -> None:
    out = tmp_path / "out"
    _write(out, "one")

    def fail() -> None:
        with whole_folder(out, seal="seal") as folder:
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
def test_anything_else_in_its_place_is_not_touched(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "out"
    mine = out / "thesis.txt" if kind == "folder" else out
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("mine")
    with pytest.raises(BadInput, match="is no earlier output of this command"):
        _write(out, "one")
    assert mine.read_text() == "mine"
