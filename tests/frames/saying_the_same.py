"""Write one table in many ways: formats, cell types, epochs, encodings, zones, delimiters and blanks."""

import csv
import io
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.cell.cell import Cell
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet
from tests.frames.people import Row, person

from aftercall.frames.layout import DATES, NAMES

LONDON = ZoneInfo("Europe/London")
NUMERIC = ("crime_ref", "victim_ref", "area", "phone")  # columns of whole numbers, in some tables
ERRORS = ("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!")
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FORENAMES = ("Zoë", "Amelia", "Núria", "Ben", "Señora", "Nan", "Null")
_SURNAMES = ("Müller", "Walton", "O'Neill", "Ångström", "Child, née Test", "None")


def random_rows(draw: random.Random) -> list[Row]:
    """A table of three to six rows."""
    return [_row(draw, number) for number in range(draw.randint(3, 6))]


def _row(draw: random.Random, number: int) -> Row:
    born = date(1925, 1, 1) + timedelta(days=draw.randrange(30_000))
    reported = date(2025, 1, 1) + timedelta(days=draw.randrange(240))
    return person(
        number,
        crime_ref=str(202500000000 + draw.randrange(10**8)),
        victim_ref=str(number + 1),
        reported_on=reported.isoformat(),
        area=str(draw.randint(1, 40)),
        first_name=draw.choice(_FORENAMES),
        last_name=draw.choice(_SURNAMES),
        date_of_birth=draw.choice([born.isoformat()] * 4 + [""]),
        phone=draw.choice([f"7700900{draw.randrange(1000):03d}"] * 4 + [""]),
        email=draw.choice(["", "someone@example.org"]),
        flags=draw.choice(["", "", "", "deceased", "safeguarding;no_safe_number"]),
    )


@dataclass(frozen=True)
class Spoilt:
    """What is wrong with a file. row: from 0, of the record that must not be used; None: the file must be refused."""

    row: int | None
    column: str = ""
    text: str = ""


@dataclass
class Saying:
    """One way to say a table. `dates`: the format of the mapping, or empty. `from_1904`: the epoch, if a workbook.
    `dialect`: keys of the mapping's [file]."""

    draw: random.Random
    rows: Sequence[Row]
    columns: Sequence[str]
    dates: str
    spoilt: Spoilt | None = None
    from_1904: bool = False
    dialect: dict[str, str] = field(default_factory=dict)

    def value(self, at: int, name: str) -> str:
        """The text of a value, as the spoilt table has it."""
        if self.spoilt and (at, name) == (self.spoilt.row, self.spoilt.column):
            return self.spoilt.text
        return self.rows[at][name]

    def is_sound(self, at: int, name: str) -> bool:
        """Whether a value is there and as it should be."""
        return bool(self.rows[at][name]) and self.value(at, name) == self.rows[at][name]


def as_csv(saying: Saying, path: Path) -> Path:
    """Write a text file."""
    draw = saying.draw
    encoding = draw.choice(["utf-8", "utf-8-sig", "cp1252", "windows-1252", "mac_roman", "utf-16"])
    if encoding in {"windows-1252", "mac_roman", "utf-16"}:
        saying.dialect["encoding"] = encoding
    delimiter = draw.choice([",", ";", "\t", "|"])
    text = io.StringIO()
    quoting = draw.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    writer = csv.writer(text, delimiter=delimiter, quoting=quoting, lineterminator=draw.choice(["\n", "\r\n"]))
    end = draw.choice([[], [], [""]])
    writer.writerow([*saying.columns, *end])
    in_floats = {name for name in NUMERIC if draw.random() < 0.3}
    for at in range(len(saying.rows)):
        writer.writerow([*(_csv_text(saying, at, name, in_floats) for name in saying.columns), *end])
    if draw.random() < 0.2:
        text.write("\n")
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def _csv_text(saying: Saying, at: int, name: str, in_floats: set[str]) -> str:
    value = saying.value(at, name)
    if name in in_floats and (not value or saying.is_sound(at, name)):
        return f"{value}.0" if value else "nan"
    if name in DATES and saying.is_sound(at, name):
        return _date_text(saying, date.fromisoformat(value))
    return value


def _date_text(saying: Saying, day: date) -> str:
    if saying.dates == "excel":
        return str((day - _EPOCH).days) + saying.draw.choice(["", ".0", ".5"])
    if saying.dates:
        return day.strftime(saying.dates)
    noon = datetime.combine(day, time(0, 30), LONDON)
    ways: list[Callable[[], str]] = [
        day.isoformat,
        lambda: f"{day} 00:00:00",
        noon.isoformat,
        lambda: noon.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    ]
    return saying.draw.choice(ways)()


def as_xlsx(saying: Saying, path: Path) -> Path:
    """Write a workbook."""
    book, draw = openpyxl.Workbook(), saying.draw
    if saying.from_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    top, left = draw.choice([0, 0, 2]), draw.choice([0, 0, 1])
    for column, name in enumerate(saying.columns, start=left + 1):
        sheet.cell(top + 1, column, name)
        for at in range(len(saying.rows)):
            _fill(saying, sheet.cell(top + 2 + at, column), at, name)
    if draw.random() < 0.2:
        sheet.column_dimensions["C"].hidden = True
    if draw.random() < 0.2:
        book.create_sheet("Lists").sheet_state = "hidden"
    _hide(saying, sheet, top)
    book.save(path)
    return path


