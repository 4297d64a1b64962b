"""Where the one Ibis definition runs: expressions refer to tables by name, and a Workspace holds those tables.

Whatever the engine, DuckDB reads, checks and normalises the extracts and supplies the rows that are written; only this
file and the readers depend on it. Everything in between runs on the engine: DuckDB here, Spark in `spark`. Ibis's own
connections are not used, because a workspace only needs the compiler.

Expressions are annotated with Ibis's own classes (`ir.Table`, `ir.StringValue` …). Ibis ships no `py.typed`, so mypy
treats them as Any. If mypy were made to read Ibis's source, it would reject comparisons between columns.
"""

import os
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb
import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from aftercall.csv_files import write_rows
from aftercall.errors import BadInput
from aftercall.frames.duplicate_keys import NO_KEY, FrequencyFilter, KeyedRecords, duplicate_keys
from aftercall.frames.folders import working_folder
from aftercall.frames.watching import Watch
from aftercall.frames.writing import ROW_GROUP, ParquetWriters

type Engine = Callable[[], Workspace]
_INTERRUPTED = "Query interrupted"  # the engine's message after Ctrl-C
_TIME_ZONE = "Europe/London"  # of days, wherever the machine is
_SPILL_NAME = "aftercall"  # of the working folder inside the spill folder
MAX_HASH_COLUMNS = 9
MAX_KEYS_HELD = 100_000_000  # searched together, in memory beyond the engine's: about 20 bytes each


class Workspace(ABC):
    """Tables by name, on one of the engines. `reader`: DuckDB on this machine, which reads the input files."""

    reader: "DuckDBWorkspace"

    def __enter__(self) -> Self:
        self.reader.watch.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.reader.stop(interrupt=error is not None)
        finally:
            self.close()

    @abstractmethod
    def close(self) -> None:
        """Release everything."""

    @abstractmethod
    def materialize(self, name: str, expression: ir.Table) -> ir.Table:
        """Run an expression and store its rows as a table. Returns that table, to build on as often as needed."""

    @abstractmethod
    def create_view(self, name: str, expression: ir.Table) -> ir.Table:
        """Name an expression as a step that others build on, so that its values are computed only once.

        Otherwise Ibis merges the steps into one, and the engine recomputes whatever a condition repeats.
        """

    @abstractmethod
    def drop(self, *names: str) -> None:
        """Free the memory of tables that no expression will use again."""

    @abstractmethod
    def duplicate_keys(
        self, keyed: ir.Table, frequencies: Mapping[str, FrequencyFilter], rows: int
    ) -> dict[str, ir.Table]:
        """For each name, the rows (record, key) whose key passes the filter, stored as a table of that name.

        `keyed`: record, and quick hashes in the columns that the filters name; null where there is no key. The result
        may include a few rows too many, so compare the values behind the keys. `rows`: at most this many in `keyed`.
        """

    @abstractmethod
    def register_arrow(self, name: str, rows: pa.Table) -> ir.Table:
        """Make Arrow rows available as a table."""

    @abstractmethod
    def import_table(self, name: str, table: ir.Table) -> ir.Table:
        """Import an expression over the reader's tables into this engine.

        The reader's own tables may be dropped afterwards.
        """

    @abstractmethod
    def relation(self, expression: ir.Expr) -> duckdb.DuckDBPyRelation:
        """The rows of an expression, in its order, where this machine can fetch or write them."""

    def read_parquet(self, path: Path, schema: Mapping[str, str], name: str) -> ir.Table:
        """A Parquet file as a table, which is read again for each use.

        Errors: BadInput where it is not a Parquet file or lacks a column.
        """
        return self.import_table(name, self.reader.read_parquet(path, schema, name))

    def fetch(self, expression: ir.Table) -> pa.Table:
        """All rows of an expression."""
        return self.relation(expression).to_arrow_table()

    def fetch_int(self, expression: ir.Expr) -> int:
        """The single integer that an expression returns."""
        [[value]] = self.relation(expression).fetchall()
        return int(value)

    def stream(self, expression: ir.Table, *, rows: int = 50_000) -> Iterator[list[dict[str, Any]]]:
        """The rows of an expression, some at a time, to limit memory use."""
        for batch in self.relation(expression).to_arrow_reader(rows):
            yield batch.to_pylist()

    def batches(self, expression: ir.Table) -> Iterator[pa.RecordBatch]:
        """The rows of an expression as Arrow batches, none of them empty."""
        for batch in self.relation(expression).to_arrow_reader(100_000):
            if batch.num_rows:
                yield batch

    def write_parquet(self, expression: ir.Table, path: Path) -> None:
        """Start to write an expression's rows to a Parquet file, which is complete once `finish_writing` returns."""
        reader = self.relation(expression).to_arrow_reader(ROW_GROUP)
        self.reader.writers.start(reader, reader.schema, path)

    def finish_writing(self) -> None:
        """Wait until all Parquet files are complete."""
        self.reader.writers.finish()

    def write_csv(self, expression: ir.Table, path: Path) -> None:
        """Write an expression's rows to a CSV file with a header, true and false in lower case."""
        with path.open("w", encoding="utf-8", newline="") as file:
            write_rows(file, [expression.columns], end="\n")
            for batch in self.stream(expression):
                write_rows(file, (map(_csv_cell, row.values()) for row in batch), end="\n")


