"""Estimates from a file that is not read whole: an engine collapses it for each request, and groups serve as rows.

Raises NotCollapsible where that is impossible or anything is wrong. The caller then reads all rows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from aftercall.errors import BadInput
from aftercall.estimates.collapse import Expression, NotCollapsible, Source, collapse
from aftercall.estimates.data import Data, csv_options
from aftercall.estimates.expressions import columns_of, derive
from aftercall.estimates.requests import Kind, Request, Settings
from aftercall.estimates.rows import Row, rows_of
from aftercall.estimates.weighting import WeightedSample, weight_sample
from aftercall.estimates.weighting_steps import Method

LARGE_ROWS = 500_000  # of a Parquet file; smaller files are read faster than an engine starts
LARGE_BYTES = 50_000_000  # of a CSV file
MANY_VALUES = 50_000  # of one column
_KINDS = {Kind.PROPORTION, Kind.MEAN, Kind.TOTAL, Kind.RATIO, Kind.DIFFERENCE, Kind.CONTRAST, Kind.CHISQ, Kind.TTEST}
_PLAIN = (pa.types.is_string, pa.types.is_large_string, pa.types.is_integer, pa.types.is_floating, pa.types.is_boolean)


def is_large(path: Path) -> bool:
    """Whether a file is worth streaming."""
    try:
        if path.suffix.lower() == ".parquet":
            return bool(pyarrow.parquet.read_metadata(path).num_rows >= LARGE_ROWS)
        return path.stat().st_size >= LARGE_BYTES
    except (OSError, pa.ArrowException):
        return False


def can_stream(settings: Settings) -> bool:
    """Whether sums over groups are enough: people were drawn one by one, and every estimate is made of sums."""
    design = settings.design
    single = not design.ids and design.replicates is None
    cells = not any(step.method in {Method.PROPENSITY, Method.TRIM} for step in settings.weighting)
    return single and cells and all(requests[0].kind in _KINDS for requests in settings.requests)


@contextmanager
def duckdb_source(path: Path, settings: Settings) -> Iterator[Source]:
    """A file in DuckDB, which streams it. Nothing is spilled to disk."""
    with duckdb.connect(config={"temp_directory": "", "autoinstall_known_extensions": False}) as connection:
        try:
            is_parquet = path.suffix.lower() == ".parquet"
            schema = _parquet(path, connection) if is_parquet else _csv(path, connection, settings.design.weights)
        except (OSError, UnicodeDecodeError, duckdb.Error, pa.ArrowException):
            raise NotCollapsible from None
        if len(set(schema.names)) < len(schema.names):
            raise NotCollapsible
        plain = [(place, field) for place, field in enumerate(schema) if any(of(field.type) for of in _PLAIN)]
        table = ibis.table({f"c{place}": ibis.dtype(field.type) for place, field in plain}, name="rows")

        def run(wanted: Expression) -> pa.Table:
            return connection.sql(ibis.to_sql(wanted, dialect="duckdb")).to_arrow_table()

        yield Source(path.name, {field.name: f"c{place}" for place, field in plain}, table, run)


def _parquet(path: Path, connection: duckdb.DuckDBPyConnection) -> pa.Schema:
    """The file as the view `rows`, its columns called c0, c1 and so on."""
    schema = pyarrow.parquet.read_schema(path)
    names = ", ".join(f"c{place}" for place in range(len(schema)))
    file = str(path).replace("'", "''")
    connection.execute(f"CREATE VIEW rows AS SELECT * FROM read_parquet('{file}') AS file({names})")  # noqa: S608
    return schema


def _csv(path: Path, connection: duckdb.DuckDBPyConnection, weights: str | None) -> pa.Schema:
    """The same for a CSV file. Weights are numbers and everything else is text, as when it is read whole."""
    names, parse, convert = csv_options(path)
    columns = [f"c{place}" for place in range(len(names))]
    types = {
        column: pa.float64() if name == weights else pa.string() for column, name in zip(columns, names, strict=True)
    }
    convert.column_types = types
    read = pyarrow.csv.ReadOptions(column_names=columns, skip_rows=1)
    from pyarrow.dataset import CsvFileFormat, dataset  # noqa: PLC0415 - it loads pandas, which nothing else needs

    form = CsvFileFormat(parse, convert_options=convert, read_options=read)
    connection.register("rows", dataset(path, format=form))
    return pa.schema(list(zip(names, types.values(), strict=True)))


def streamed_rows(source: Source, settings: Settings) -> tuple[list[Row], int]:
    """All rows of figures, and the number of rows in the file. Raises NotCollapsible where all rows must be read."""
    rows: list[Row] = []
    people = 0

    def weighted(request: Request) -> WeightedSample:
        nonlocal people
        data = _groups(source, settings, request)
        people = data.people.count if data.people else 0
        return weight_sample(data, settings.design, settings.weighting)

    try:
        _check_names(source, settings)
        for requests in settings.requests:
            rows.extend(rows_of(requests, weighted))
    except (BadInput, duckdb.Error, pa.ArrowException):
        raise NotCollapsible from None
    return rows, people


def _check_names(source: Source, settings: Settings) -> None:
    """Raise NotCollapsible where a derived column needs a column that does not exist, or weights are derived."""
    known = set(source.columns)
    for name, expression in settings.define.items():
        if not columns_of(expression) <= known or name == settings.design.weights:
            raise NotCollapsible
        known.add(name)
    if settings.design.weights is not None and not _is_number(source, settings.design.weights):
        raise NotCollapsible


def _is_number(source: Source, name: str) -> bool:
    return name in source.columns and bool(source.table[source.columns[name]].type().is_numeric())


def _groups(source: Source, settings: Settings, request: Request) -> Data:
    """The file collapsed to what one request needs, with derived columns."""
    wanted = _names(settings, request)
    derived = []
    for name, expression in reversed(settings.define.items()):
        if name in wanted:
            wanted = wanted - {name} | columns_of(expression)
            derived.append((name, expression))
    if not wanted <= set(source.columns):
        raise NotCollapsible
    _check_values(source, wanted)
    data = collapse(source, sorted(wanted), settings.design.weights)
    for name, expression in reversed(derived):
        data.define(derive(data, name, expression, name))
    return data


def _check_values(source: Source, names: set[str]) -> None:
    """Raise NotCollapsible where a column has so many values that there would be nearly as many groups as rows."""
    columns = [source.table[source.columns[name]] for name in sorted(names)]
    found = source.run(source.table.aggregate(**{f"#{i}": c.approx_nunique() for i, c in enumerate(columns)}))
    if max(column[0].as_py() for column in found.columns) > MANY_VALUES:
        raise NotCollapsible


def _names(settings: Settings, request: Request) -> set[str]:
    """The columns that a request needs, besides the weights."""
    names = {*settings.design.strata, *settings.design.fpc, request.variable, *request.by}
    names |= {name for name in (request.denominator, request.between, request.other, request.group) if name}
    if request.domain is not None:
        names |= columns_of(request.domain)
    for step in settings.weighting:
        names |= step.columns()
    return names
