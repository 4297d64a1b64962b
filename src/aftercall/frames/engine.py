"""Where the one Ibis definition runs: expressions name tables; a Workspace keeps those and runs the compiled SQL.

Extracts are read, checked and normalised by DuckDB, and rows to be written come from it, whatever the engine: only this
file and the readers know it. What is done with records in between runs on the engine: here DuckDB, in `spark` Spark.
Ibis's own connections are not used: a workspace needs just a compiler.
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
import pyarrow as pa

from aftercall.errors import BadInput
from aftercall.frames.folders import working_folder
from aftercall.frames.repeated import UNKNOWN, Keyed, Often, repeated
from aftercall.frames.watching import Watch
from aftercall.frames.writing import GROUP, Writing

type Expression = Any  # Ibis ships no types
type Engine = Callable[[], Workspace]
_STOPPED = "Query interrupted"  # what the engine makes of Ctrl-C
_SPILLED = "aftercall"  # the folder in the spill folder
QUICK = 8  # columns at most that a quick hash is of
HELD = 100_000_000  # keys at most that are looked through together: beyond the engine's memory, some 20 bytes each


class Workspace(ABC):
    """Tables by name, on one of the engines.

    `reader`: DuckDB on this machine, which reads what comes in.
    """

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
        if isinstance(error, duckdb.InterruptException) or (isinstance(error, RuntimeError) and str(error) == _STOPPED):
            raise KeyboardInterrupt from None

    @abstractmethod
    def close(self) -> None:
        """Give everything back."""

    @abstractmethod
    def keep(self, name: str, expression: Expression) -> Expression:
        """Run an expression, keep its rows as a table, and give back the table to build on, as often as needed."""

    @abstractmethod
    def name(self, name: str, expression: Expression) -> Expression:
        """Give an expression a name to build on: what builds on it takes its values, and does not work them out again.

        Ibis would merge the steps into one, and the engine works out anew whatever stands twice within a condition.
        """

    @abstractmethod
    def forget(self, *names: str) -> None:
        """Give back the memory of tables that no expression will ask for again."""

    @abstractmethod
    def repeated(self, keyed: Expression, often: Mapping[str, Often], rows: int) -> dict[str, Expression]:
        """By name, the rows (record, key) whose key stands so often, each kept as a table of that name.

        `keyed`: record, and the keys of a name in the columns that it names; null where there is none. A key is a quick
        hash. A few rows too many may be among what is found, so look at what the keys are of. `rows`: at most.
        """

    @abstractmethod
    def hand_in(self, name: str, rows: pa.Table) -> Expression:
        """Take Arrow rows in as a table."""

    @abstractmethod
    def take_over(self, name: str, read: Expression) -> Expression:
        """Take over what the reader has: an expression over its tables, as a table of this engine.

        The reader's own tables may be gone afterwards.
        """

    @abstractmethod
    def relation(self, expression: Expression) -> duckdb.DuckDBPyRelation:
        """The rows of an expression, in its order, where this machine can fetch or write them."""

    def parquet(self, path: Path, schema: dict[str, str], name: str) -> Expression:
        """A Parquet file as a table, which is read again for each use. Errors: BadInput where it is not one or a column
        is missing."""
        return self.take_over(name, self.reader.parquet(path, schema, name))

    def fetch(self, expression: Expression) -> pa.Table:
        """All rows of an expression."""
        return self.relation(expression).to_arrow_table()

    def stream(self, expression: Expression, *, rows: int = 50_000) -> Iterator[list[dict[str, Any]]]:
        """The rows of an expression in blocks, so that memory stays bounded."""
        for batch in self.relation(expression).to_arrow_reader(rows):
            yield batch.to_pylist()

    def blocks(self, expression: Expression) -> Iterator[pa.RecordBatch]:
        """The rows of an expression in Arrow's blocks, none of them empty."""
        for batch in self.relation(expression).to_arrow_reader(100_000):
            if batch.num_rows:
                yield batch

    def number(self, expression: Expression) -> int:
        """A single whole number."""
        [[value]] = self.relation(expression).fetchall()
        return int(value)

    def write(self, expression: Expression, path: Path) -> None:
        """Write an expression's rows to a Parquet file, which is whole once `finish_writing` has returned."""
        reader = self.relation(expression).to_arrow_reader(GROUP)
        self.reader.writing.begin(reader, reader.schema, path)

    def finish_writing(self) -> None:
        """Wait for all files that were begun."""
        self.reader.writing.finish()

    def write_csv(self, expression: Expression, path: Path) -> None:
        """Write an expression's rows to a CSV file with a heading."""
        self.relation(expression).write_csv(str(path), header=True)


