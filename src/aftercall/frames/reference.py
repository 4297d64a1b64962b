"""The tables of docs/extract.md, made from the columns and checks themselves: the page can't drift from them."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from aftercall.frames.checks import CHECKS, RAGGED, RAGGED_MEND, Check
from aftercall.frames.layout import COLUMNS, NAMES, REQUIRED, Column
from aftercall.frames.phones import VERDICTS
from aftercall.frames.reading.mapping import shipped_mappings

_BLOCK = re.compile(r"(<!-- made from the code: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_FEW = 4


def refreshed(page: str) -> str:
    """The page with every marked block made anew. Errors: KeyError for a block that nobody makes."""
    return _BLOCK.sub(lambda block: f"{block[1]}\n{'\n'.join(_BLOCKS[block[2]]())}\n\n{block[3]}", page)


def _columns() -> Iterator[str]:
    yield from ("| Column | Required | What it holds |", "| --- | --- | --- |")
    for column in COLUMNS:
        yield f"| `{column.name}` | {'yes' if column.required else ''} | {_holds(column)} |".replace("|  |", "| |")


def _holds(column: Column) -> str:
    words = f": {', '.join(f'`{word}`' for word in column.words)}" if column.words else ""
    several = ", separated by `;`" if column.several else ""
    date = " (as `2025-01-31`)" if column.date else ""
    length = f", up to {column.longest} characters" if column.longest < max(each.longest for each in COLUMNS) else ""
    return column.holds + words + several + date + length


def _checks() -> Iterator[str]:
    yield from ("| Column | Code | What to mend |", "| --- | --- | --- |")
    yield f"| (whole row) | `{RAGGED}` | {RAGGED_MEND.format('as many')} |"
    for (code, mend), checks in groupby(sorted(CHECKS, key=_code_and_mend), key=_code_and_mend):
        columns = tuple(check.column for check in checks)
        yield f"| {_named(columns)} | `{code}` | {mend.replace('|', '`\\|`')} |"


def _code_and_mend(check: Check) -> tuple[str, str]:
    return check.code, check.mend


def _named(columns: tuple[str, ...]) -> str:
    if set(columns) == set(REQUIRED):
        return "every required column"
    if len(columns) > _FEW:
        return f"every column but {', '.join(f'`{name}`' for name in NAMES if name not in columns)}"
    return ", ".join(f"`{name}`" for name in columns)


def _mappings() -> Iterator[str]:
    yield from ("| Name | What it reads |", "| --- | --- |")
    for name, path in shipped_mappings().items():
        lines = path.read_text(encoding="utf-8").split("\n\n")[0].splitlines()
        yield f"| `{name}` | {' '.join(line.removeprefix('#').strip() for line in lines)} |"


def _numbers() -> Iterator[str]:
    yield from ("| Verdict | Called | What it is |", "| --- | --- | --- |")
    for verdict in VERDICTS:
        yield f"| `{verdict.code}` | {'yes' if verdict.callable else 'no'} | {verdict.words} |"


_BLOCKS: Mapping[str, Callable[[], Iterator[str]]] = {
    "columns": _columns,
    "checks": _checks,
    "mappings": _mappings,
    "numbers": _numbers,
}
