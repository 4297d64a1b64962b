"""Writing rows of figures, weights and diagnostics as JSON, CSV or Parquet. No partial file is left after an error."""

import json
from collections.abc import Callable, Sequence
from math import isnan
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet

from aftercall.csv_files import FORMULA, NUMBER
from aftercall.errors import BadInput
from aftercall.estimates.rows import Row
from aftercall.estimates.weighting import Diagnostics, WeightedSample

COLUMNS: dict[str, pa.DataType] = {
    "kind": pa.string(),
    "variable": pa.string(),
    "level": pa.string(),
    "domain": pa.string(),
    "term": pa.string(),
    "probability": pa.float64(),
    "n": pa.int64(),
    "count": pa.int64(),
    "first": pa.float64(),
    "second": pa.float64(),
    "estimate": pa.float64(),
    "se": pa.float64(),
    "df": pa.float64(),
    "df2": pa.float64(),
    "low": pa.float64(),
    "high": pa.float64(),
    "deff": pa.float64(),
    "statistic": pa.float64(),
    "p_value": pa.float64(),
    "adjusted_p": pa.float64(),
    "direction": pa.string(),
    "performance": pa.float64(),
    "priority": pa.string(),
    "reliability": pa.string(),
}
_ALWAYS = {"kind", "variable", "level", "domain", "n", "estimate", "se", "df", "low", "high", "deff"}


def write_rows(path: Path, rows: Sequence[Row]) -> None:
    """Write the rows in the format of the file's suffix. Raises BadInput if the file can't be written."""
    kept = [name for name in COLUMNS if name in _ALWAYS or any(name in row for row in rows)]
    if path.suffix.lower() == ".json":
        text = json.dumps([_plain(row, kept) for row in rows], indent=1, ensure_ascii=False, allow_nan=False)
        _write(path, lambda file: file.write(text.encode()))
        return
    flat = [row | {"domain": json.dumps(row["domain"], ensure_ascii=False)} for row in rows]
    table = {name: pa.array([row.get(name) for row in flat], COLUMNS[name]) for name in kept}
    _write_table(path, pa.table(table))


def write_weights(path: Path, weighted: WeightedSample) -> None:
    """Write the adjusted weights beside the column id of the data, or beside row numbers if there is none."""
    data = weighted.data
    ids = data.column("id", "--weights-out").array if "id" in data.names else pa.array(range(1, data.size + 1))
    _write_table(path, pa.table({"id": ids, "weight": weighted.weights}))


def write_diagnostics(path: Path, steps: Sequence[Diagnostics]) -> None:
    """Write what each weighting step did as JSON."""
    text = json.dumps(steps, indent=1, ensure_ascii=False, allow_nan=False)
    _write(path, lambda file: file.write(text.encode()))


def check_suffix(path: Path, *suffixes: str) -> None:
    """Raise BadInput unless the file has one of these suffixes."""
    if path.suffix.lower() not in suffixes:
        raise BadInput(f"{path.name}: must end in {' or '.join(suffixes)}")


def _plain(row: Row, kept: Sequence[str]) -> Row:
    return {name: _none_for_nan(row.get(name)) for name in kept}


def _none_for_nan(value: object) -> object:
    return None if isinstance(value, float) and isnan(value) else value


def _write_table(path: Path, table: pa.Table) -> None:
    if path.suffix.lower() == ".parquet":
        _write(path, lambda file: pyarrow.parquet.write_table(table, file))
        return
    _write(path, lambda file: pyarrow.csv.write_csv(harmless_table(table), file))


def harmless_table(table: pa.Table) -> pa.Table:
    """The same as `csv_files.harmless` for whole columns, because weights may have millions of ids."""
    return pa.table([_harmless(column) for column in table.columns], names=table.column_names)


def _harmless(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_string(column.type):
        return column
    formula = pc.match_substring_regex(column, f"^{FORMULA}")
    number = pc.match_substring_regex(column, f"^{NUMBER}$")
    marked = pc.binary_join_element_wise("'", column, "")
    return pc.if_else(pc.and_not(formula, number), marked, column)


def _write(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}-", delete=False) as file:
            write(file)
        Path(file.name).replace(path)
    except OSError as error:
        raise BadInput(f"{path}: could not be written ({error.strerror})") from None
