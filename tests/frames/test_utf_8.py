"""A file scanned in parts and blocks, compared with a plain scan of all of it."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.frames.reading import utf_8
from aftercall.frames.reading.utf_8 import NOT_UTF_8, NUL, Utf8Scan, scan_utf_8

_PIECES = [b"a", b"bc,", b"\n", b"\r\n", "é".encode(), "\u00a0".encode(), "漢".encode()]
_ODD = [b"\t", b"\r", b"\0", b"\xff", b"\xc3", b"\xc2"]


def _plainly(content: bytes) -> Utf8Scan:
    """Line by line; the fault is that of the first line with one."""
    lines = content.split(b"\n")
    lines = lines[:-1] if not lines[-1] else lines
    for number, line in enumerate(lines, start=1):
        if b"\0" in line or not _reads(line):
            return Utf8Scan(0, odd_spaces=False, fault=(number, NUL if b"\0" in line else NOT_UTF_8))
    text = content.replace(b"\r\n", b"\n").decode()
    return Utf8Scan(len(lines), any(odd in text for odd in "\t\r\u00a0"))


def _reads(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _scanned(content: bytes, block: int, parts: int) -> Utf8Scan:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(utf_8, "_BLOCK", block)
        patch.setattr("os.cpu_count", lambda: parts)
        path = Path(folder, "x.csv")
        path.write_bytes(content)
        return scan_utf_8(path)


@given(st.lists(st.sampled_from(_PIECES + _ODD[:2]), min_size=1).map(b"".join), st.integers(1, 20), st.integers(1, 5))
def test_the_result_does_not_depend_on_parts_and_blocks(content: bytes, block: int, parts: int) -> None:
    assert _scanned(content, block, parts) == _plainly(content)


@given(st.lists(st.sampled_from(_PIECES + _ODD), min_size=1).map(b"".join), st.integers(1, 20), st.integers(1, 5))
def test_a_line_that_cannot_be_read_is_reported(content: bytes, block: int, parts: int) -> None:
    found, plain = _scanned(content, block, parts).fault, _plainly(content).fault
    assert bool(found) == bool(plain)
    # Within a block NUL is looked for first, and so may be reported instead of an earlier fault.
    assert not found or found == plain or found[1] == NUL


def test_the_first_line_with_a_fault_is_reported() -> None:
    content = b"heading\n" + b"a,b\n" * 50 + b"a,\xff\n" + b"a,b\n" * 50 + b"\xff\n"
    assert _scanned(content, 16, 3).fault == (52, NOT_UTF_8)
    assert _scanned(content.replace(b"\xff", b"\0"), 16, 3).fault == (52, NUL)
