"""A first look at a text file: is it plain UTF-8, and how many lines has it?"""

import codecs
from pathlib import Path

from aftercall.frames.errors import BadInput

_BLOCK = 1 << 20
_SAVE_AS = "save it again as 'CSV UTF-8'"
_SIGNATURES = {
    b"\xff\xfe": "is in UTF-16",
    b"\xfe\xff": "is in UTF-16",
    b"PK\x03\x04": "is a spreadsheet or zip file under another name",
    b"\x89PNG": "is a picture",
    b"\xff\xd8\xff": "is a picture",
    b"%PDF": "is a PDF document",
    b"\xd0\xcf\x11\xe0": "is an old Excel file",
    b"PAR1": "is a Parquet file under another name",
    b"\x1f\x8b": "is compressed",
}


def count_lines(path: Path) -> int:
    """Physical lines of a UTF-8 text file. Errors: BadInput where it is empty, not UTF-8 or not text at all."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines, block, tail = 0, b"", b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            if lines == 0:
                _refuse_other_formats(path, block)
            _refuse_other_text(path, block, decoder, lines)
            lines += block.count(b"\n")
            tail = block
    if not tail:
        raise BadInput(f"{path.name}: is empty; export it again")
    _refuse_other_text(path, b"", decoder, lines, final=True)
    return lines if tail.endswith(b"\n") else lines + 1


def _refuse_other_formats(path: Path, start: bytes) -> None:
    for signature, what in _SIGNATURES.items():
        if start.startswith(signature):
            raise BadInput(f"{path.name}: {what}, not a CSV file; {_SAVE_AS}")


def _refuse_other_text(
    path: Path, block: bytes, decoder: codecs.IncrementalDecoder, lines_before: int, *, final: bool = False
) -> None:
    at = block.find(b"\0")
    if at >= 0:
        raise BadInput(
            f"{path.name}, line {lines_before + block.count(b'\n', 0, at) + 1}: holds a NUL byte; {_SAVE_AS}"
        )
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError as error:
        line = lines_before + block.count(b"\n", 0, max(error.start, 0)) + 1
        raise BadInput(f"{path.name}, line {line}: holds a character that is not UTF-8; {_SAVE_AS}") from None
