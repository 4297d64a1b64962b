"""Inspect a text file before it is read: which encoding it has, and how many lines."""

import codecs
from dataclasses import dataclass
from pathlib import Path

from aftercall.errors import BadInput
from aftercall.frames.reading.dialect import ENCODING_NAMES, ENCODINGS
from aftercall.frames.reading.utf_8 import NUL, scan_utf_8

UTF_8 = ENCODINGS["utf-8"]
_CHUNK = 1 << 17  # bytes
_SAVE_AGAIN = "save it again as 'CSV UTF-8'"
_OR_NAME_ENCODING = f"{_SAVE_AGAIN}, or name its encoding in a mapping file"
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SIGNATURES = {
    b"PK\x03\x04": "is a spreadsheet or zip file with the wrong extension",
    b"\x89PNG": "is a picture",
    b"\xff\xd8\xff": "is a picture",
    b"%PDF": "is a PDF document",
    b"\xd0\xcf\x11\xe0": "is an old Excel file",
    b"PAR1": "is a Parquet file with the wrong extension",
    b"\x1f\x8b": "is compressed",
    codecs.BOM_UTF32_LE: "is in UTF-32",  # begins like UTF-16
    codecs.BOM_UTF32_BE: "is in UTF-32",
}


@dataclass(frozen=True)
class TextLayout:
    """`encoding`: as Python names it. `lines`: physical lines, of a UTF-8 file only.

    `odd_spaces`: whether it may contain white space other than the ordinary space, which is invisible around a value.
    `assumed`: whether neither the mapping nor the bytes say the encoding: another one would give other accents.
    """

    encoding: str
    lines: int = 0
    odd_spaces: bool = True
    assumed: bool = False

    @property
    def name(self) -> str:
        """The encoding as people know it."""
        known = next((name for name, codec in ENCODINGS.items() if self.encoding.startswith(codec)), "")
        return ENCODING_NAMES.get(known, self.encoding)


def inspect_text(path: Path, declared: str | None) -> TextLayout:
    """The layout of a text file, with the encoding declared for it or else the one that its bytes allow.

    UTF-16 must be declared even where the file starts with its mark: an export that has changed to it has usually
    changed in other ways too. Windows-1252 is assumed only where nothing except ASCII reads as UTF-8, because a file
    with both is damaged. Errors: BadInput where the file is empty, not text, or in an unrecognised encoding.
    """
    with path.open("rb") as file:
        start = file.read(_CHUNK)
    _refuse_other_formats(path, start)
    marked = start.startswith(_UTF_16_MARKS)
    if marked and declared != "utf-16":
        raise BadInput(f"{path.name}: is in UTF-16; {_OR_NAME_ENCODING}")
    if declared not in {None, "utf-8"}:
        unmarked_utf_16 = declared == "utf-16" and not marked
        return TextLayout(_utf_16_order(start) if unmarked_utf_16 else ENCODINGS[str(declared)])
    scan = scan_utf_8(path)
    if not scan.fault:
        return TextLayout(UTF_8, scan.lines, scan.odd_spaces)
    line, what = scan.fault
    if what != NUL and declared is None and _is_windows_1252(path):
        return TextLayout(ENCODINGS["windows-1252"], assumed=True)
    raise BadInput(f"{path.name}, line {line}: contains {what}; {_OR_NAME_ENCODING}")


def _refuse_other_formats(path: Path, start: bytes) -> None:
    if not start:
        raise BadInput(f"{path.name}: is empty; export it again")
    for signature, what in _SIGNATURES.items():
        if start.startswith(signature):
            raise BadInput(f"{path.name}: {what}, not a CSV file; {_SAVE_AGAIN}")


def _utf_16_order(start: bytes) -> str:
    """The byte order, from whether the ASCII letters of the heading have their NUL first or second."""
    return "utf-16-be" if start[:1] == b"\0" else "utf-16-le"


def _is_windows_1252(path: Path) -> bool:
    """Whether every byte is a character of Windows-1252, and none beyond ASCII forms UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("ignore")
    beyond_ascii, chunk = 0, b""
    with path.open("rb") as file:
        while more := file.read(_CHUNK):
            chunk = more
            if not decoder.decode(chunk).isascii():
                return False
            try:
                chunk.decode("cp1252")
            except UnicodeDecodeError:
                return False
            beyond_ascii += len(chunk) - len(chunk.decode("ascii", "ignore"))
    # A file with a single such byte, at its very end, was probably cut within a character.
    return beyond_ascii > 1 or chunk[-1:].isascii()
