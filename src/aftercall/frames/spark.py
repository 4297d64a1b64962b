"""The same definition on Spark: everything that depends on Spark.

DuckDB reads the extracts on this machine and passes the records on as Parquet in a private folder; Spark's results
come back through the same folder, and DuckDB writes them. The folder is in memory where the machine offers that, and is
removed at the end. Whatever Spark itself writes to a disk is encrypted, with keys that are never stored.
"""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, Self

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet

from aftercall.errors import BadInput
from aftercall.frames.duplicate_keys import FrequencyFilter
from aftercall.frames.engine import MAX_HASH_COLUMNS, DuckDBWorkspace, Workspace, compiled
from aftercall.frames.working_folders import SPARK, WorkingFolder

type Session = Any  # PySpark is not installed everywhere

LOCAL = "local[*]"
_LOOPBACK = "127.0.0.1"
_NAME = "aftercall"
_NO_MAXIMUM = 1 << 62
_ENCRYPTION = "spark.io.encryption.enabled"

_ALWAYS = {
    "spark.ui.enabled": "false",  # a page that anyone on the machine could open
    "spark.ui.showConsoleProgress": "false",
    _ENCRYPTION: "true",
    "spark.sql.codegen.hugeMethodLimit": "8000",  # Java only interprets methods beyond it, and never compiles them
    "spark.log.level": "OFF",  # an engine's messages can quote a row
    "spark.sql.session.timeZone": "UTC",
}
# Set in every session, because the meaning of the definition depends on them.
_SEMANTICS = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.legacy.sizeOfNull": "false",
    "spark.sql.caseSensitive": "true",
}


@dataclass(frozen=True)
class SparkEngine:
    """Where Spark runs. master: as Spark names it. shared: a folder with the same path on this machine and all workers;
    not needed where Spark runs on this machine only, because memory is enough."""

    master: str = LOCAL
    shared: Path | None = None

    @classmethod
    def from_environment(cls) -> Self:
        """As set by AFTERCALL_SPARK_MASTER and AFTERCALL_SPARK_SHARED."""
        shared = os.environ.get("AFTERCALL_SPARK_SHARED")
        return cls(os.environ.get("AFTERCALL_SPARK_MASTER") or LOCAL, Path(shared).resolve() if shared else None)

    def __call__(self) -> "SparkWorkspace":
        """Open a workspace. Errors: BadInput where a requirement is missing."""
        parent = self._parent()
        if parent is not None and not parent.is_dir():
            raise BadInput(f"{parent}: there is no such folder; set AFTERCALL_SPARK_SHARED to one that exists")
        _check_java()
        folder = WorkingFolder(SPARK, parent)
        try:
            return SparkWorkspace(*_session(self.master, folder.path), folder)
        except BaseException:
            folder.remove()
            raise

    @property
    def is_local(self) -> bool:
        """Whether Spark runs on this machine only."""
        return self.master.startswith("local")

    def _parent(self) -> Path | None:
        if self.shared is None and not self.is_local:
            raise BadInput(
                "AFTERCALL_SPARK_SHARED: name a folder that this machine and all of Spark's workers can access"
            )
        return self.shared


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java", path=str(Path(home) / "bin") if home else None):
        raise BadInput("--engine spark: Java is missing; install Java 17 or 21, or set JAVA_HOME")


def _session(master: str, folder: Path) -> tuple[Session, bool]:
    """A session, and whether it was started here; an active session is used as it is.

    `folder`: where a session started here puts files that would otherwise go to the current folder.
    """
    if not all(map(find_spec, ("pyspark", "pandas"))):  # Ibis loads pandas to compile for Spark
        raise BadInput("--engine spark: PySpark or pandas is missing; pip install 'pyspark>=4.0,<4.1' pandas")
    from pyspark.sql import SparkSession  # noqa: PLC0415 - used only here

    active = SparkSession.getActiveSession()
    if active is not None:
        if active.sparkContext.getConf().get(_ENCRYPTION) != "true":
            raise BadInput(
                f"Spark is already running without {_ENCRYPTION}, so its disks would show names; set it to true"
            )
        return active, False
    builder = SparkSession.builder.master(master).appName(_NAME)
    settings = _ALWAYS | {"spark.sql.warehouse.dir": folder.as_uri()}
    for name, value in (settings | (_local_settings() if master.startswith("local") else {})).items():
        builder = builder.config(name, value)
    with _sanitized_spark_errors():
        return builder.getOrCreate(), True


def _local_settings() -> dict[str, str]:
    """Half of the memory, as many partitions as a few cores can use, and no listener beyond the loopback."""
    os.environ["SPARK_LOCAL_IP"] = _LOOPBACK
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 21
    return {
        "spark.driver.host": _LOOPBACK,
        "spark.driver.bindAddress": _LOOPBACK,
        "spark.driver.memory": f"{memory}m",
        "spark.sql.shuffle.partitions": str(4 * (os.cpu_count() or 1)),
    }


