"""Through a file in parts and blocks, against one plain look at all of it."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.frames.reading import utf_8
from aftercall.frames.reading.utf_8 import NOT_UTF_8, NUL, Found, look_through

_PIECES = [b"a", b"bc,", b"\n", b"\r\n", "é".encode(), "\u00a0".encode(), "漢".encode()]
_ODD = [b"\t", b"\r", b"\0", b"\xff", b"\xc3", b"\xc2"]


def _plainly(content: bytes) -> Found:
    """Whole lines one by one; the fault that is told is the first line's that has one."""
    lines = content.split(b"\n")
    lines = lines[:-1] if not lines[-1] else lines
    for number, line in enumerate(lines, start=1):
        if b"\0" in line or not _reads(line):
            return Found(0, odd_spaces=False, fault=(number, NUL if b"\0" in line else NOT_UTF_8))
    text = content.replace(b"\r\n", b"\n").decode()
    return Found(len(lines), any(odd in text for odd in "\t\r\u00a0"))


def _reads(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _looked(content: bytes, block: int, parts: int) -> Found:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(utf_8, "_BLOCK", block)
        patch.setattr("os.cpu_count", lambda: parts)
        path = Path(folder, "x.csv")
        path.write_bytes(content)
        return look_through(path)


@given(st.lists(st.sampled_from(_PIECES + _ODD[:2]), min_size=1).map(b"".join), st.integers(1, 20), st.integers(1, 5))
def test_what_can_be_read_is_told_however_it_is_cut(content: bytes, block: int, parts: int) -> None:
    assert _looked(content, block, parts) == _plainly(content)


@given(st.lists(st.sampled_from(_PIECES + _ODD), min_size=1).map(b"".join), st.integers(1, 20), st.integers(1, 5))
def test_a_line_that_can_t_be_read_is_told(content: bytes, block: int, parts: int) -> None:
    found, plain = _looked(content, block, parts).fault, _plainly(content).fault
    assert bool(found) == bool(plain)
    # A NUL is looked for first within a block, and so may be told in place of another fault before it.
    assert not found or found == plain or found[1] == NUL


def test_the_first_line_with_a_fault_is_told() -> None:
    content = b"heading\n" + b"a,b\n" * 50 + b"a,\xff\n" + b"a,b\n" * 50 + b"\xff\n"
    assert _looked(content, 16, 3).fault == (52, NOT_UTF_8)
    assert _looked(content.replace(b"\xff", b"\0"), 16, 3).fault == (52, NUL)
