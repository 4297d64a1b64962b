"""Parquet: every column as text, with dates in ISO form."""

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from aftercall.frames.engine import sanitized_engine_errors
from aftercall.frames.reading.as_text import parquet_as_text
from aftercall.frames.reading.header import without_unnamed_end
from aftercall.frames.reading.source import Source
from aftercall.frames.unknown_values import ERROR


def read_parquet(path: Path, source: Source) -> None:
    """Add the records of a Parquet file, numbered by their position. Errors: BadInput where it is not Parquet."""
    with sanitized_engine_errors(path.name):
        relation = source.workspace.connection.read_parquet(str(path))
        typed = zip(relation.columns, relation.types, strict=True)
        as_text = [parquet_as_text(column, str(kind), unknown=ERROR) for column, kind in typed]
        columns = _without_spare(_names(path, relation), relation, as_text)
        header = source.check_header(columns)
        names = [f"c{at}" for at in range(header.width)]
        texts = ", ".join(f'{text} AS "{name}"' for text, name in zip(as_text, names, strict=False))
        source.add_relation(relation.project(texts), names, header, first_row=1)


def _names(path: Path, relation: duckdb.DuckDBPyRelation) -> list[str | None]:
    """The names of the columns in the file: the engine gives others to those without a name, or with one that occurs
    twice."""
    try:
        names: list[str | None] = list(pq.read_schema(path).names)
    except (pa.ArrowInvalid, OSError):
        names = []
    return names if len(names) == len(relation.columns) else list(relation.columns)


def _without_spare(
    columns: list[str | None], relation: duckdb.DuckDBPyRelation, as_text: Sequence[str]
) -> Sequence[str | None]:
    """The names of the columns without those at the end that have neither a name nor a value."""
    spare = as_text[len(without_unnamed_end(columns)) :]
    if not spare:
        return columns
    filled = relation.filter(" OR ".join(f"{text} IS NOT NULL" for text in spare)).limit(1).fetchall()
    return columns if filled else columns[: len(columns) - len(spare)]
