"""Through a whole file at the speed of memory: is it UTF-8, how many lines has it, and are there odd spaces in it?"""

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
_BLOCK = 1 << 19  # bytes: few enough to stay near the processor
_LINE_END, _SPACE, _BEYOND_ASCII = ord("\n"), ord(" "), 128
_NO_BREAK_SPACE = "\u00a0".encode()

type _Bytes = NDArray[np.uint8]


@dataclass(frozen=True)
class Found:
    """`lines`: the physical ones. `fault`: the first line that can't be read, and what it holds; then the rest counts
    for nothing. `odd_spaces`: whether there is a tab, a no-break space, or a carriage return that ends no line.
    """

    lines: int
    odd_spaces: bool
    fault: tuple[int, str] | None = None

    def __add__(self, following: "Found") -> "Found":
        if self.fault:
            return self
        fault = following.fault and (self.lines + following.fault[0], following.fault[1])
        return Found(self.lines + following.lines, self.odd_spaces or following.odd_spaces, fault)


def look_through(path: Path) -> Found:
    """What a file holds, found in a thread for each processor."""
    cuts = _cuts(path)
    with ThreadPoolExecutor(len(cuts) - 1) as threads:
        return sum(threads.map(_look_through_part, repeat(path), cuts, cuts[1:]), start=Found(0, odd_spaces=False))


def _cuts(path: Path) -> list[int]:
    """Where one part of a file ends and the next begins, always behind a line: a part for each processor."""
    parts = os.cpu_count() or 1
    cuts = [0]
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        for part in range(1, parts):
            file.seek(max(cuts[-1], size * part // parts))
            file.readline()
            cuts.append(file.tell())
    return [*cuts, size]


def _look_through_part(path: Path, start: int, end: int) -> Found:
    """Numpy looks wherever it can: unlike the methods of bytes it lets other threads go on meanwhile."""
    lines, odd, last = 0, False, _LINE_END
    for text in _whole_lines(path, start, end):
        ends = int(np.count_nonzero(text == _LINE_END))
        # Hardly any text has a control character beside line ends, and to count them finds a NUL, a tab and a return.
        control = int(np.count_nonzero(text < _SPACE)) > ends
        beyond = bool(text.max() >= _BEYOND_ASCII)
        if control and not text.min():
            return Found(lines, odd, (lines + _lines_before_nul(text) + 1, NUL))
        if beyond and not _is_utf_8(text):
            return Found(lines, odd, (lines + _lines_before_fault(text) + 1, NOT_UTF_8))
        odd = odd or (control and _has_odd_controls(text.tobytes())) or (beyond and _has_odd_space(text))
        lines, last = lines + ends, text[-1]
    return Found(lines + int(last != _LINE_END), odd)


def _whole_lines(path: Path, start: int, end: int) -> Iterator[_Bytes]:
    """The bytes of a file from one place to another, as many whole lines at a time as go into one block."""
    block, kept, got = bytearray(_BLOCK), 0, 1
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        while start < end and got:
            if kept == len(block):  # by one line
                block = block + bytes(kept)
            got = file.readinto(memoryview(block)[kept : kept + end - start])
            start, kept = start + got, kept + got
            whole = block.rfind(b"\n", 0, kept) + 1 if start < end and got else kept
            if whole:
                yield np.frombuffer(block, np.uint8, whole)
            kept -= whole
            block[:kept] = block[whole : whole + kept]


def _has_odd_controls(text: bytes) -> bool:
    """A tab, or a carriage return that ends no line."""
    return b"\t" in text or text.count(b"\r") != text.count(b"\r\n")


def _has_odd_space(text: _Bytes) -> bool:
    """A no-break space."""
    first, second = _NO_BREAK_SPACE
    return bool((text == first).any()) and bool(((text[:-1] == first) & (text[1:] == second)).any())


def _is_utf_8(text: _Bytes) -> bool:
    offsets = pa.py_buffer(np.array([0, len(text)], np.int32))
    try:
        # A tenth of the time of decoding it.
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
