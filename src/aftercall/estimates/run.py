"""From the data and D.toml to rows of figures."""

from dataclasses import dataclass
from pathlib import Path

from aftercall.estimates.data import read_data
from aftercall.estimates.expressions import derive
from aftercall.estimates.requests import read_settings
from aftercall.estimates.rows import Row, rows_of
from aftercall.estimates.weighting import Weighted, weigh


@dataclass(frozen=True, eq=False)
class Estimates:
    """The rows of figures, and the weighted sample they rest on."""

    rows: list[Row]
    weighted: Weighted


def estimate(data_file: Path, design_file: Path) -> Estimates:
    """Every figure that the design file asks for. Raises BadInput saying where and what to mend."""
    settings = read_settings(design_file)
    data = read_data(data_file)
    for name, expression in settings.define.items():
        data.define(derive(data, name, expression, f"{design_file.name}, [define], {name}"))
    weighted = weigh(data, settings.design, settings.weighting)
    return Estimates([row for request in settings.requests for row in rows_of(request, weighted)], weighted)
