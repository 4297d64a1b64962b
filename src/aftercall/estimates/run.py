"""From the data and D.toml to rows of figures."""

from dataclasses import dataclass
from pathlib import Path

from aftercall.estimates.collapse import NotCollapsible
from aftercall.estimates.data import read_data
from aftercall.estimates.expressions import derive
from aftercall.estimates.requests import Settings, read_settings
from aftercall.estimates.rows import Row, rows_of
from aftercall.estimates.streamed import can_stream, duckdb_source, is_large, streamed_rows
from aftercall.estimates.weighting import Weighted, weigh


@dataclass(frozen=True, eq=False)
class Estimates:
    """The rows of figures, the rows of data that they rest on, and the weighted sample where it was read whole."""

    rows: list[Row]
    size: int
    weighted: Weighted | None


def estimate(data_file: Path, design_file: Path, *, weights: bool = False) -> Estimates:
    """Every figure that the design file asks for. Raises BadInput saying where and what to mend.

    weights: whether the weights of the rows are wanted, too. Large files are streamed where the figures allow it, with
    the same answers.
    """
    settings = read_settings(design_file)
    if not weights and can_stream(settings) and is_large(data_file):
        try:
            return _streamed(data_file, settings)
        except NotCollapsible:  # the rows themselves may do, or say what is wrong and where
            pass
    return _read_whole(data_file, settings, design_file.name)


def _streamed(data_file: Path, settings: Settings) -> Estimates:
    with duckdb_source(data_file, settings) as source:
        rows, size = streamed_rows(source, settings)
    return Estimates(rows, size, None)


def _read_whole(data_file: Path, settings: Settings, place: str) -> Estimates:
    data = read_data(data_file)
    for name, expression in settings.define.items():
        data.define(derive(data, name, expression, f"{place}, [define], {name}"))
    weighted = weigh(data, settings.design, settings.weighting)
    rows = [row for request in settings.requests for row in rows_of(request, weighted)]
    return Estimates(rows, data.size, weighted)
