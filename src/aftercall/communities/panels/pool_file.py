"""The two CSV files of a draw: the pool (reference, household, one column for each feature) and the quotas."""

from collections.abc import Sequence

from aftercall.core.list_files import ListRefused, Mistake, numbered_rows
from aftercall.errors import BadInput
from aftercall.frames.layout import printable_name
from aftercall.methods.sortition import Candidate, Quota

OWN_COLUMNS = ("reference", "household")
QUOTA_COLUMNS = ("feature", "value", "low", "high")
MOST_PEOPLE = 20_000
_MOST_DIGITS = 5


def read_pool(content: bytes, file: str) -> list[Candidate]:
    """The people of a pool. file: what messages call it. Errors: BadInput, or ListRefused with every mistake."""
    header, rows = _table(content, file)
    for column in OWN_COLUMNS:
        if column not in header:
            raise BadInput(f"{file}, column {column}: is missing; add it")
    people, mistakes = list[Candidate](), list[Mistake]()
    for number, cells in rows:
        row = dict(zip(header, cells, strict=True))
        empty = [column for column in header if not row[column] and column != "household"]
        mistakes += [Mistake(number, column, "is empty; fill it in") for column in empty]
        values = {column: value for column, value in row.items() if column not in OWN_COLUMNS}
        people.append(Candidate(row["reference"], row["household"], values))
    if mistakes:
        raise ListRefused(file, mistakes)
    if len(people) > MOST_PEOPLE:
        raise BadInput(f"{file}: has more than {MOST_PEOPLE:,} people; invite fewer")
    return people


def read_quotas(content: bytes, file: str) -> list[Quota]:
    """The quotas of a panel. file: what messages call it. Errors: BadInput, or ListRefused with every mistake."""
    header, rows = _table(content, file)
    if sorted(header) != sorted(QUOTA_COLUMNS):
        raise BadInput(f"{file}: needs the columns {', '.join(QUOTA_COLUMNS)} and no others")
    quotas, mistakes = list[Quota](), list[Mistake]()
    for number, cells in rows:
        row = dict(zip(header, cells, strict=True))
        wrong = [name for name in ("low", "high") if not _is_count(row[name])]
        mistakes += [Mistake(number, name, "write a whole number, such as 3") for name in wrong]
        if not wrong:
            quotas.append(Quota(row["feature"], row["value"], int(row["low"]), int(row["high"])))
    if mistakes:
        raise ListRefused(file, mistakes)
    return quotas


def _is_count(cell: str) -> bool:
    return cell.isascii() and cell.isdigit() and len(cell) <= _MOST_DIGITS


def _table(content: bytes, file: str) -> tuple[list[str], Sequence[tuple[int, list[str]]]]:
    """The header and the rows that are not empty."""
    rows = [(number, cells) for number, cells in numbered_rows(content, file) if any(cells)]
    if len(rows) < 2:
        raise BadInput(f"{file}: is empty; its first row must name the columns")
    header = rows[0][1]
    if twice := [name for name in header if header.count(name) > 1]:
        raise BadInput(f"{file}, column {printable_name(twice[0])}: occurs more than once; leave one out")
    for number, cells in rows[1:]:
        if len(cells) != len(header):
            raise ListRefused(file, [Mistake(number, "", f"give {len(header)} values, one for each column")])
    return header, rows[1:]
