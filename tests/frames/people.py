"""Rows and files of invented people, for the tests of bulk files."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from aftercall.frames.layout import NAMES

type Row = Mapping[str, str]

_PERSON = {
    "reported_on": "2025-01-15",
    "category": "Burglary",
    "area": "Durham",
    "victim_kind": "person",
    "first_name": "Amelia",
    "last_name": "Walton",
    "date_of_birth": "1980-05-17",
    "sex": "female",
    "phone": "0191 498 0001",
    "postcode": "ZA1 1AA",
}


def person(number: int, **values: str) -> dict[str, str]:
    """The row of an extract with this number: that of Amelia Walton, except for the values given."""
    refs = {"crime_ref": f"C{number:05d}", "victim_ref": f"C{number:05d}-V1"}
    return dict.fromkeys(NAMES, "") | _PERSON | refs | values


def stranger(number: int, **values: str) -> dict[str, str]:
    """The row of someone who shares no match key with a stranger of a different number."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in f"{number:05d}")
    own = {
        "first_name": f"{letters}o",
        "last_name": f"{letters[::-1]}son",
        "date_of_birth": f"{1940 + number % 60}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        "phone": f"0113 496 {number % 1000:04d}",
        "postcode": f"ZA{number % 90 + 1} {number % 9}AB",
    }
    return person(number, **(own | values))


# The third record conflicts with the second, but each has much in common with the first.
OF_ONE_PERSON = [
    person(1, email="amelia@example.org"),
    person(2, date_of_birth="", email="a.walton@example.org"),
    person(3, first_name="Jane", postcode="ZA9 9ZZ", email="amelia@example.org"),
]


def write_csv(path: Path, rows: Iterable[Row], columns: Sequence[str] = NAMES) -> Path:
    """Write rows as an extract."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path
