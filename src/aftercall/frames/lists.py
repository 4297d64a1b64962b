"""The lists that come from outside the extract: people who objected, people surveyed before, and the register."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from aftercall.csv_files import FORMULA
from aftercall.errors import BadInput
from aftercall.frames.engine import Workspace, sanitized_engine_errors


@dataclass(frozen=True)
class Lists:
    """Files of digests of those who objected, of digests and days of those surveyed, and of the researcher's decisions
    on possible matches; the register of persons; and the match key that the digests were made with.

    `keeps_register`: whether a register is kept. The first run that keeps one has no `register` to read.
    `register_since`: entries last seen before this day have expired; without it, none have.
    """

    suppressed: Path | None = None
    surveyed: Path | None = None
    decisions: Path | None = None
    register: Path | None = None
    keeps_register: bool = False
    register_since: date | None = None
    match_key: bytes | None = None

    def __post_init__(self) -> None:
        if self.match_key is None and (self.suppressed or self.surveyed or self.keeps_register):
            raise BadInput(
                "the lists of suppressed and surveyed people and the register hold keyed digests: give their match key"
            )


def objected(workspace: Workspace, keys: ir.Table, path: Path | None) -> ir.Table:
    """`record` of those with a digest in the suppression list (a CSV or Parquet file with a column `digest`).

    `keys`: record and digest, of every record.
    """
    listed = read_list(workspace, path, "suppressed", ("digest",))
    return workspace.materialize("objected", keys.semi_join(listed, "digest").select("record").distinct())


def surveyed(workspace: Workspace, keys: ir.Table, path: Path | None, *, months: int, as_of: date) -> ir.Table:
    """`record` of those surveyed in the `months` months before `as_of` (a file with columns `digest` and `on`)."""
    listed = read_list(workspace, path, "surveyed", ("digest", "on"))
    days = listed.mutate(day=listed["on"].try_cast("date"))
    if path and workspace.fetch_int(days.day.isnull().sum().fill_null(0)):
        raise BadInput(f"{path.name}, on: write every day as year-month-day, such as 2025-01-31")
    recent = days.filter(days.day + ibis.interval(months=months) > ibis.date(as_of))
    return workspace.materialize("surveyed", keys.semi_join(recent, "digest").select("record").distinct())


def read_list(workspace: Workspace, path: Path | None, name: str, columns: tuple[str, ...]) -> ir.Table:
    """The columns of a CSV or Parquet file as text; no rows where `path` is None. Errors: BadInput."""
    if path is None:
        empty = pa.table({column: pa.array([], pa.string()) for column in columns})
        return workspace.register_arrow(f"{name}_list", empty)
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file")
    with sanitized_engine_errors(path.name):
        connection = workspace.reader.connection
        if path.suffix.lower() == ".parquet":
            rows = connection.read_parquet(str(path))
        else:
            rows = connection.read_csv(str(path), header=True, all_varchar=True, delimiter=",", quotechar='"')
        if missing := [column for column in columns if column not in rows.columns]:
            raise BadInput(f"{path.name}: the column {missing[0]} is missing; add it")
        text = rows.project(", ".join(f'{_original(column)} AS "{column}"' for column in columns))
        text.to_table(f"{name}_list")
    return workspace.import_table(f"{name}_list", ibis.table(dict.fromkeys(columns, "string"), name=f"{name}_list"))


def _original(column: str) -> str:
    """A column as text, in SQL, without what the files written here have in front of values like formulas: references
    are copied from them."""
    pattern = f"^'({FORMULA})".replace("'", "''")
    return f"""regexp_replace(CAST("{column}" AS VARCHAR), '{pattern}', '\\1')"""
