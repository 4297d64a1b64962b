"""The design document of an analysis: the entries of a D.toml for `aftercall estimate`."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from aftercall.instrument.series import InstrumentSeries
from aftercall.methods.design import DomainDf, Lonely
from aftercall.methods.intervals import IntervalMethod
from aftercall.methods.small_sample import Thresholds
from aftercall.results.table import POPULATION_COLUMN, column_of

# Levels of a raking variable with fewer respondents are merged, because their weights would be extreme.
MINIMUM_IN_LEVEL = 20
# Nonresponse cells, each a category and age band, are merged if they have fewer respondents.
MINIMUM_IN_CELL = 20
# Its coverage is close to 95% for groups of 30 people or more (docs/coverage.md).
INTERVAL = IntervalMethod.WILSON.value


def design_document(
    margins: Mapping[str, Mapping[str, int]],
    table: pa.Table,
    instruments: InstrumentSeries,
) -> dict[str, Any]:
    """The document's three entries: design, weighting and estimate (docs/estimate.md).

    margins: the totals of the frame by raking variable. table: the sample from `sample_table`. Measures with an empty
    base are left out.
    """
    respondents = table.filter(table["responded"])
    measures = [measure for measure in instruments.measures if respondents[measure].null_count < len(respondents)]
    return {
        "design": {
            "strata": "stratum",
            "weights": "base_weight",
            "fpc": "stratum_size",
            "lonely": Lonely.ADJUST.value,
            # A group has few people in each of many strata, and so hardly any degrees of freedom of its own.
            "df": DomainDf.SAMPLE.value,
        },
        "weighting": [_nonresponse(), _rake(margins)],
        "estimate": [
            *_shares(respondents, measures, instruments),
            *driver_requests(respondents, instruments),
        ],
    }


def _nonresponse() -> dict[str, Any]:
    cells = ["category", "age_band"]
    return {"method": "nonresponse", "responded": "responded", "cells": cells, "minimum": MINIMUM_IN_CELL}


def _rake(margins: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
    return {
        "method": "rake",
        "minimum": MINIMUM_IN_LEVEL,
        "margins": {name: dict(sorted(totals.items())) for name, totals in margins.items()},
    }


def _shares(respondents: pa.Table, measures: list[str], instruments: InstrumentSeries) -> list[dict[str, Any]]:
    """The share satisfied on each measure, for all victims and each population, altogether and by each breakdown of
    which anybody has a level."""
    if not measures:
        return []
    share = {"kind": "proportion", "variable": measures, "level": True, "interval": INTERVAL}
    columns = [column_of(name, instruments) for name in instruments.breakdowns]
    known = [name for name in columns if respondents[name].null_count < len(respondents)]
    breakdowns = [[], *([name] for name in known)]
    populations = [[], [POPULATION_COLUMN]] if POPULATION_COLUMN in respondents.column_names else [[]]
    return [{**share, "by": [*population, *by]} for population in populations for by in breakdowns]


def driver_requests(respondents: pa.Table, instruments: InstrumentSeries) -> list[dict[str, Any]]:
    """The importance of each driver of overall satisfaction, if enough people answered about every part and overall,
    and the answers about each of them vary."""
    if not instruments.parts or instruments.overall is None:
        return []
    complete = respondents.select([*instruments.parts, instruments.overall]).drop_null()
    if len(complete) < Thresholds().sound or any(len(column.unique()) < 2 for column in complete.columns):
        return []
    return [{"kind": "drivers", "variable": instruments.overall, "terms": list(instruments.parts)}]


def weighting_summary(document: Mapping[str, Any], diagnostics: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How the weights were calculated, for the analysis page. diagnostics: one for each step of the document."""
    nonresponse, raking = diagnostics
    rates = [cell["response_rate"] for cell in nonresponse["cells"]]
    return {
        "nonresponse_cells": len(rates),
        "lowest_response": min(rates),
        "highest_response": max(rates),
        "merged_levels": raking["merged"],
        "lonely_rule": document["design"]["lonely"],
        "raking": {key: value for key, value in raking.items() if key not in {"method", "merged"}},
    }
