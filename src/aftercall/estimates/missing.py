"""Values that mean missing, in every format: empty, NA, NaN and null in any case, with spaces around them or not."""

import pyarrow as pa
import pyarrow.compute as pc

_WORDS = ("", "na", "nan", "null")
_BLANK = " \t\n\v\f\r\u00a0"


def with_nulls(table: pa.Table) -> pa.Table:
    """The table with null for every value that means missing, and plain columns in place of categorical ones."""
    columns = [_with_nulls(_plain(column)) for column in table.columns]
    return pa.table(columns, names=table.column_names)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Text as strings and floating-point numbers as doubles, however they are stored."""
    if pa.types.is_dictionary(column.type):
        decoded = [chunk.dictionary_decode() for chunk in column.chunks]
        return _plain(pa.chunked_array(decoded, column.type.value_type))
    if _is_text(column.type):
        return column.cast(pa.string())
    return column.cast(pa.float64()) if pa.types.is_floating(column.type) else column


def _is_text(of: pa.DataType) -> bool:
    return bool(pa.types.is_string(of) or pa.types.is_large_string(of) or pa.types.is_string_view(of))


def _with_nulls(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_string(column.type):
        words = pc.utf8_lower(pc.utf8_trim(column, _BLANK))
        missing = pc.is_in(words, value_set=pa.array(_WORDS))
    elif pa.types.is_floating(column.type):
        missing = pc.is_nan(column)
    else:
        return column
    return pc.if_else(missing, pa.scalar(None, column.type), column)
