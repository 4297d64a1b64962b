"""Reads a list of people who have asked not to be surveyed: a CSV file, one row each, with an extract's column
names."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from aftercall.core.list_files import ListRefused, Mistake, numbered_rows
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
class ListedPerson:
    """One person of the list. values: by column, with dates as year-month-day. row: the line of the file."""

    row: int
    values: Mapping[str, str] = field(repr=False)
    whole_household: bool = False


def read_list_of_people(content: bytes, file: str) -> list[ListedPerson]:
    """The people of a CSV file. `file`: what messages call it. Errors: BadInput, or ListRefused with every mistake."""
    rows = numbered_rows(content, file)
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
    """The value. Long texts are refused first: patterns could take minutes on them, while nobody else is served."""
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
    raise ValueError("write the date like 1980-01-31 or 31/01/1980, or leave it empty")


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
