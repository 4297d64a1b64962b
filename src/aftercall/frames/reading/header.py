"""The first row of an extract must name the columns of the canonical layout, in any order."""

from collections.abc import Sequence

from aftercall.frames.errors import BadInput
from aftercall.frames.layout import NAMES, REQUIRED, shown


def check_header(file: str, header: Sequence[str | None]) -> list[str]:
    """The column names in the file's order. Errors: BadInput for a missing, repeated or unknown one.

    An unknown column is refused, not ignored: `flag` for `flags` would lose every reason not to call somebody.
    """
    names = [(name or "").strip().lower() for name in header]
    if len(names) == 1 and any(mark in names[0] for mark in ";\t"):
        raise BadInput(
            f"{file}: its values are not separated by commas; save it again as 'CSV UTF-8 (comma delimited)'"
        )
    if not set(names) & set(NAMES):
        raise BadInput(f"{file}: its first row names no column of the layout; start it with {','.join(NAMES)}")
    _refuse(file, "is missing", [name for name in REQUIRED if name not in names], "add it")
    _refuse(file, "stands twice", sorted({name for name in names if names.count(name) > 1}), "keep one of them")
    _refuse(file, "is unknown", [shown(name) for name in names if name not in NAMES], "remove or rename it")
    return names


def _refuse(file: str, what: str, columns: list[str], mend: str) -> None:
    if columns:
        also = f" (and {len(columns) - 1} more)" if len(columns) > 1 else ""
        raise BadInput(f"{file}: the column {columns[0]}{also} {what}; {mend}")
