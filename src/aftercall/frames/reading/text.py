"""A first look at a text file: which encoding is it in, and how many lines has it?"""

import codecs
from dataclasses import dataclass
from pathlib import Path

from aftercall.errors import BadInput
from aftercall.frames.reading.dialect import ENCODINGS
from aftercall.frames.reading.utf_8 import NUL, look_through

UTF_8 = ENCODINGS["utf-8"]
_BLOCK = 1 << 17  # bytes
_SAVE_AS = "save it again as 'CSV UTF-8'"
_OR_TELL = f"{_SAVE_AS}, or name its encoding in a mapping file"
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SIGNATURES = {
    b"PK\x03\x04": "is a spreadsheet or zip file under another name",
    b"\x89PNG": "is a picture",
    b"\xff\xd8\xff": "is a picture",
    b"%PDF": "is a PDF document",
    b"\xd0\xcf\x11\xe0": "is an old Excel file",
    b"PAR1": "is a Parquet file under another name",
    b"\x1f\x8b": "is compressed",
}


@dataclass(frozen=True)
class Look:
    """`encoding` as Python names it; of a UTF-8 file, `lines`, the physical ones.

    `odd_spaces`: whether it may hold another space than the usual one, which can stand unseen around a value.
    """

    encoding: str
    lines: int = 0
    odd_spaces: bool = True


def look_at(path: Path, told: str | None) -> Look:
    """The encoding that is told, else the one that the bytes allow.

    UTF-16 must be told even where a mark gives it away: an export that turned to it unasked has mostly changed in other
    ways too. Windows-1252 only where nothing but plain letters reads as UTF-8: a file with both is damaged.
    Errors: BadInput where it is empty, not text, or in no encoding that can be told from its bytes.
    """
    with path.open("rb") as file:
        start = file.read(_BLOCK)
    _refuse_what_is_no_text(path, start)
    marked = start.startswith(_UTF_16_MARKS)
    if marked and told != "utf-16":
        raise BadInput(f"{path.name}: is in UTF-16; {_OR_TELL}")
    if told not in {None, "utf-8"}:
        return Look(_without_mark(start) if told == "utf-16" and not marked else ENCODINGS[str(told)])
    found = look_through(path)
    if not found.fault:
        return Look(UTF_8, found.lines, found.odd_spaces)
    line, what = found.fault
    if what != NUL and told is None and _is_windows_1252(path):
        return Look("cp1252")
    raise BadInput(f"{path.name}, line {line}: holds {what}; {_OR_TELL}")


def _refuse_what_is_no_text(path: Path, start: bytes) -> None:
    if not start:
        raise BadInput(f"{path.name}: is empty; export it again")
    for signature, what in _SIGNATURES.items():
        if start.startswith(signature):
            raise BadInput(f"{path.name}: {what}, not a CSV file; {_SAVE_AS}")


def _without_mark(start: bytes) -> str:
    """Of UTF-16 without a mark, the heading's plain letters have their NUL first or second."""
    return "utf-16-be" if start[:1] == b"\0" else "utf-16-le"


def _is_windows_1252(path: Path) -> bool:
    """Whether every byte is one of its characters, and none beyond plain letters forms UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("ignore")
    beyond, block = 0, b""
    with path.open("rb") as file:
        while more := file.read(_BLOCK):
            block = more
            if not decoder.decode(block).isascii():
                return False
            try:
                block.decode("cp1252")
            except UnicodeDecodeError:
                return False
            beyond += len(block) - len(block.decode("ascii", "ignore"))
    # A single odd byte at the very end is a file cut within a character at least as often.
    return beyond > 1 or block[-1:].isascii()
