"""Whether people who answered on the web answered differently from those who were asked by telephone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from aftercall.estimates.weighting import WeightedSample
from aftercall.handover.modes import Mode
from aftercall.handover.wave_data import CLASSIFICATIONS
from aftercall.methods.arrays import BoolArray
from aftercall.methods.mode_difference import compare_modes
from aftercall.results.table import MODE_COLUMN

# With fewer people on the web, nothing can be said.
FEWEST = 30


def modes_compared(weighted: WeightedSample, measures: Sequence[str]) -> dict[str, Any]:
    """How many people answered in each mode, and the comparison of each measure that enough of them answered, as JSON.
    Empty where everybody is asked by telephone. Interviews in both modes are counted and not compared."""
    if MODE_COLUMN not in weighted.data.names:
        return {}
    modes = _codes(weighted, MODE_COLUMN)
    people = {mode.value: int((modes == mode.value).sum()) for mode in Mode}
    compared = {name: found for name in measures if (found := _compared(weighted, name, modes))}
    return {"people": people, "measures": compared if people[Mode.WEB] >= FEWEST else {}}


def _compared(weighted: WeightedSample, measure: str, modes: "np.ndarray[Any, Any]") -> Mapping[str, Any] | None:
    """The telephone first. None where fewer than FEWEST of either mode answered."""
    values = weighted.data.column(measure, "the comparison of modes").numbers()
    web: BoolArray = modes == Mode.WEB.value
    asked: BoolArray = np.isfinite(values) & (web | (modes == Mode.TELEPHONE.value))
    if min(int((asked & web).sum()), int((asked & ~web).sum())) < FEWEST:
        return None
    classifications = [_codes(weighted, name)[asked].tolist() for name in CLASSIFICATIONS]
    return asdict(compare_modes(values[asked], weighted.weights[asked], web[asked], classifications))


def _codes(weighted: WeightedSample, column: str) -> "np.ndarray[Any, Any]":
    """(n,) the name of each person's level; empty where there is none."""
    levels = weighted.data.column(column, "the comparison of modes").levels()
    return np.array([*levels.labels, ""])[levels.codes]