def _csv_cell(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


class DuckDBWorkspace(Workspace):
    """Tables held in memory: nothing that could identify a person is spilled to a disk.

    The exception is a `spill` folder, which must be on an encrypted disk: then the engine uses no more than `memory`
    (such as 8GB), and all tables are in that folder until the workspace is closed.

    A separate thread creates the tables, one after another: Python needs as long to put the next expression together as
    the engine needs for a month's table.
    """

    def __init__(self, memory: str | None = None, spill: Path | None = None) -> None:
        self.reader = self
        self.writers = ParquetWriters()
        self._executor = ThreadPoolExecutor(1)
        self._pending: deque[Future[object]] = deque()
        with ExitStack() as cleanup:
            folder = cleanup.enter_context(_spill_folder(spill)) if spill else None
            # Tables in a file are compressed, so far less is written and read again.
            database = folder / "tables" if folder else ":memory:"
            self._connection = duckdb.connect(database, config={"autoinstall_known_extensions": False})
            cleanup.callback(self._connection.close)
            self.watch = Watch(self._connection)
            self._configure(folder, memory)
            self._cleanup = cleanup.pop_all()

    def _configure(self, folder: Path | None, memory: str | None) -> None:
        self._connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        settings = {
            "TimeZone": _TIME_ZONE,
            "temp_directory": str(folder or ""),
            "memory_limit": memory,
            "checkpoint_threshold": "1TB",  # the file is never opened again
        }
        for setting, value in settings.items():
            if value is not None:
                self._connection.execute(f"SET {setting} = '{value.replace("'", "''")}'")
        for count in range(1, MAX_HASH_COLUMNS + 1):
            columns = ", ".join(f"c{at}" for at in range(count))
            self._connection.execute(
                f"CREATE TEMP MACRO quick_hash_{count}({columns}) AS CAST(hash({columns}) >> 1 AS BIGINT)"
            )

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection, once all pending tables exist. Raises the error of the first that failed."""
        while self._pending:
            self._pending.popleft().result()
        return self._connection

    def _submit(self, statement: str) -> None:
        self._pending.append(self._executor.submit(self._connection.execute, statement))

    def stop(self, *, interrupt: bool) -> None:
        """Wait for the table that is being created, and create no more. `interrupt`: don't wait for that one either."""
        if interrupt:
            self._connection.interrupt()
        self._executor.shutdown(cancel_futures=interrupt)
        self.watch.end()
        self.writers.stop()

    def close(self) -> None:
        self._executor.shutdown(cancel_futures=True)
        self._cleanup.close()

    def materialize(self, name: str, expression: ir.Table) -> ir.Table:
        self._submit(f'CREATE OR REPLACE TABLE "{name}" AS {compiled(expression)}')
        return ibis.table(expression.schema(), name=name)

    def create_view(self, name: str, expression: ir.Table) -> ir.Table:
        self._submit(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {compiled(expression)}')
        return ibis.table(expression.schema(), name=name)

    def update_from(self, name: str, values: Mapping[str, str], source: ir.Table, on: Mapping[str, str]) -> None:
        """Copy columns of `source` into a stored table (`values`: the table's → the source's) where `on` agrees."""
        self.materialize("update_source", source)
        assignments = ", ".join(f'"{column}" = update_source."{of}"' for column, of in values.items())
        agrees = " AND ".join(f'"{name}"."{column}" = update_source."{of}"' for column, of in on.items())
        self.connection.execute(f'UPDATE "{name}" SET {assignments} FROM update_source WHERE {agrees}')  # noqa: S608
        self.drop("update_source")

    def drop(self, *names: str) -> None:
        for name in names:
            self._submit(f'DROP TABLE "{name}"')

    def drop_all(self) -> None:
        """Free the memory of every table."""
        tables = self.connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        self.drop(*(name for (name,) in tables))

    def duplicate_keys(
        self, keyed: ir.Table, frequencies: Mapping[str, FrequencyFilter], rows: int
    ) -> dict[str, ir.Table]:
        found: dict[str, ir.Table] = {}
        for names in _grouped(frequencies, MAX_KEYS_HELD // max(rows, 1)):
            columns = [column for name in names for column in frequencies[name].columns]
            table = self.fetch(keyed.select("record", **{name: keyed[name].fill_null(NO_KEY) for name in columns}))
            with ThreadPoolExecutor(os.cpu_count()) as threads:
                parts = {name: duplicate_keys(threads, table, frequencies[name]) for name in names}
            found |= {name: self._materialize_keys(name, parts[name]) for name in names}
        return found

    def _materialize_keys(self, name: str, parts: Sequence[KeyedRecords]) -> ir.Table:
        record, key = (pa.chunked_array(pieces, pa.int64()) for pieces in zip(*parts, strict=True))
        stored = self.materialize(name, self.register_arrow("found_keys", pa.table({"record": record, "key": key})))
        self.connection.unregister("found_keys")
        return stored

    def register_arrow(self, name: str, rows: pa.Table) -> ir.Table:
        self.connection.register(name, rows)
        return ibis.table(ibis.Schema.from_pyarrow(rows.schema), name=name)

    def import_table(self, name: str, table: ir.Table) -> ir.Table:  # noqa: ARG002 - the reader is this workspace
        return table

    def read_parquet(self, path: Path, schema: Mapping[str, str], name: str) -> ir.Table:
        columns = ", ".join(f'"{column}"' for column in schema)
        with sanitized_engine_errors(path.name):
            self.connection.read_parquet(str(path)).project(columns).create_view(name, replace=True)
        return ibis.table(schema, name=name)

    def relation(self, expression: ir.Expr) -> duckdb.DuckDBPyRelation:
        return self.connection.sql(compiled(expression))


def _grouped(frequencies: Mapping[str, FrequencyFilter], max_columns: int) -> Iterator[list[str]]:
    """The names in groups that have at most this many columns together; a single name may have more."""
    group: list[str] = []
    for name in frequencies:
        if group and sum(len(frequencies[each].columns) for each in [*group, name]) > max_columns:
            yield group
            group = []
        group.append(name)
    yield group


@contextmanager
def _spill_folder(spill: Path) -> Iterator[Path]:
    with ExitStack() as cleanup:
        try:
            folder = cleanup.enter_context(working_folder(spill / _SPILL_NAME))
        except OSError as error:
            raise BadInput(f"{spill}: can't be written to ({error.strerror}); name another folder") from None
        yield folder


def compiled(expression: ir.Expr, dialect: str = "duckdb") -> str:
    """The SQL of an expression. Cached, because compiling takes longer than running it on one month."""
    return _compiled(expression.op(), dialect)


@lru_cache(maxsize=256)
def _compiled(operation: ops.Node, dialect: str) -> str:
    return str(ibis.to_sql(operation.to_expr(), dialect=dialect, pretty=False))


@contextmanager
def open_workspace(where: str, engine: Engine = DuckDBWorkspace) -> Iterator[Workspace]:
    """A workspace, closed afterwards. `where`: what its errors name. Errors: BadInput."""
    # Outside, because opening runs statements. Inside, because Python raises a pending Ctrl-C at its first statement
    # after the engine's error, and that must not be in the workspace's own clean-up.
    with sanitized_engine_errors(where), engine() as workspace, sanitized_engine_errors(where):
        yield workspace


@contextmanager
def sanitized_engine_errors(where: str) -> Iterator[None]:
    """Replace the engine's messages, which can quote a row, with our own."""
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.OutOfMemoryException:
        raise BadInput(f"{where}: needs more memory than this machine has; give fewer files at once") from None
    except (duckdb.IOException, duckdb.TransactionException):  # the latter where a table's file can't grow
        raise BadInput(
            f"{where}: could not be read or written; check that the disk has room and the file is complete"
        ) from None
    except duckdb.Error as error:
        if KeyboardInterrupt.__name__ in str(error):  # raised while the engine read one of Python's tables
            raise KeyboardInterrupt from None
        raise BadInput(f"{where}: is damaged or not in the expected layout ({type(error).__name__})") from None
    except RuntimeError as error:
        if str(error) == _INTERRUPTED:
            raise KeyboardInterrupt from None
        raise
