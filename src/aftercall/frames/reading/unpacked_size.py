"""How much a workbook unpacks to, counted before anything is allocated: a zip file's directory can't be trusted."""

import io
import re
import zipfile
import zlib

from aftercall.errors import BadInput

_CHUNK = 1 << 20  # bytes
_ENCRYPTED = 0x1  # in the flags of a member
_CELL = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")


def refuse_large_content(file: str, packed: bytes, *, unpacked: int, cells: int, too_large: str) -> None:
    """Refuse a workbook that unpacks to more bytes, or has a larger sheet, than this. too_large: what to say then.

    Errors: BadInput, also if the file is not a workbook.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            if sum(member.file_size for member in archive.infolist()) > unpacked or _is_larger(
                archive, unpacked, cells
            ):
                raise BadInput(f"{file}: {too_large}")
    # No zip file, damaged data, an unknown compression, an early end, and a damaged name, in this order.
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, UnicodeDecodeError):
        raise BadInput(f"{file}: is not an Excel workbook (.xlsx); save it again") from None


def _is_larger(archive: zipfile.ZipFile, unpacked: int, cells: int) -> bool:
    left = unpacked
    for member in archive.infolist():
        if member.flag_bits & _ENCRYPTED:
            raise zipfile.BadZipFile  # it can't be read without its password
        member.file_size = unpacked + 1  # otherwise zipfile stops where the directory says that the member ends
        columns, rows, tail = 0, 0, b""
        with archive.open(member) as content:
            while chunk := content.read(_CHUNK):
                left -= len(chunk)
                for letters, number in _CELL.findall(tail + chunk):
                    columns, rows = max(columns, _column_number(letters)), max(rows, int(number))
                tail = chunk[-16:]
                if left < 0 or columns * rows > cells:
                    return True
    return False


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
