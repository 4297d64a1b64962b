"""Needles: an extract whose people can be found again wherever a file or a row holds any of their details in clear."""

import csv
import re
import secrets
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow.parquet as pq
from django.db import connection
from tests.world import make_extract

from aftercall.config.private_files import database_files

# Reports and calls are on later days, so a birth date before it is one wherever it is found.
FIRST_DAY = "2025-01-01"
_CONSONANTS = "bcdfghjklmnpqrstvwxz"
_NUMBER = re.compile(rb"\d[\d ]{8,14}\d")
_DATE = re.compile(rb"(?:19|20)\d\d-\d\d-\d\d")
_POSTCODE = re.compile(rb"Z[A-Z]\d{1,2} ?\d[A-Z]{2}", re.IGNORECASE)


@dataclass(frozen=True)
class Needles:
    """A word that is in every name, e-mail address, home address and text in people's own words; and the numbers (their
    last ten digits), birth dates and postcodes (without a space)."""

    word: bytes
    numbers: frozenset[bytes]
    birth_dates: frozenset[bytes]
    postcodes: frozenset[bytes]

    def found_in(self, content: bytes) -> Counter[str]:
        """How many there are of each kind."""
        found = Counter(
            words=content.lower().count(self.word),
            numbers=sum(text.replace(b" ", b"")[-10:] in self.numbers for text in _NUMBER.findall(content)),
            birth_dates=sum(text in self.birth_dates for text in _DATE.findall(content)),
            postcodes=sum(_joined(text) in self.postcodes for text in _POSTCODE.findall(content)),
        )
        return +found

    def found_among(self, contents: Iterable[tuple[str, bytes]]) -> dict[str, Counter[str]]:
        """The names of those that contain any, and how many."""
        found = ((name, self.found_in(content)) for name, content in contents)
        return {name: counts for name, counts in found if counts}


def make_needles(folder: Path, *, rows: int) -> tuple[Path, Needles]:
    """Write a synthetic extract of people with needles. Returns its path too. The word is another one each time, so
    that nothing else on this machine contains it."""
    word = "".join(secrets.choice(_CONSONANTS) for _ in range(8))
    path = make_extract(folder, rows=rows, seed=5)
    with path.open(encoding="utf-8", newline="") as file:
        people = [_marked(row, word) for row in csv.DictReader(file)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, people[0])
        writer.writeheader()
        writer.writerows(people)
    return path, Needles(
        word.encode(),
        frozenset(_digits(row[name])[-10:] for row in people for name in ("phone", "phone_alt") if row[name]),
        frozenset(row["date_of_birth"].encode() for row in people if "1900-01-01" < row["date_of_birth"] < FIRST_DAY),
        frozenset(_joined(row["postcode"].encode()) for row in people if row["postcode"]),
    )


def _marked(row: dict[str, str], word: str) -> dict[str, str]:
    own = {name: f"{row[name]}{word}" for name in ("first_name", "last_name") if row[name]}
    own |= {"email": f"{word}.{row['email']}"} if row["email"] else {}
    own |= {"address": f"{row['address']} {word}"} if row["address"] else {}
    return row | own


def _digits(number: str) -> bytes:
    return "".join(filter(str.isdigit, number)).encode()


def _joined(postcode: bytes) -> bytes:
    return postcode.replace(b" ", b"").upper()


def files_under(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file in these folders. What a Parquet file says is added, because it is compressed."""
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            # PostgreSQL deletes files of its own, such as pg_internal.init, at any moment.
            with suppress(FileNotFoundError):
                yield str(path), path.read_bytes() + (_cells(path) if path.suffix == ".parquet" else b"")


def _cells(path: Path) -> bytes:
    return "\n".join(_text(value) for row in pq.read_table(path).to_pylist() for value in row.values()).encode()


def database_contents() -> Iterator[tuple[str, bytes]]:
    """Every file of the database, and every row."""
    yield from _database_files()
    for table in connection.introspection.table_names():
        yield table, "\n".join(_text(value) for row in rows_of(table) for value in row).encode()


def rows_of(table: str) -> list[tuple[object, ...]]:
    """Every row of a table."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - a name from the database itself
        return list(cursor.fetchall())


def _database_files() -> Iterator[tuple[str, bytes]]:
    if connection.vendor == "sqlite":
        paths = database_files(str(connection.settings_dict["NAME"]))
        return ((str(path), path.read_bytes()) for path in paths if path.exists())
    with connection.cursor() as cursor:
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT current_setting('data_directory'), oid FROM pg_database WHERE datname = current_database()"
        )
        folder, oid = cursor.fetchone()
    return files_under(Path(folder, "base", str(oid)), Path(folder, "pg_wal"))


def _text(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
