"""The tables of CSV files and of the spreadsheet, read back, and where they differ from what they must show."""

import csv
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase
from xml.etree import ElementTree as ET

from aftercall.csv_files import original
from aftercall.errors import BadInput
from aftercall.evidence.archive.sealing import DAMAGED_ZIP
from aftercall.evidence.archive.tables import Expected, Key

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_LARGEST = 100_000_000


@dataclass(frozen=True)
class ReadTable:
    """A table in a file. place: what messages call it. cells: the rows under the headings, each with its number. by
    letters: whether cells are named as in a spreadsheet."""

    place: str
    heads: Sequence[str]
    cells: Sequence[tuple[int, Sequence[str]]]
    by_letters: bool

    def differences(self, expected: Expected) -> Iterator[str]:
        """A sentence for each cell that is not as expected, and for each row too many or too few."""
        missing = [head for head in (*expected.keys, *expected.columns) if head not in self.heads]
        if missing:
            yield f"{self.place}: has no column {missing[0]}"
            return
        found = {}
        for number, row in self.cells:
            key = tuple(self._cell(row, head) for head in expected.keys)
            if key in found or key not in expected.rows:
                yield f"{self.place}, row {number:,}: was not published"
            found[key] = (number, row)
        yield from self._of_rows(expected, found)

    def _of_rows(self, expected: Expected, found: Mapping[Key, tuple[int, Sequence[str]]]) -> Iterator[str]:
        for key, cells in expected.rows.items():
            if key not in found:
                yield f"{self.place}: has no row for {', '.join(filter(None, key))}"
                continue
            number, row = found[key]
            for head, cell in zip(expected.columns, cells, strict=True):
                if (shown := self._cell(row, head)) != cell:
                    words = f"shows {shown or 'nothing'}, not {cell or 'nothing'}"
                    yield f"{self.place}, {self._name(number, head)}: {words}"

    def _cell(self, row: Sequence[str], head: str) -> str:
        place = self.heads.index(head)
        return row[place] if place < len(row) else ""

    def _name(self, number: int, head: str) -> str:
        if self.by_letters:
            return f"cell {ascii_uppercase[self.heads.index(head)]}{number}"
        return f"row {number:,}, {head}"


def read_csv(content: bytes, name: str) -> ReadTable:
    """A CSV file. Raises BadInput if it is not one."""
    try:
        rows = [[original(cell) for cell in row] for row in csv.reader(io.StringIO(content.decode(), newline=""))]
    except (UnicodeDecodeError, csv.Error):
        raise BadInput(f"{name}: is not a CSV file") from None
    return ReadTable(name, rows[0] if rows else [], list(enumerate(rows[1:], start=2)), by_letters=False)


def read_ods(content: bytes, name: str) -> Mapping[str, ReadTable]:
    """The sheets of a spreadsheet that have a table with headings, by the title above the table. Raises BadInput if it
    is not one."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo("content.xml").file_size > _LARGEST:
                raise BadInput(f"{name}: is too large")
            document = archive.read("content.xml")
        if b"<!" in document:  # no spreadsheet declares entities, which could unpack to any size
            raise BadInput(f"{name}: is not an ODS spreadsheet")
        sheets = list(ET.fromstring(document).iter(f"{_TABLE}table"))  # noqa: S314 - without entities
    except (ET.ParseError, KeyError, *DAMAGED_ZIP):
        raise BadInput(f"{name}: is not an ODS spreadsheet") from None
    return dict(_sheet(sheet, name) for sheet in sheets)


def _sheet(sheet: ET.Element, file: str) -> tuple[str, ReadTable]:
    place = f"{file}, sheet {sheet.get(f'{_TABLE}name')}"
    heads = sheet.find(f"{_TABLE}table-header-rows/{_TABLE}table-row")
    rows = [(number, row) for number, row in enumerate(sheet.iter(f"{_TABLE}table-row"), start=1)]
    start = next((number for number, row in rows if row is heads), len(rows))
    cells = [(number, _cells(row)) for number, row in rows if number > start]
    title = _cells(rows[0][1])[0] if rows and len(rows[0][1]) else place
    return title, ReadTable(place, _cells(heads) if heads is not None else [], cells, by_letters=True)


def _cells(row: ET.Element) -> list[str]:
    """The cells as text; a number as its value, and its text too if that does not show the same."""
    return [_cell(cell) for cell in row]


def _cell(cell: ET.Element) -> str:
    text, value = "".join(cell.itertext()), cell.get(f"{_OFFICE}value")
    if value is None:
        return text
    return value if value == text.replace(",", "") else f"{text} ({value})"
