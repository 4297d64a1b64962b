"""What an analysis asks of the estimation: the entries of the D.toml that `aftercall estimate` would be given."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from aftercall.methods.design import DomainDf, Lonely
from aftercall.methods.intervals import IntervalMethod
from aftercall.methods.small_sample import Thresholds
from aftercall.results.dataset import MARGINS, FramePerson
from aftercall.results.words import WHOLE

# A margin's level with fewer respondents is merged: its weights would be extreme.
MINIMUM_LEVEL = 20
# People of one crime category and age band are taken to answer alike; cells with fewer respondents are merged.
MINIMUM_CELL = 20
# Its coverage is right for groups of any size (docs/coverage.md).
_INTERVAL = IntervalMethod.WILSON.value


def design_document(
    frame: Sequence[FramePerson], table: pa.Table, items: Sequence[str], quarters: tuple[str, str] | None
) -> dict[str, Any]:
    """Design, weighting and estimates, as D.toml holds them (docs/estimate.md).

    table: the sample, as `sample_table` makes it. items: those to estimate. quarters: the two to compare, or None.
    """
    respondents = table.filter(table["responded"])
    answered = [item for item in items if respondents[item].null_count < len(respondents)]
    return {
        "design": {
            "strata": "stratum",
            "weights": "base_weight",
            "fpc": "stratum_size",
            "lonely": Lonely.ADJUST.value,
            # Groups of people lie across many strata of few people each.
            "df": DomainDf.SAMPLE.value,
        },
        "weighting": [_nonresponse(), _rake(frame)],
        "estimate": [*_shares(answered), *_changes(respondents, answered, quarters), *_drivers(respondents, items)],
    }


def _nonresponse() -> dict[str, Any]:
    cells = ["category", "age_band"]
    return {"method": "nonresponse", "responded": "responded", "cells": cells, "minimum": MINIMUM_CELL}


def _rake(frame: Sequence[FramePerson]) -> dict[str, Any]:
    margins = {name: Counter(person.levels[name] for person in frame) for name in MARGINS}
    return {
        "method": "rake",
        "minimum": MINIMUM_LEVEL,
        "margins": {name: dict(sorted(totals.items())) for name, totals in margins.items()},
    }


def _shares(items: list[str]) -> list[dict[str, Any]]:
    """The share satisfied with each item, of all and by each margin."""
    if not items:
        return []
    share = {"kind": "proportion", "variable": items, "level": True, "interval": _INTERVAL}
    return [share, *({**share, "by": margin} for margin in MARGINS)]


def _changes(respondents: pa.Table, items: list[str], quarters: tuple[str, str] | None) -> list[dict[str, Any]]:
    """Every item's change from the first quarter to the second, as one family."""
    if not items or quarters is None or not set(quarters) <= set(respondents["quarter"].to_pylist()):
        return []
    return [{"kind": "difference", "variable": items, "level": True, "between": "quarter", "levels": list(quarters)}]


def _drivers(respondents: pa.Table, items: Sequence[str]) -> list[dict[str, Any]]:
    """The importance of the parts for the whole experience, where enough people answered on all of them and no item
    has the same answer from everybody."""
    complete = respondents.select(list(items)).drop_null()
    if len(complete) < Thresholds().sound or any(len(column.unique()) < 2 for column in complete.columns):
        return []
    return [{"kind": "drivers", "variable": WHOLE, "terms": [item for item in items if item != WHOLE]}]


def weighting_summary(document: Mapping[str, Any], diagnostics: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How the weights were made, for readers of the figures. diagnostics: of the document's steps."""
    nonresponse, raking = diagnostics
    rates = [cell["response_rate"] for cell in nonresponse["cells"]]
    return {
        "nonresponse_cells": len(rates),
        "lowest_response": min(rates),
        "highest_response": max(rates),
        "merged_levels": raking["merged"],
        "lonely_strata": document["design"]["lonely"],
        "raking": {key: value for key, value in raking.items() if key not in {"method", "merged"}},
    }
