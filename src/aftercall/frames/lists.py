"""The lists that come from elsewhere: digests of those who objected, and of those surveyed before with the day."""

from datetime import date
from pathlib import Path

import ibis
import pyarrow as pa

from aftercall.errors import BadInput
from aftercall.frames.engine import Expression, Workspace, plain_errors


def objected(workspace: Workspace, keys: Expression, path: Path | None) -> Expression:
    """`record` of those with a digest in the suppression list (a CSV or Parquet file with a column `digest`).

    `keys`: record and digest, of every record.
    """
    listed = read_list(workspace, path, "suppressed", ("digest",))
    return workspace.keep("objected", keys.semi_join(listed, "digest").select("record").distinct())


def surveyed(workspace: Workspace, keys: Expression, path: Path | None, *, months: int, as_of: date) -> Expression:
    """`record` of those surveyed less than so many months before `as_of` (a file with columns `digest` and `on`)."""
    listed = read_list(workspace, path, "surveyed", ("digest", "on"))
    days = listed.mutate(day=listed["on"].try_cast("date"))
    if path and workspace.number(days.day.isnull().sum().fill_null(0)):
        raise BadInput(f"{path.name}, on: write every day as year-month-day, such as 2025-01-31")
    recent = days.filter(days.day + ibis.interval(months=months) > ibis.date(as_of))
    return workspace.keep("surveyed", keys.semi_join(recent, "digest").select("record").distinct())


def read_list(workspace: Workspace, path: Path | None, name: str, columns: tuple[str, ...]) -> Expression:
    """The columns of a CSV or Parquet file as text; no rows where there is no file. Errors: BadInput."""
    if path is None:
        return workspace.hand_in(f"{name}_list", pa.table({column: pa.array([], pa.string()) for column in columns}))
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file")
    with plain_errors(path.name):
        connection = workspace.reader.connection
        if path.suffix.lower() == ".parquet":
            rows = connection.read_parquet(str(path))
        else:
            rows = connection.read_csv(str(path), header=True, all_varchar=True, delimiter=",", quotechar='"')
        if missing := [column for column in columns if column not in rows.columns]:
            raise BadInput(f"{path.name}: the column {missing[0]} is missing; add it")
        text = rows.project(", ".join(f'CAST("{column}" AS VARCHAR) AS "{column}"' for column in columns))
        text.to_table(f"{name}_list")
    return workspace.take_over(f"{name}_list", ibis.table(dict.fromkeys(columns, "string"), name=f"{name}_list"))
