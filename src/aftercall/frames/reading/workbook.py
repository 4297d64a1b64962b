"""What a workbook says about its sheets and cells beyond the values: hidden sheets, rows and columns, errors, dates."""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import join, normpath
from typing import IO
from xml.parsers import expat

from aftercall.frames.unknown_values import ERROR, NO_RESULT

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_CHUNK = 1 << 20  # bytes
_LONGEST_MATCH = 64  # bytes
# Most sheets have none of these, and looking first takes a hundredth of the time.
_REMARKABLE = re.compile(rb"""\bt\s*=\s*["']e["']|<(?:\w+:)?f[\s/>]|\bhidden\b|\bwidth\s*=\s*["']0["']|<!DOCTYPE""")
_XML_IN_UTF_8 = (b"<", b"\xef\xbb\xbf<")
_TRUE = {"1", "true", "on"}
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

type _Attributes = dict[str, str]


class DamagedWorkbook(ValueError):
    """A part of the workbook is missing or is not XML."""


@dataclass(frozen=True)
class Sheet:
    """A sheet with cells. `part`: its file in the workbook."""

    name: str
    hidden: bool
    part: str


@dataclass(frozen=True)
class Workbook:
    """`from_1904`: whether days are counted from 1 January 1904. `uncalculated`: whether the program that wrote the
    file left the formulas to be calculated when it is opened, so that a result of 0 says nothing."""

    sheets: tuple[Sheet, ...]
    from_1904: bool
    uncalculated: bool


@dataclass
class SheetFacts:
    """Rows and columns are counted from 0. `unknown`: row → column → the text for a value that can't be known.
    `hidden_rows`: those with values. `hidden_columns`: the first and the last of each run."""

    unknown: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)


def read_workbook(packed: bytes) -> Workbook:
    """Errors: DamagedWorkbook."""
    with _opened(packed) as archive:
        parts = _parts(archive)
        targets: dict[str, str] = {}
        facts = _WorkbookFacts()
        _parse(archive, parts, _RELATIONS, lambda name, given: _take_relation(targets, name, given))
        _parse(archive, parts, _WORKBOOK, facts.take)
        sheets = tuple(
            Sheet(name, hidden, parts[targets[relation].lower()])
            for name, hidden, relation in facts.sheets
            if targets.get(relation, "").lower() in parts
        )
        return Workbook(sheets, facts.from_1904, facts.uncalculated)


def read_sheet_facts(packed: bytes, workbook: Workbook, sheet: Sheet) -> SheetFacts:
    """Errors: DamagedWorkbook."""
    with _opened(packed) as archive:
        with archive.open(sheet.part) as content:
            if not _is_remarkable(content):
                return SheetFacts()
        reader = _SheetReader(uncalculated=workbook.uncalculated)
        with archive.open(sheet.part) as content:
            _feed(content, reader.start, reader.end, reader.text)
        return reader.facts


def column_letters(column: int) -> str:
    """A column's letters in a spreadsheet, from its number from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _opened(packed: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(packed))


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The names of the workbook's parts: as relations write them, in lower case → as the archive does."""
    return {name.replace("\\", "/").lower(): name for name in archive.namelist()}


def _take_relation(targets: dict[str, str], name: str, given: _Attributes) -> None:
    if name == "Relationship" and given.get("Type", "").endswith("/worksheet"):
        target = given.get("Target", "")
        targets[given.get("Id", "")] = normpath(join("xl", target)) if target[:1] != "/" else target[1:]


