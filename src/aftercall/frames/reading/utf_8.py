"""Scan a whole file at the speed of memory: is it UTF-8, how many lines does it have, does it contain odd spaces?"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

NUL, NOT_UTF_8 = "a NUL byte", "a character that is not UTF-8"
_BLOCK = 1 << 19  # bytes: small enough for the processor's cache
_LINE_END, _SPACE, _BEYOND_ASCII = ord("\n"), ord(" "), 128
_NO_BREAK_SPACE = "\u00a0".encode()

type _Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Utf8Scan:
    """`lines`: physical lines. `odd_spaces`: whether there is a tab, a no-break space, or a carriage return that does
    not end a line. `fault`: the first line that can't be read, and what it contains; then nothing else is valid.
    """

    lines: int
    odd_spaces: bool
    fault: tuple[int, str] | None = None

    def __add__(self, following: "Utf8Scan") -> "Utf8Scan":
        if self.fault:
            return self
        fault = following.fault and (self.lines + following.fault[0], following.fault[1])
        return Utf8Scan(self.lines + following.lines, self.odd_spaces or following.odd_spaces, fault)


def scan_utf_8(path: Path) -> Utf8Scan:
    """Scan a file, with a thread for each processor."""
    cuts = _cuts(path)
    with ThreadPoolExecutor(len(cuts) - 1) as threads:
        return sum(threads.map(_scan_part, repeat(path), cuts, cuts[1:]), start=Utf8Scan(0, odd_spaces=False))


def _cuts(path: Path) -> list[int]:
    """Where one part of a file ends and the next begins, always after a line: one part for each processor."""
    parts = os.cpu_count() or 1
    cuts = [0]
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        for part in range(1, parts):
            file.seek(max(cuts[-1], size * part // parts))
            file.readline()
            cuts.append(file.tell())
    return [*cuts, size]


def _scan_part(path: Path, start: int, end: int) -> Utf8Scan:
    """By numpy where possible: unlike the methods of bytes, it lets other threads run meanwhile."""
    lines, odd, last = 0, False, _LINE_END
    for text in _whole_lines(path, start, end):
        ends = int(np.count_nonzero(text == _LINE_END))
        # Few texts have control characters other than line ends, so one count rules out NUL, tab and return.
        control = int(np.count_nonzero(text < _SPACE)) > ends
        beyond = bool(text.max() >= _BEYOND_ASCII)
        if control and not text.min():
            return Utf8Scan(lines, odd, (lines + _lines_before_nul(text) + 1, NUL))
        if beyond and not _is_utf_8(text):
            return Utf8Scan(lines, odd, (lines + _lines_before_fault(text) + 1, NOT_UTF_8))
        odd = odd or (control and _has_odd_controls(text.tobytes())) or (beyond and _has_odd_space(text))
        lines, last = lines + ends, text[-1]
    return Utf8Scan(lines + int(last != _LINE_END), odd)


def _whole_lines(path: Path, start: int, end: int) -> Iterator[_Bytes]:
    """The bytes of a file from one position to another, in blocks of as many whole lines as fit."""
    block, kept, got = bytearray(_BLOCK), 0, 1
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        while start < end and got:
            if kept == len(block):  # full of a single line
                block = block + bytes(kept)
            got = file.readinto(memoryview(block)[kept : kept + end - start])
            start, kept = start + got, kept + got
            whole = block.rfind(b"\n", 0, kept) + 1 if start < end and got else kept
            if whole:
                yield np.frombuffer(block, np.uint8, whole)
            kept -= whole
            block[:kept] = block[whole : whole + kept]


def _has_odd_controls(text: bytes) -> bool:
    """Whether there is a tab, or a carriage return that does not end a line."""
    return b"\t" in text or text.count(b"\r") != text.count(b"\r\n")


def _has_odd_space(text: _Bytes) -> bool:
    """Whether there is a no-break space."""
    first, second = _NO_BREAK_SPACE
    return bool((text == first).any()) and bool(((text[:-1] == first) & (text[1:] == second)).any())


def _is_utf_8(text: _Bytes) -> bool:
    offsets = pa.py_buffer(np.array([0, len(text)], np.int32))
    try:
        # Takes a tenth of the time of decoding.
        pa.StringArray.from_buffers(1, offsets, pa.py_buffer(text)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _lines_before_nul(text: _Bytes) -> int:
    return int(np.count_nonzero(text[: np.argmin(text)] == _LINE_END))


def _lines_before_fault(text: _Bytes) -> int:
    content = text.tobytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start)
    return content.count(b"\n")
