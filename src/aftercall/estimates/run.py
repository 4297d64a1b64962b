"""From data and D.toml to rows of figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from aftercall.estimates.collapse import NotCollapsible
from aftercall.estimates.data import Data, data_of, read_data
from aftercall.estimates.expressions import derive
from aftercall.estimates.requests import Settings, read_settings, settings_of
from aftercall.estimates.rows import Row, rows_of
from aftercall.estimates.streamed import can_stream, duckdb_source, is_large, streamed_rows
from aftercall.estimates.weighting import Diagnostics, WeightedSample, weight_sample


@dataclass(frozen=True, eq=False)
class Estimates:
    """rows: of figures. size: the rows of data that they were made from. weighted: the weighted sample, None where the
    data were streamed."""

    rows: list[Row]
    size: int
    weighted: WeightedSample | None

    def diagnostics(self) -> list[Diagnostics]:
        """What each weighting step did to the weights, in order; empty where the data were streamed."""
        return self.weighted.diagnostics() if self.weighted is not None else []


def estimate(data_file: Path, design_file: Path, *, sample: bool = False) -> Estimates:
    """Every figure that the design file asks for. Raises BadInput saying where and how to fix it.

    sample: whether the weighted sample is needed, for its weights or their diagnostics. Otherwise large files are
    streamed where the estimates allow it, with the same results.
    """
    settings = read_settings(design_file)
    if not sample and can_stream(settings) and is_large(data_file):
        try:
            return _streamed(data_file, settings)
        except NotCollapsible:  # reading all rows may work, or say what is wrong and where
            pass
    return _estimated(read_data(data_file), settings, design_file.name)


def estimate_table(
    table: pa.Table, document: Mapping[str, Any], *, data_name: str = "data", design_name: str = "design"
) -> Estimates:
    """The same for a table in memory and the entries of D.toml, with margins in the document rather than in a file.

    data_name, design_name: what messages call the two. Raises BadInput as `estimate` does.
    """
    return _estimated(data_of(data_name, table), settings_of(document, design_name), design_name)


def weight_table(
    table: pa.Table, document: Mapping[str, Any], *, data_name: str = "data", design_name: str = "design"
) -> WeightedSample:
    """The sample of a table in memory after the weighting steps of the document, to be estimated from several times."""
    settings = settings_of(document, design_name)
    return weight_sample(data_of(data_name, table), settings.design, settings.weighting)


def estimate_weighted(
    weighted: WeightedSample, document: Mapping[str, Any], *, design_name: str = "design"
) -> list[Row]:
    """The rows that the document asks for, of a sample that has been weighted already. Raises BadInput as `estimate`
    does."""
    settings = settings_of(document, design_name)
    return [row for requests in settings.requests for row in rows_of(requests, lambda _: weighted)]


def _streamed(data_file: Path, settings: Settings) -> Estimates:
    with duckdb_source(data_file, settings) as source:
        rows, size = streamed_rows(source, settings)
    return Estimates(rows, size, None)


def _estimated(data: Data, settings: Settings, design_name: str) -> Estimates:
    for name, expression in settings.define.items():
        data.define(derive(data, name, expression, f"{design_name}, [define], {name}"))
    weighted = weight_sample(data, settings.design, settings.weighting)
    rows = [row for requests in settings.requests for row in rows_of(requests, lambda _: weighted)]
    return Estimates(rows, data.size, weighted)
