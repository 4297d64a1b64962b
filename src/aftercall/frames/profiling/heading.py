"""Which rows of a file are its heading, and whether they are a heading at all."""

import re
from collections.abc import Sequence

from aftercall.frames.reading.dialect import Row

_DATE = re.compile(r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}")
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE_IN_WORDS = re.compile(rf"\b(?:{_DAY}[ /.-]*{_MONTH}|{_MONTH}[ /.-]*{_DAY}[ ,/.-]+\d{{2,4}})\b", re.IGNORECASE)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
_MAX_NAME = 60  # characters
_MAX_DIGITS = 4  # lsoa2021 is a name, a telephone number is not


def looks_like_data(name: str) -> bool:
    """Whether a heading is really a value, which happens if a file has no row of column names."""
    digits = sum(character.isdigit() for character in name)
    found = "@" in name or _DATE.search(name) or _DATE_IN_WORDS.search(name) or _POSTCODE.search(name)
    return bool(found) or digits > _MAX_DIGITS or len(name) > _MAX_NAME


def looks_like_number(name: str) -> bool:
    """Whether a heading has digits and no letter."""
    return any(map(str.isdigit, name)) and not any(map(str.isalpha, name))


def looks_like_person(value: str) -> bool:
    """Whether a value may be somebody's name: it has two or more words that begin with a capital letter."""
    words = (word.strip("(),.'\"") for word in value.split())
    return sum(len(word) > 1 and word[0].isupper() for word in words) > 1


def heading_rows(rows: Sequence[Row]) -> tuple[int, ...]:
    """The numbers of the rows that hold the column names, as far as the first rows of a file show.

    The last is the first row that fills at least half of the columns with different names; a row directly above it that
    groups them ("Victim" over "First name") belongs to it. A title above is not part of the heading.
    """
    width = max((_distinct(row) for row in rows), default=0)
    last = next((at for at, row in enumerate(rows) if _distinct(row) * 2 > width and _distinct(row)), 0)
    if not rows:
        return (1,)
    above = rows[last - 1] if last else None
    groups = above is not None and above[0] == rows[last][0] - 1 and _distinct(above) > 1 and _are_names(above)
    return (rows[last - 1][0], rows[last][0]) if groups else (rows[last][0],)


def _distinct(row: Row) -> int:
    return len({value.strip() for value in row[1] if value and value.strip()})


def _are_names(row: Row) -> bool:
    return not any(looks_like_data(value) for value in row[1] if value)
