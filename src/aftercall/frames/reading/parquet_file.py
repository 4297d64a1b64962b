"""Parquet: every column as text, with dates in ISO form."""

from pathlib import Path

from aftercall.frames.engine import sanitized_engine_errors
from aftercall.frames.reading.as_text import parquet_as_text
from aftercall.frames.reading.source import Source
from aftercall.frames.unknown_values import ERROR


def read_parquet(path: Path, source: Source) -> None:
    """Add the records of a Parquet file, numbered by their position. Errors: BadInput where it is not Parquet."""
    with sanitized_engine_errors(path.name):
        relation = source.workspace.connection.read_parquet(str(path))
        header = source.check_header(relation.columns)
        names = [f"c{at}" for at in range(header.width)]
        typed = zip(relation.columns, relation.types, strict=True)
        as_text = [parquet_as_text(column, str(kind), unknown=ERROR) for column, kind in typed]
        columns = ", ".join(f'{text} AS "{name}"' for text, name in zip(as_text, names, strict=True))
        source.add_relation(relation.project(columns), names, header, first_row=1)