class SparkWorkspace(Workspace):
    """Tables held by Spark, in the workers' memory and, encrypted, on their disks."""

    def __init__(self, session: Session, started: bool, folder: WorkingFolder) -> None:  # noqa: FBT001 - one caller
        self.reader = DuckDBWorkspace()
        self._started = started
        self._session = session.newSession()
        for name, value in _SEMANTICS.items():
            self._session.conf.set(name, value)
        for columns in range(1, MAX_HASH_COLUMNS + 1):
            self._session.sql(_quick_hash_function(columns))
        self._folder = folder
        self._file_number = count()

    def close(self) -> None:
        """Stop Spark, unless it was running before, and remove every file."""
        self.reader.close()
        self._folder.remove()
        with _sanitized_spark_errors():
            if self._started:
                self._session.stop()
            else:
                self.drop(*(table.name for table in self._session.catalog.listTables()))

    def materialize(self, name: str, expression: ir.Table) -> ir.Table:
        with _sanitized_spark_errors():
            rows = self._rows(expression).localCheckpoint(eager=True)
            rows.createOrReplaceTempView(name)
        return ibis.table(expression.schema(), name=name)

    def create_view(self, name: str, expression: ir.Table) -> ir.Table:
        with _sanitized_spark_errors():
            self._rows(expression).createOrReplaceTempView(name)
        return ibis.table(expression.schema(), name=name)

    def drop(self, *names: str) -> None:
        for name in names:
            self._session.catalog.dropTempView(name)

    def duplicate_keys(
        self,
        keyed: ir.Table,
        frequencies: Mapping[str, FrequencyFilter],
        rows: int,  # noqa: ARG002 - Spark partitions the keys itself
    ) -> dict[str, ir.Table]:
        stored = self.materialize("keyed", keyed)
        found = {name: self.materialize(name, _duplicates(stored, wanted)) for name, wanted in frequencies.items()}
        self.drop("keyed")
        return found

    def register_arrow(self, name: str, rows: pa.Table) -> ir.Table:
        """The file is deleted at once, because the rows may be a key."""
        path = self._new_path()
        pyarrow.parquet.write_table(rows, path)
        with _sanitized_spark_errors():
            self._session.read.parquet(path.as_uri()).localCheckpoint(eager=True).createOrReplaceTempView(name)
        path.unlink()
        return ibis.table(ibis.Schema.from_pyarrow(rows.schema), name=name)

    def import_table(self, name: str, table: ir.Table) -> ir.Table:
        path = self._new_path()
        self.reader.write_parquet(table, path)
        self.reader.finish_writing()
        self.reader.drop_all()
        with _sanitized_spark_errors():
            self._session.read.parquet(path.as_uri()).createOrReplaceTempView(name)
        return ibis.table(table.schema(), name=name)

    def relation(self, expression: ir.Expr) -> duckdb.DuckDBPyRelation:
        """Through files, because PySpark never properly closes the sockets that it returns rows by."""
        folder = self._new_path()
        with _sanitized_spark_errors():
            self._rows(expression).write.parquet(folder.as_uri())
        # The parts are numbered in the order of the rows.
        parts = sorted(str(part) for part in folder.glob("part-*.parquet"))
        return self.reader.connection.read_parquet(parts)

    def _rows(self, expression: ir.Expr) -> Any:
        return self._session.sql(compiled(expression, ibis.pyspark.name))

    def _new_path(self) -> Path:
        return self._folder.path / f"{next(self._file_number)}.parquet"


def _duplicates(keyed: ir.Table, frequency: FrequencyFilter) -> ir.Table:
    rows = ibis.union(*(keyed.select("record", key=column) for column in frequency.columns))
    rows = rows.filter(rows.key.notnull())
    counts = rows.group_by("key").agg(rows=rows.count(), record=rows.record.min())
    maximum = frequency.max_count or _NO_MAXIMUM
    found = counts.filter((counts.rows >= frequency.min_count) & (counts.rows <= maximum))
    return found.select("record", "key") if frequency.one_per_key else rows.semi_join(found, "key")


def _quick_hash_function(count: int) -> str:
    columns = [f"c{at}" for at in range(count)]
    typed = ", ".join(f"{column} STRING" for column in columns)
    return f"CREATE TEMPORARY FUNCTION quick_hash_{count}({typed}) RETURNS BIGINT RETURN xxhash64({', '.join(columns)})"


@contextmanager
def _sanitized_spark_errors() -> Iterator[None]:
    """Replace Spark's messages, which can quote a row, with our own."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 - used only here
    from pyspark.errors import PySparkException  # noqa: PLC0415

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise BadInput(f"Spark failed ({type(error).__name__}); its workers' logs say why") from None
