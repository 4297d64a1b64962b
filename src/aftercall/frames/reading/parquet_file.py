"""Parquet: every column as text, with dates in ISO form."""

from pathlib import Path

from aftercall.frames.engine import sanitized_engine_errors
from aftercall.frames.reading.source import Source


def read_parquet(path: Path, source: Source) -> None:
    """Add the records of a Parquet file, numbered by their position. Errors: BadInput where it is not Parquet."""
    with sanitized_engine_errors(path.name):
        relation = source.workspace.connection.read_parquet(str(path))
        header = source.check_header(relation.columns)
        names = [f"c{at}" for at in range(header.width)]
        as_text = [_as_text(c, str(t)) for c, t in zip(relation.columns, relation.types, strict=True)]
        columns = ", ".join(f'{text} AS "{name}"' for text, name in zip(as_text, names, strict=True))
        source.add_relation(relation.project(columns), names, header, first_row=1)


def _as_text(column: str, kind: str) -> str:
    quoted = '"' + column.replace('"', '""') + '"'
    if kind.startswith("TIMESTAMP"):
        quoted = f"CAST({quoted} AS DATE)"
    elif kind in {"DOUBLE", "FLOAT"}:  # a telephone number that pandas stored as a number
        quoted = f"CAST({quoted} AS DECIMAL(38, 0))"
    return f"nullif(CAST({quoted} AS VARCHAR), '')"