class _WorkbookFacts:
    """What `workbook.xml` says."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, bool, str]] = []
        self.from_1904 = self.uncalculated = False

    def take(self, name: str, given: _Attributes) -> None:
        if name == "sheet":
            relation = next((value for key, value in given.items() if key.rpartition(":")[2] == "id"), "")
            self.sheets.append((given.get("name", ""), given.get("state", "visible") != "visible", relation))
        elif name == "workbookPr":
            self.from_1904 = given.get("date1904", "").lower() in _TRUE
        elif name == "calcPr":
            self.uncalculated = given.get("fullCalcOnLoad", "").lower() in _TRUE


class _SheetReader:
    """Takes the elements of a sheet, in order."""

    def __init__(self, *, uncalculated: bool) -> None:
        self.facts = SheetFacts()
        self._uncalculated = uncalculated
        self._row = self._column = -1
        self._hidden_row = self._has_formula = self._in_value = False
        self._kind = ""
        self._value: list[str] = []
        self._starts: Mapping[str, Callable[[_Attributes], None]] = {
            "c": self._start_cell,
            "row": self._start_row,
            "col": self._take_columns,
            "f": self._take_formula,
            "v": self._start_value,
            "t": self._start_value,
        }

    def start(self, name: str, given: _Attributes) -> None:
        if take := self._starts.get(name):
            take(given)

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._in_value = False
        elif name == "c":
            self._end_cell()

    def text(self, text: str) -> None:
        if self._in_value:
            self._value.append(text)

    def _start_row(self, given: _Attributes) -> None:
        self._row = int(given["r"]) - 1 if "r" in given else self._row + 1
        self._column = -1
        self._hidden_row = given.get("hidden", "").lower() in _TRUE

    def _take_columns(self, given: _Attributes) -> None:
        if given.get("hidden", "").lower() in _TRUE or given.get("width") == "0":
            self.facts.hidden_columns.append((int(given["min"]) - 1, int(given["max"]) - 1))

    def _start_cell(self, given: _Attributes) -> None:
        place = _PLACE.fullmatch(given.get("r", ""))
        self._column = _column_number(place[1]) if place else self._column + 1
        self._kind = given.get("t", "n")
        self._has_formula = False
        self._value = []

    def _take_formula(self, _given: _Attributes) -> None:
        self._has_formula = True

    def _start_value(self, _given: _Attributes) -> None:
        self._in_value = True

    def _end_cell(self) -> None:
        value = "".join(self._value).strip()
        unknown = self._unknown(value)
        if unknown:
            self.facts.unknown[self._row][self._column] = unknown
        if self._hidden_row and (value or unknown) and self._row not in self.facts.hidden_rows[-1:]:
            self.facts.hidden_rows.append(self._row)

    def _unknown(self, value: str) -> str:
        """The text that stands for the cell if its value can't be known; otherwise empty."""
        if self._kind == "e":
            return value if value.startswith("#") else ERROR
        # A formula whose result is a blank text says so by its type.
        no_result = not value and self._kind != "str"
        placeholder = value == "0" and self._kind == "n" and self._uncalculated
        return NO_RESULT if self._has_formula and (no_result or placeholder) else ""


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _is_remarkable(content: IO[bytes]) -> bool:
    tail = content.read(8)
    if not tail.startswith(_XML_IN_UTF_8):
        return True
    while chunk := content.read(_CHUNK):
        if _REMARKABLE.search(tail + chunk):
            return True
        tail = chunk[-_LONGEST_MATCH:]
    return False


def _parse(
    archive: zipfile.ZipFile, parts: Mapping[str, str], part: str, start: Callable[[str, _Attributes], None]
) -> None:
    if part not in parts:
        raise DamagedWorkbook
    with archive.open(parts[part]) as content:
        _feed(content, start)


def _feed(
    content: IO[bytes],
    start: Callable[[str, _Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Parse XML and pass on the elements by their local names. A document type is refused: it may define entities."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = lambda name, given: start(_local(name), given)
    if end:
        parser.EndElementHandler = lambda name: end(_local(name))
    if text:
        parser.CharacterDataHandler = text
    try:
        for chunk in _chunks(content):
            parser.Parse(chunk, False)  # noqa: FBT003 - its parameters have no names
        parser.Parse(b"", True)  # noqa: FBT003
    except (expat.ExpatError, LookupError, ValueError):
        raise DamagedWorkbook from None


def _refuse_document_type(*_: object) -> None:
    raise DamagedWorkbook


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _chunks(content: IO[bytes]) -> Iterator[bytes]:
    while chunk := content.read(_CHUNK):
        yield chunk
