"""The same definition on Spark: all that knows of it.

DuckDB reads the extracts on this machine and hands the records over as Parquet in a private folder; what Spark works
out comes back through the same folder, and DuckDB writes it. The folder lies in memory where the machine offers that,
and is removed at the end. What Spark itself puts on a disk is encrypted, with keys that are never written.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, Self

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet

from aftercall.errors import BadInput
from aftercall.frames.engine import QUICK, DuckDBWorkspace, Expression, Workspace, compiled
from aftercall.frames.repeated import Often

type Session = Any  # PySpark is not there everywhere

LOCAL = "local[*]"
_LOOPBACK = "127.0.0.1"
_NAME = "aftercall"
_ANY_NUMBER = 1 << 62
_ENCRYPTION = "spark.io.encryption.enabled"

_ALWAYS = {
    "spark.ui.enabled": "false",  # a page that anybody on the machine could open
    "spark.ui.showConsoleProgress": "false",
    _ENCRYPTION: "true",
    "spark.sql.codegen.hugeMethodLimit": "8000",  # beyond it Java interprets, and never compiles, a method
    "spark.log.level": "OFF",  # an engine's messages can quote a row
    "spark.sql.session.timeZone": "UTC",
}
# Of a session, whoever started it: what the definition's meaning hangs on.
_MEANING = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.legacy.sizeOfNull": "false",
    "spark.sql.caseSensitive": "true",
}


@dataclass(frozen=True)
class SparkEngine:
    """Where Spark runs. master: as Spark names it. shared: a folder that this machine and all workers see by one path;
    where Spark runs on this machine alone, memory will do."""

    master: str = LOCAL
    shared: Path | None = None

    @classmethod
    def from_environment(cls) -> Self:
        """As AFTERCALL_SPARK_MASTER and AFTERCALL_SPARK_SHARED say."""
        shared = os.environ.get("AFTERCALL_SPARK_SHARED")
        return cls(os.environ.get("AFTERCALL_SPARK_MASTER") or LOCAL, Path(shared).resolve() if shared else None)

    def __call__(self) -> "SparkWorkspace":
        """Open a workspace. Errors: BadInput where something that it needs is missing."""
        parent = self._parent()
        if parent is not None and not parent.is_dir():
            raise BadInput(f"{parent}: there is no such folder; AFTERCALL_SPARK_SHARED must name one")
        _check_java()
        folder = Path(tempfile.mkdtemp(prefix="aftercall-spark-", dir=parent))
        try:
            return SparkWorkspace(*_session(self.master, folder), folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise

    @property
    def is_local(self) -> bool:
        """Whether Spark runs on this machine alone."""
        return self.master.startswith("local")

    def _parent(self) -> Path | None:
        if self.shared is None and not self.is_local:
            raise BadInput("AFTERCALL_SPARK_SHARED: name a folder that this machine and all of Spark's workers see")
        memory = Path("/dev/shm")  # noqa: S108 - chosen because it is memory; the folder in it is private
        return self.shared or (memory if os.access(memory, os.W_OK) else None)


def _check_java() -> None:
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java", path=str(Path(home) / "bin") if home else None):
        raise BadInput("--engine spark: Java is missing; install Java 17 or 21, or set JAVA_HOME")


def _session(master: str, folder: Path) -> tuple[Session, bool]:
    """A session and whether it was started here; one that is there already is not started twice.

    `folder`: takes what a session started here would else leave in the folder the command is run in.
    """
    if not all(map(find_spec, ("pyspark", "pandas"))):  # Ibis loads pandas to compile for Spark
        raise BadInput("--engine spark: PySpark or pandas is missing; pip install 'pyspark>=4.0,<4.1' pandas")
    from pyspark.sql import SparkSession  # noqa: PLC0415 - needed by nobody else

    running = SparkSession.getActiveSession()
    if running is not None:
        if running.sparkContext.getConf().get(_ENCRYPTION) != "true":
            raise BadInput(f"Spark runs already, and without {_ENCRYPTION}: its disks would show names; switch it on")
        return running, False
    builder = SparkSession.builder.master(master).appName(_NAME)
    settings = _ALWAYS | {"spark.sql.warehouse.dir": folder.as_uri()}
    for name, value in (settings | (_on_this_machine() if master.startswith("local") else {})).items():
        builder = builder.config(name, value)
    with _plain_errors():
        return builder.getOrCreate(), True


def _on_this_machine() -> dict[str, str]:
    """Half of the memory, and no more parts than a few cores can use; nothing listens but on the loopback."""
    os.environ["SPARK_LOCAL_IP"] = _LOOPBACK
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 21
    return {
        "spark.driver.host": _LOOPBACK,
        "spark.driver.bindAddress": _LOOPBACK,
        "spark.driver.memory": f"{memory}m",
        "spark.sql.shuffle.partitions": str(4 * (os.cpu_count() or 1)),
    }


class SparkWorkspace(Workspace):
    """Tables are Spark's, kept in the workers' memory and, encrypted, on their disks."""

    def __init__(self, session: Session, started: bool, folder: Path) -> None:  # noqa: FBT001 - one caller
        self.reader = DuckDBWorkspace()
        self._started = started
        self._session = session.newSession()
        for name, value in _MEANING.items():
            self._session.conf.set(name, value)
        for columns in range(1, QUICK + 1):
            self._session.sql(_quick_hash(columns))
        self._folder = folder
        self._number = count()

    def close(self) -> None:
        """Stop Spark, unless it ran before, and remove every file."""
        self.reader.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        with _plain_errors():
            if self._started:
                self._session.stop()
            else:
                self.forget(*(table.name for table in self._session.catalog.listTables()))

    def keep(self, name: str, expression: Expression) -> Expression:
        with _plain_errors():
            rows = self._rows(expression).localCheckpoint(eager=True)
            rows.createOrReplaceTempView(name)
        return ibis.table(expression.schema(), name=name)

    def name(self, name: str, expression: Expression) -> Expression:
        with _plain_errors():
            self._rows(expression).createOrReplaceTempView(name)
        return ibis.table(expression.schema(), name=name)

    def forget(self, *names: str) -> None:
        for name in names:
            self._session.catalog.dropTempView(name)

    def repeated(self, keyed: Expression, often: Mapping[str, Often], rows: int) -> dict[str, Expression]:  # noqa: ARG002 - Spark divides by itself
        kept = self.keep("keyed", keyed)
        found = {name: self.keep(name, _repeated(kept, sought)) for name, sought in often.items()}
        self.forget("keyed")
        return found

    def hand_in(self, name: str, rows: pa.Table) -> Expression:
        """Its file is gone at once: what is handed in may be a key."""
        path = self._place()
        pyarrow.parquet.write_table(rows, path)
        with _plain_errors():
            self._session.read.parquet(path.as_uri()).localCheckpoint(eager=True).createOrReplaceTempView(name)
        path.unlink()
        return ibis.table(ibis.Schema.from_pyarrow(rows.schema), name=name)

    def take_over(self, name: str, read: Expression) -> Expression:
        path = self._place()
        self.reader.write(read, path)
        self.reader.finish_writing()
        self.reader.forget_all()
        with _plain_errors():
            self._session.read.parquet(path.as_uri()).createOrReplaceTempView(name)
        return ibis.table(read.schema(), name=name)

    def relation(self, expression: Expression) -> duckdb.DuckDBPyRelation:
        """By way of files: what Spark sends through a socket is never closed properly."""
        folder = self._place()
        with _plain_errors():
            self._rows(expression).write.parquet(folder.as_uri())
        # Numbered in the order of the rows.
        parts = sorted(str(part) for part in folder.glob("part-*.parquet"))
        return self.reader.connection.read_parquet(parts)

    def _rows(self, expression: Expression) -> Any:
        return self._session.sql(compiled(expression, ibis.pyspark.name))

    def _place(self) -> Path:
        return self._folder / f"{next(self._number)}.parquet"


def _repeated(keyed: Expression, often: Often) -> Expression:
    rows = ibis.union(*(keyed.select("record", key=column) for column in often.columns))
    rows = rows.filter(rows.key.notnull())
    counts = rows.group_by("key").agg(rows=rows.count(), record=rows.record.min())
    enough = counts.filter((counts.rows >= often.least) & (counts.rows <= (often.most or _ANY_NUMBER)))
    return enough.select("record", "key") if often.once else rows.semi_join(enough, "key")


def _quick_hash(count: int) -> str:
    columns = [f"c{at}" for at in range(count)]
    typed = ", ".join(f"{column} STRING" for column in columns)
    return f"CREATE TEMPORARY FUNCTION quick_hash_{count}({typed}) RETURNS BIGINT RETURN xxhash64({', '.join(columns)})"


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Spark's messages can quote a row, so none of them goes further than here."""
    from py4j.protocol import Py4JError  # noqa: PLC0415 - needed by nobody else
    from pyspark.errors import PySparkException  # noqa: PLC0415

    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise BadInput(f"Spark could not do it ({type(error).__name__}); its workers' logs say why") from None
