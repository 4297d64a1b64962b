"""Cells with a meaning of their own: yes or no, one of a few words, a whole number."""

from collections.abc import Collection

from aftercall.instrument_files.findings import Finding
from aftercall.instrument_files.tables import Row

_YES = frozenset({"yes", "true", "true()", "1", "x", "y"})
_NO = frozenset({"", "no", "false", "false()", "0", "n"})
_READ_ALOUD = {"": "always", "yes": "always", "no": "never"}


def flag(row: Row, column: str, found: list[Finding]) -> bool:
    """Whether the cell says yes; blank is no."""
    text = row.code(column).lower().replace(" ", "")
    if text not in _YES | _NO:
        found.append(row.error(column, f"Write yes or no, not {row.code(column)!r}"))
    return text in _YES


def one_of(row: Row, column: str, words: Collection[str], found: list[Finding], default: str) -> str:
    """One of a few words, or the default where the cell is blank or wrong."""
    text = row.code(column).lower()
    if not text:
        return default
    if text not in words:
        found.append(row.error(column, f"Write one of {', '.join(words)}, not {row.code(column)!r}"))
        return default
    return text


def read_aloud(row: Row, found: list[Finding]) -> str:
    """always, may or never; yes and no stand for the first and the last."""
    text = row.code("read_aloud").lower()
    return _READ_ALOUD.get(text) or one_of(row, "read_aloud", ("always", "may", "never"), found, "always")


def whole_number(row: Row, column: str, found: list[Finding], *, example: int) -> int | None:
    """A whole number above 0, or None where the cell is blank or wrong."""
    text = row.code(column)
    if not text:
        return None
    if text.isascii() and text.isdigit() and 0 < int(text) < 2**31:
        return int(text)
    found.append(row.error(column, f"Write a whole number such as {example}, not {text[:40]!r}"))
    return None