class DuckDBWorkspace(Workspace):
    """Tables held in memory: nothing that could name a person is spilled to a disk.

    Unless a folder is named for it, which must be on an encrypted disk: then `memory` (such as 8GB) is the most that is
    held, and all tables stand in the folder until the workspace is closed.

    Tables are made in a thread of their own, one after the other: putting the next expression together takes Python
    as long as a month's table takes the engine.
    """

    def __init__(self, memory: str | None = None, spill: Path | None = None) -> None:
        self.reader = self
        self.writing = Writing()
        self._maker = ThreadPoolExecutor(1)
        self._making: deque[Future[object]] = deque()
        self._given_back = ExitStack()
        folder = self._spilled_to(spill) if spill else None
        # In a file tables are compressed, so that far less of them is written and read again.
        tables = folder / "tables" if folder else ":memory:"
        self._connection = duckdb.connect(tables, config={"autoinstall_known_extensions": False})
        self.connection.execute("SET enable_progress_bar = true; SET enable_progress_bar_print = false")
        self.watch = Watch(self.connection)
        for setting, value in {
            "temp_directory": str(folder or ""),
            "memory_limit": memory,
            "checkpoint_threshold": "1TB",  # nobody will open the file again
        }.items():
            if value is not None:
                self.connection.execute(f"SET {setting} = '{value.replace("'", "''")}'")
        for count in range(1, QUICK + 1):
            columns = ", ".join(f"c{at}" for at in range(count))
            self.connection.execute(
                f"CREATE TEMP MACRO quick_hash_{count}({columns}) AS CAST(hash({columns}) >> 1 AS BIGINT)"
            )

    @property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """The connection, when all tables asked for are made. Raises what went wrong with the first of them."""
        while self._making:
            self._making.popleft().result()
        return self._connection

    def _make(self, statement: str) -> None:
        self._making.append(self._maker.submit(self._connection.execute, statement))

    def _spilled_to(self, spill: Path) -> Path:
        try:
            return self._given_back.enter_context(working_folder(spill / _SPILLED))
        except OSError as error:
            raise BadInput(f"{spill}: nothing can be written there ({error.strerror}); name another folder") from None

    def stop(self, *, interrupt: bool) -> None:
        """Wait for the table that is being made, and make no more; `interrupt`: nobody wants that one either."""
        if interrupt:
            self._connection.interrupt()
        self._maker.shutdown(cancel_futures=interrupt)
        self.watch.end()
        self.writing.stop()

    def close(self) -> None:
        self._maker.shutdown(cancel_futures=True)
        self._connection.close()
        self._given_back.close()

    def keep(self, name: str, expression: Expression) -> Expression:
        self._make(f'CREATE OR REPLACE TABLE "{name}" AS {compiled(expression)}')
        return ibis.table(expression.schema(), name=name)

    def name(self, name: str, expression: Expression) -> Expression:
        self._make(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {compiled(expression)}')
        return ibis.table(expression.schema(), name=name)

    def amend(self, name: str, values: Mapping[str, str], source: Expression, on: Mapping[str, str]) -> None:
        """Write the source's columns into a table's (`values`: the table's → the source's) where `on` agrees."""
        self.keep("amendment", source)
        written = ", ".join(f'"{column}" = amendment."{of}"' for column, of in values.items())
        agrees = " AND ".join(f'"{name}"."{column}" = amendment."{of}"' for column, of in on.items())
        self.connection.execute(f'UPDATE "{name}" SET {written} FROM amendment WHERE {agrees}')  # noqa: S608
        self.forget("amendment")

    def forget(self, *names: str) -> None:
        for name in names:
            self._make(f'DROP TABLE "{name}"')

    def forget_all(self) -> None:
        """Give back the memory of every table."""
        tables = self.connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        self.forget(*(name for (name,) in tables))

    def repeated(self, keyed: Expression, often: Mapping[str, Often], rows: int) -> dict[str, Expression]:
        found: dict[str, Expression] = {}
        for names in _batches(often, HELD // max(rows, 1)):
            columns = [column for name in names for column in often[name].columns]
            table = self.fetch(keyed.select("record", **{name: keyed[name].fill_null(UNKNOWN) for name in columns}))
            with ThreadPoolExecutor(os.cpu_count()) as threads:
                parts = {name: repeated(threads, table, often[name]) for name in names}
            found |= {name: self._keep_numbers(name, parts[name]) for name in names}
        return found

    def _keep_numbers(self, name: str, parts: Sequence[Keyed]) -> Expression:
        record, key = (pa.chunked_array(pieces, pa.int64()) for pieces in zip(*parts, strict=True))
        kept = self.keep(name, self.hand_in("handed_in", pa.table({"record": record, "key": key})))
        self.connection.unregister("handed_in")
        return kept

    def hand_in(self, name: str, rows: pa.Table) -> Expression:
        self.connection.register(name, rows)
        return ibis.table(ibis.Schema.from_pyarrow(rows.schema), name=name)

    def take_over(self, name: str, read: Expression) -> Expression:  # noqa: ARG002 - the reader is this very one
        return read

    def parquet(self, path: Path, schema: dict[str, str], name: str) -> Expression:
        columns = ", ".join(f'"{column}"' for column in schema)
        with plain_errors(path.name):
            self.connection.read_parquet(str(path)).project(columns).create_view(name, replace=True)
        return ibis.table(schema, name=name)

    def relation(self, expression: Expression) -> duckdb.DuckDBPyRelation:
        return self.connection.sql(compiled(expression))


def _batches(often: Mapping[str, Often], columns: int) -> Iterator[list[str]]:
    """The names, so many at a time that they have no more columns together, or one that has."""
    batch: list[str] = []
    for name in often:
        if batch and sum(len(often[each].columns) for each in [*batch, name]) > columns:
            yield batch
            batch = []
        batch.append(name)
    yield batch


def compiled(expression: Expression, dialect: str = "duckdb") -> str:
    """The SQL of an expression. Compiling takes longer than running it on a month, so it is done once."""
    return _compiled(expression.op(), dialect)


@lru_cache(maxsize=256)
def _compiled(operation: Expression, dialect: str) -> str:
    return str(ibis.to_sql(operation.to_expr(), dialect=dialect, pretty=False))


@contextmanager
def plain_errors(where: str) -> Iterator[None]:
    """The engine's own messages can quote a row, so none of them goes further than here."""
    try:
        yield
    except duckdb.InterruptException:
        raise KeyboardInterrupt from None
    except duckdb.OutOfMemoryException:
        raise BadInput(f"{where}: this machine's memory is too small for it; give fewer files at once") from None
    except (duckdb.IOException, duckdb.TransactionException):  # the latter where a table's file can't grow
        raise BadInput(
            f"{where}: could not be read or written; check that the disk has room and the file is whole"
        ) from None
    except duckdb.Error as error:
        if KeyboardInterrupt.__name__ in str(error):  # it fell into the engine's reading of a table of Python's
            raise KeyboardInterrupt from None
        raise BadInput(f"{where}: is damaged or not in the expected layout ({type(error).__name__})") from None
