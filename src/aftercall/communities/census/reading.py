"""Reads a population table that a researcher loads: a CSV file with the columns category and people."""

from collections.abc import Collection

from aftercall.core.list_files import ListRefused, Mistake, numbered_rows
from aftercall.errors import BadInput

COLUMNS = ("category", "people")
MOST_CATEGORIES = 500
_LONGEST = 120
_TOTALS = {"total", "all", "all people", "all persons", "all usual residents", "total population"}


def read_table(content: bytes, file: str, known: Collection[str] = ()) -> dict[str, int]:
    """People by category. file: what messages call it. known: what its categories can be; empty if they can be
    anything. Errors: BadInput, or ListRefused with every mistake."""
    rows = [(number, cells) for number, cells in numbered_rows(content, file) if any(cells)]
    header = [cell.lower() for cell in rows[0][1]] if rows else []
    if sorted(header) != sorted(COLUMNS):
        raise BadInput(f"{file}: the first row must name the columns {' and '.join(COLUMNS)}, and no others")
    counts, mistakes = dict[str, int](), list[Mistake]()
    for number, cells in rows[1:]:
        if len(cells) != len(header):
            mistakes.append(Mistake(number, "", f"give {len(header)} values, one for each column"))
            continue
        row = dict(zip(header, cells, strict=True))
        mistakes += _mistakes(number, row, counts, known)
        counts[row["category"]] = _number(row["people"]) or 0
    if mistakes:
        raise ListRefused(file, mistakes)
    if len(counts) < 2 or not sum(counts.values()):
        raise BadInput(f"{file}: needs at least two categories with people")
    if len(counts) > MOST_CATEGORIES:
        raise BadInput(f"{file}: has more than {MOST_CATEGORIES} categories; add them up into fewer")
    return counts


def _mistakes(number: int, row: dict[str, str], before: Collection[str], known: Collection[str]) -> list[Mistake]:
    found, category = [], row["category"]
    if not category or len(category) > _LONGEST:
        found.append(Mistake(number, "category", f"write a name of at most {_LONGEST} characters"))
    elif category.casefold() in _TOTALS:
        found.append(Mistake(number, "category", "looks like a total; leave the row out"))
    elif known and category not in known:
        found.append(Mistake(number, "category", f"nobody can be in it; use one of: {'; '.join(known)}"))
    if category in before:
        found.append(Mistake(number, "category", "is there twice; add the two rows up"))
    if _number(row["people"]) is None:
        found.append(Mistake(number, "people", "write a whole number, such as 1250"))
    return found


def _number(text: str) -> int | None:
    digits = text.replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 10 else None
