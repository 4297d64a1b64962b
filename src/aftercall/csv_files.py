"""CSV files that leave the product: a spreadsheet must not run a value in them as a formula.

A text that a spreadsheet could run gets one apostrophe in front, which spreadsheets take as 'this is text'. Reading
takes it away again, so that a program gets the value as it was. Numbers stay as they are, negative ones too.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import IO

_IGNORED = " \t\n\v\f\r\u00a0\u200b\ufeff"
_QUOTES = '"\u201c\u201d\u201e'
_SIGNS = "=+@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b"  # also in full width and in small form
# Both patterns also run in RE2 (Arrow, DuckDB). After any apostrophes: a tab or the end of a line, or a sign that
# starts a formula, behind spaces and quotation marks too.
FORMULA = rf"'*(?:[\t\r\n]|[{_IGNORED}{_QUOTES}]*[\-{_SIGNS}])"
NUMBER = r"[+\-]?[0-9]+(?:[.,][0-9]+)*(?:[eE][+\-]?[0-9]+)?%?"
_formula, _number = re.compile(FORMULA), re.compile(NUMBER)


def harmless[Value](value: Value) -> Value | str:
    """The value as it is written: with an apostrophe in front if it is text that a spreadsheet could run."""
    if isinstance(value, str) and _formula.match(value) and not _number.fullmatch(value):
        return "'" + value
    return value


def original(text: str) -> str:
    """The text that was written, from a cell of a file that was written here."""
    return text[1:] if text.startswith("'") and _formula.match(text, 1) else text


def write_rows(file: IO[str], rows: Iterable[Iterable[object]], *, end: str = "\r\n") -> None:
    """Write rows, the header among them, to a file opened with newline=''. end: what ends a line."""
    csv.writer(file, lineterminator=end).writerows([harmless(cell) for cell in row] for row in rows)


def read_rows(file: IO[str]) -> Iterator[dict[str, str]]:
    """The rows of a file that was written here, by column."""
    for row in csv.DictReader(file):
        yield {name: original(cell) for name, cell in row.items()}
