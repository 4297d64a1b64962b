"""Microdata as a Parquet file and as an SPSS file."""

import io
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.parquet as pq

from aftercall.evidence.building.microdata import Column, Microdata
from aftercall.frames.working_folders import SAV, working_folder
from aftercall.instrument_files.spss import LABEL, VALUE_LABEL, cut

_TRUTH = {False: 0, True: 1}


def parquet(data: Microdata) -> bytes:
    """The rows as a Parquet file."""
    columns = zip(*data.rows, strict=True)
    table = pa.table({column.name: list(cells) for column, cells in zip(data.columns, columns, strict=True)})
    file = io.BytesIO()
    pq.write_table(table, file)
    return file.getvalue()


def spss(data: Microdata, title: str) -> bytes:
    """The rows as a .sav file: texts are coded from 1, answers 0 and 1, each with its label."""
    import pandas as pd  # noqa: PLC0415 - loading them takes a second, and only this file needs them
    import pyreadstat  # noqa: PLC0415 - as above

    codes = {column.name: _codes(column) for column in data.columns}
    columns = zip(*data.rows, strict=True)
    frame = pd.DataFrame(
        {
            column.name: [_coded(cell, codes[column.name]) for cell in cells]
            for column, cells in zip(data.columns, columns, strict=True)
        }
    )
    labels: dict[str, dict[int | float, str]] = {
        name: {code: cut(value, VALUE_LABEL) for value, code in found.items()} for name, found in codes.items() if found
    }
    with working_folder(SAV) as folder:
        path = folder / "microdata.sav"
        pyreadstat.write_sav(
            frame,
            str(path),
            file_label=cut(title, 64),
            column_labels={column.name: cut(column.label, LABEL) for column in data.columns},
            variable_value_labels=labels,
            variable_measure=dict.fromkeys(labels, "nominal"),
        )
        return path.read_bytes()


def _codes(column: Column) -> Mapping[str, int]:
    if set(column.values) == {"false", "true"}:
        return {"No": 0, "Yes": 1}
    return {value: code for code, value in enumerate(column.values, start=1)}


def _coded(cell: object, codes: Mapping[str, int]) -> object:
    if isinstance(cell, bool):
        return _TRUTH[cell]
    return codes.get(cell, cell) if isinstance(cell, str) else cell