def _fill(saying: Saying, cell: Cell, at: int, name: str) -> None:
    value, draw = saying.value(at, name), saying.draw
    if value.startswith("="):
        cell.value = value
    elif value in ERRORS:
        cell.value, cell.data_type = value, draw.choice(["e", "s"])
    elif name in DATES and saying.is_sound(at, name):
        _fill_date(saying, cell, date.fromisoformat(value))
    elif name in NUMERIC and saying.is_sound(at, name):
        cell.value = draw.choice([int(value), float(value), value, f"{value}.0"])
    elif value:
        cell.value, cell.data_type = value, "s"


def _fill_date(saying: Saying, cell: Cell, day: date) -> None:
    serial = (day - (_EPOCH_1904 if saying.from_1904 else _EPOCH)).days
    if saying.dates == "excel" and saying.draw.random() < 0.5:
        cell.value, cell.number_format = serial, "General"
    elif saying.draw.random() < 0.5:
        cell.value = serial + saying.draw.choice([0, 0.75])
        cell.number_format = saying.draw.choice(["dd/mm/yyyy", "[$-809]d mmmm yyyy;@", "yyyy-mm-dd hh:mm", "mmm-yy"])
    elif saying.dates and saying.dates != "excel":
        cell.value, cell.data_type = day.strftime(saying.dates), "s"
    else:
        cell.value = saying.draw.choice([day, day.isoformat()])


def _hide(saying: Saying, sheet: Worksheet, top: int) -> None:
    if saying.spoilt and saying.spoilt.row is None and saying.spoilt.text == "a hidden row":
        sheet.row_dimensions[top + 2].hidden = True
    if saying.spoilt and saying.spoilt.row is None and saying.spoilt.text == "a hidden sheet":
        sheet.parent.create_sheet("Seen")
        sheet.sheet_state = saying.draw.choice(["hidden", "veryHidden"])
        sheet.parent.active = 1
    if saying.spoilt and saying.spoilt.row is None and saying.spoilt.text == "a heading":
        sheet.cell(top + 1, sheet.max_column).value = saying.draw.choice(["=A1", "#REF!"])


def as_parquet(saying: Saying, path: Path) -> Path:
    """Write a Parquet file."""
    columns: dict[str, pa.Array] = {}
    for name in saying.columns:
        sound = all(saying.is_sound(at, name) or not saying.value(at, name) for at in range(len(saying.rows)))
        texts = [saying.value(at, name) or None for at in range(len(saying.rows))]
        if name in DATES and sound and saying.draw.random() < 0.8:
            columns[name] = _dates(saying.draw, [text and date.fromisoformat(text) for text in texts])
        elif name in DATES and sound and saying.dates:
            columns[name] = pa.array([text and _date_text(saying, date.fromisoformat(text)) for text in texts])
        elif name in NUMERIC and sound and saying.draw.random() < 0.8:
            columns[name] = _numbers(saying.draw, texts)
        else:
            columns[name] = pa.array(texts, saying.draw.choice([pa.string(), pa.large_string()]))
    pq.write_table(pa.table(columns), path)
    return path


def _dates(draw: random.Random, days: Sequence[Any]) -> pa.Array:
    moments = [day and datetime.combine(day, time(0, 30), LONDON) for day in days]
    naive = [moment and moment.replace(tzinfo=None) for moment in moments]
    ways: list[Callable[[], pa.Array]] = [
        lambda: pa.array(days, pa.date32()),
        lambda: pa.array(naive, pa.timestamp(draw.choice(["s", "ms", "us", "ns"]))),
        lambda: pa.array(moments, pa.timestamp("us", "Europe/London")),
        lambda: pa.array(moments, pa.timestamp("us", draw.choice(["UTC", "America/New_York"]))),
    ]
    return draw.choice(ways)()


def _numbers(draw: random.Random, texts: Sequence[str | None]) -> pa.Array:
    ways: list[Callable[[], pa.Array]] = [
        lambda: pa.array([text and int(text) for text in texts], pa.int64()),
        lambda: pa.array([float(text) if text else float("nan") for text in texts], pa.float64()),
        lambda: pa.array([text and float(text) for text in texts], pa.float64()),
        lambda: pa.array([f"{text}.0" if text else "nan" for text in texts], pa.string()),
    ]
    return draw.choice(ways)()


WRITERS: Mapping[str, Callable[[Saying, Path], Path]] = {".xlsx": as_xlsx, ".csv": as_csv, ".parquet": as_parquet}


def random_fault(draw: random.Random, rows: Sequence[Row], suffix: str) -> Spoilt | None:
    """Something that a spreadsheet does to a file, or nothing."""
    if draw.random() < 0.6:
        return None
    at = draw.randrange(len(rows))
    faults = [
        Spoilt(at, draw.choice(NAMES), draw.choice(ERRORS)),
        Spoilt(at, draw.choice(["crime_ref", "victim_ref", "area", "category"]), "nan"),
        Spoilt(at, draw.choice(["crime_ref", "victim_ref", "phone"]), draw.choice(["2.02501E+11", "4.5e+12"])),
    ]
    if suffix == ".xlsx":
        faults.append(Spoilt(at, draw.choice(NAMES), "=A1&B1"))
        faults += [Spoilt(None, text=text) for text in ("a hidden row", "a hidden sheet", "a heading")]
    return draw.choice(faults)
