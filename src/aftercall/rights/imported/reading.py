"""Reading such a list: a CSV file with a row for each person, in the words of an extract."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from aftercall.errors import BadInput
from aftercall.frames.layout import LABELS, printable_name
from aftercall.frames.phones import classify
from aftercall.frames.recognition.match_keys import IN_CLEAR

HOUSEHOLD = "whole_household"
COLUMNS = (*IN_CLEAR, HOUSEHOLD)
MOST_ROWS = 200_000
LONGEST = 300  # characters of a value
_DATES = ("%Y-%m-%d", "%d/%m/%Y")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9O][A-Z]{2}")
_YES, _NO = ("yes", "y", "true", "1"), ("no", "n", "false", "0", "")


@dataclass(frozen=True)
class Mistake:
    """What has to be corrected in one value, or in one row if there is no column. It never repeats the value."""

    row: int
    column: str
    fix: str

    def __str__(self) -> str:
        return f"row {self.row}{self.column and ', ' + self.column}: {self.fix}"


class ListRefused(BadInput):
    """The list has mistakes, and nothing of it was imported."""

    def __init__(self, file: str, mistakes: Sequence[Mistake]) -> None:
        self.file, self.mistakes = file, mistakes
        super().__init__(f"{file}, {mistakes[0]}")

    @property
    def lines(self) -> list[str]:
        """One line for each mistake."""
        return [f"{self.file}, {mistake}" for mistake in self.mistakes]


@dataclass(frozen=True)
class ListedPerson:
    """One person of the list. values: by column, with dates as year-month-day. row: the line of the file."""

    row: int
    values: Mapping[str, str] = field(repr=False)
    whole_household: bool = False


def read_list_of_people(content: bytes, file: str) -> list[ListedPerson]:
    """The people of a CSV file. `file`: what messages call it. Errors: BadInput, or ListRefused with every mistake."""
    rows = _rows(content, file)
    header = _header(next(rows, (1, []))[1], file)
    people, mistakes = list[ListedPerson](), list[Mistake]()
    for number, cells in rows:
        if not any(cells):
            continue
        if len(cells) != len(header):
            mistakes.append(Mistake(number, "", f"give {len(header)} values, one for each column"))
            continue
        if len(people) + len(mistakes) >= MOST_ROWS:
            raise BadInput(f"{file}: has more than {MOST_ROWS:,} rows; divide it into several files")
        person, wrong = _person(number, dict(zip(header, cells, strict=True)))
        people.append(person)
        mistakes += wrong
    if mistakes:
        raise ListRefused(file, mistakes)
    if not people:
        raise BadInput(f"{file}: lists nobody; add a row for each person")
    return people


def _rows(content: bytes, file: str) -> Iterator[tuple[int, list[str]]]:
    """The number of each row's last line, and its values without surrounding spaces."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{file}: can't be read as UTF-8; save it as “CSV UTF-8”") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for cells in reader:
            yield reader.line_num, [" ".join(cell.split()) for cell in cells]
    except csv.Error:
        raise BadInput(f"{file}, row {reader.line_num}: is not valid CSV; save the list as CSV again") from None


def _header(cells: Sequence[str], file: str) -> list[str]:
    known = {_folded(name): name for name in COLUMNS} | {_folded(LABELS.get(name, name)): name for name in COLUMNS}
    if not any(cells):
        raise BadInput(f"{file}: is empty; its first row must name the columns")
    header = [known.get(_folded(cell), "") for cell in cells]
    for cell, name in zip(cells, header, strict=True):
        if not name:
            raise BadInput(f"{file}, column {printable_name(cell)}: is not known; use only {', '.join(COLUMNS)}")
        if header.count(name) > 1:
            raise BadInput(f"{file}, column {name}: occurs more than once; leave one out")
    return header


def _folded(name: str) -> str:
    return re.sub("[^a-z]", "", name.lower())


def _person(row: int, given: Mapping[str, str]) -> tuple[ListedPerson, list[Mistake]]:
    values, mistakes = dict[str, str](), list[Mistake]()
    for column, text in given.items():
        try:
            values[column] = _read(column, text) if text else ""
        except ValueError as error:
            mistakes.append(Mistake(row, column, str(error)))
    household = values.pop(HOUSEHOLD, "")
    return ListedPerson(row, values, whole_household=bool(household)), mistakes


def _read(column: str, text: str) -> str:
    """The value. Of a text of any length, patterns would take minutes, in which nobody else is served."""
    if len(text) > LONGEST:
        raise ValueError(f"is longer than {LONGEST} characters; shorten it")
    return _READERS.get(column, str)(text)


def _date(text: str) -> str:
    for form in _DATES:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007 - a day without a time
        except ValueError:
            continue
        if date(1900, 1, 1) < day:
            return day.isoformat()
    raise ValueError("write the date as year-month-day, such as 1980-01-31, or leave it empty")


def _number(text: str) -> str:
    if classify(text)[0] is None:
        raise ValueError("is not a number that a person can be called on; correct it or leave it empty")
    return text


def _email(text: str) -> str:
    if not _EMAIL.fullmatch(text):
        raise ValueError("is not an email address; correct it or leave it empty")
    return text


def _postcode(text: str) -> str:
    if not _POSTCODE.fullmatch(re.sub("[^A-Z0-9]", "", text.upper())):
        raise ValueError("is not a full British postcode; correct it or leave it empty")
    return text


def _yes_or_no(text: str) -> str:
    if text.lower() not in (*_YES, *_NO):
        raise ValueError("write yes or no")
    return "yes" if text.lower() in _YES else ""


_READERS: Mapping[str, Callable[[str], str]] = {
    "date_of_birth": _date,
    "phone": _number,
    "phone_alt": _number,
    "email": _email,
    "postcode": _postcode,
    HOUSEHOLD: _yes_or_no,
}
