"""The tables of docs/extract.md, generated from the columns and checks, so that the page can't drift from them."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from aftercall.frames.checks import CHECKS, RAGGED, RAGGED_FIX, Check
from aftercall.frames.layout import COLUMNS, NAMES, REQUIRED, Column
from aftercall.frames.phones import NUMBER_KINDS
from aftercall.frames.reading.mapping import shipped_mappings

_BLOCK = re.compile(r"(<!-- made from the code: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_FEW = 4


def refreshed(page: str) -> str:
    """The page with every marked block generated again. Errors: KeyError for an unknown block."""
    return _BLOCK.sub(lambda block: f"{block[1]}\n{'\n'.join(_BLOCKS[block[2]]())}\n\n{block[3]}", page)


def _columns() -> Iterator[str]:
    yield from ("| Column | Required | Content |", "| --- | --- | --- |")
    for column in COLUMNS:
        yield f"| `{column.name}` | {'yes' if column.required else ''} | {_content(column)} |".replace("|  |", "| |")


def _content(column: Column) -> str:
    allowed = f": {', '.join(f'`{word}`' for word in column.allowed)}" if column.allowed else ""
    multiple = ", separated by `;`" if column.multiple else ""
    date = " (as `2025-01-31`)" if column.is_date else ""
    usual_length = max(each.max_length for each in COLUMNS)
    length = f", up to {column.max_length} characters" if column.max_length < usual_length else ""
    return column.description + allowed + multiple + date + length


def _checks() -> Iterator[str]:
    yield from ("| Column | Code | How to fix it |", "| --- | --- | --- |")
    yield f"| (whole row) | `{RAGGED}` | {RAGGED_FIX.format('as many')} |"
    for (code, fix), checks in groupby(sorted(CHECKS, key=_code_and_fix), key=_code_and_fix):
        columns = tuple(check.column for check in checks)
        yield f"| {_named(columns)} | `{code}` | {fix.replace('|', '`\\|`')} |"


def _code_and_fix(check: Check) -> tuple[str, str]:
    return check.code, check.fix


def _named(columns: tuple[str, ...]) -> str:
    if set(columns) == set(REQUIRED):
        return "every required column"
    if set(columns) == set(NAMES):
        return "every column"
    if len(columns) > _FEW:
        return f"every column but {', '.join(f'`{name}`' for name in NAMES if name not in columns)}"
    return ", ".join(f"`{name}`" for name in columns)


def _mappings() -> Iterator[str]:
    yield from ("| Name | What it reads |", "| --- | --- |")
    for name, path in shipped_mappings().items():
        lines = path.read_text(encoding="utf-8").split("\n\n")[0].splitlines()
        yield f"| `{name}` | {' '.join(line.removeprefix('#').strip() for line in lines)} |"


_CALLED = {"abroad": "only if the programme says so"}


def _numbers() -> Iterator[str]:
    yield from ("| Kind | Called | What it is |", "| --- | --- | --- |")
    for kind in NUMBER_KINDS:
        yield f"| `{kind.code}` | {_CALLED.get(kind.code, 'yes') if kind.callable else 'no'} | {kind.words} |"


_BLOCKS: Mapping[str, Callable[[], Iterator[str]]] = {
    "columns": _columns,
    "checks": _checks,
    "mappings": _mappings,
    "numbers": _numbers,
}
