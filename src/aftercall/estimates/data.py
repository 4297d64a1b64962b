"""The data to estimate from: the columns of a CSV or Parquet file or a table, and columns derived from them."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from aftercall.errors import BadInput
from aftercall.estimates.columns import Column
from aftercall.estimates.missing import with_nulls
from aftercall.methods.arrays import BoolArray, FloatArray
from aftercall.methods.groups import Groups


@dataclass(frozen=True, eq=False)
class People:
    """The people of rows that each represent several. weights: (n,) the sums of their start weights."""

    weights: FloatArray
    groups: Groups

    @property
    def count(self) -> int:
        """The number of all of them."""
        return int(self.groups.counts.sum())

    def where(self, rows: BoolArray, factor: FloatArray) -> "People":
        """Some of the rows, with their weights multiplied by the (n,) factor."""
        return People((self.weights * factor)[rows], self.groups.where(rows, factor))


class Data:
    """Columns of equal length by name. people: given where rows represent several."""

    def __init__(self, place: str, table: pa.Table, people: People | None = None) -> None:
        self.place = place
        self.people = people
        self.size = table.num_rows if people is None else len(people.weights)
        self._columns = {name: Column(name, place, _array(table.column(name))) for name in table.column_names}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self._columns)

    def column(self, name: str, where: str) -> Column:
        """A column. where: the key that names it. Raises BadInput if there is no such column."""
        if name not in self._columns:
            raise BadInput(f"{where}: the data have no column {name}; they have {', '.join(self._columns)}")
        return self._columns[name]

    def matching(self, pattern: str, where: str) -> list[Column]:
        """Columns whose names match a pattern such as rep*, in the order of the file."""
        found = [column for name, column in self._columns.items() if fnmatchcase(name, pattern)]
        if not found:
            raise BadInput(f"{where}: no column matches {pattern}")
        return found

    def define(self, column: Column) -> None:
        """Add a derived column, or replace the column of that name."""
        self._columns[column.name] = column

    def where(self, rows: BoolArray, factor: FloatArray | None = None) -> "Data":
        """Some of the rows. factor: (n,) what their weights are multiplied by."""
        people = self.people and self.people.where(rows, np.ones(self.size) if factor is None else factor)
        kept = Data(self.place, pa.table({}), people)
        kept.size = int(np.count_nonzero(rows))
        mask = pa.array(rows)
        kept._columns = {c.name: Column(c.name, c.place, c.array.filter(mask)) for c in self._columns.values()}
        return kept


def _array(column: pa.ChunkedArray) -> pa.Array:
    """A column as one array. A column without any value is text."""
    return column.cast(pa.string()).combine_chunks() if pa.types.is_null(column.type) else column.combine_chunks()


def read_data(path: Path) -> Data:
    """The data of a .csv or .parquet file. Raises BadInput if it can't be read or has no rows."""
    readers = {".csv": _read_csv, ".parquet": pyarrow.parquet.read_table}
    if path.suffix.lower() not in readers:
        raise BadInput(f"{path.name}: the data must be a .csv or a .parquet file")
    try:
        table = readers[path.suffix.lower()](path)
    except FileNotFoundError:
        raise BadInput(f"{path}: there is no such file") from None
    except (OSError, UnicodeDecodeError, pa.ArrowException) as error:
        raise BadInput(f"{path.name}: can't be read as {path.suffix[1:].upper()} ({_reason(error)})") from None
    return data_of(path.name, with_nulls(table))


def data_of(place: str, table: pa.Table) -> Data:
    """A table as data. place: its name, for messages. Raises BadInput where it has no rows or a column twice."""
    repeated = {name for name in table.column_names if table.column_names.count(name) > 1}
    if repeated:
        raise BadInput(f"{place}: has two columns called {min(repeated)}; rename one")
    if table.num_rows == 0:
        raise BadInput(f"{place}: has no rows")
    return Data(place, table)


def _read_csv(path: Path) -> pa.Table:
    """All columns as text, so that the label of a level does not depend on the other levels."""
    _, parse, convert = csv_options(path)
    return pyarrow.csv.read_csv(path, convert_options=convert, parse_options=parse)


def csv_options(path: Path) -> tuple[list[str], pyarrow.csv.ParseOptions, pyarrow.csv.ConvertOptions]:
    """The column names of a CSV file, how to parse it, and how to convert its values: to text, as it is written."""
    with pyarrow.csv.open_csv(path) as reader:
        names = reader.schema.names
    convert = pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    return names, pyarrow.csv.ParseOptions(newlines_in_values=True), convert


def _reason(error: Exception) -> str:
    """Arrow's message without the values that it repeats."""
    text = str(error).splitlines()[0].split(": ")
    return "invalid UTF-8" if "UTF8" in str(error) else text[0][:60] if len(text) > 1 else "not of that format"
