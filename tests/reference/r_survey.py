"""Results of R's survey 4.5 and the data they were computed from."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from aftercall.methods.arrays import FloatArray, IntArray
from aftercall.methods.design import Design, Lonely
from aftercall.methods.margins import Margin

DATA = Path(__file__).parent / "data"
RELATIVE = 1e-6
ABSOLUTE = 1e-8  # a standard error of exactly 0 in R is the square root of a rounding error here
API_DESIGNS = ("srs", "strat", "strat_nofpc", "clus1")
CALIBRATED_DESIGNS = ("srs", "strat", "clus1")


class Table:
    """The columns of a CSV file, as text, numbers (NaN where empty) or codes of the sorted levels."""

    def __init__(self, columns: dict[str, list[str]]) -> None:
        self._columns = columns

    @property
    def columns(self) -> dict[str, list[str]]:
        return self._columns

    def text(self, name: str) -> np.ndarray[Any, Any]:
        return np.array(self._columns[name])

    def number(self, name: str) -> FloatArray:
        return np.array([float(value) if value not in {"", "NA"} else np.nan for value in self._columns[name]])

    def codes(self, *names: str) -> IntArray:
        joined = ["|".join(parts) for parts in zip(*(self._columns[name] for name in names), strict=True)]
        return np.unique(joined, return_inverse=True)[1].astype(np.int64)

    def levels(self, name: str) -> list[str]:
        return sorted(set(self._columns[name]))

    def where(self, rows: np.ndarray[Any, Any]) -> "Table":
        return Table({name: [v for v, keep in zip(c, rows, strict=True) if keep] for name, c in self._columns.items()})


@cache
def table(name: str) -> Table:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Table({column: [row[column] for row in rows] for column in rows[0]})


@cache
def _reference() -> dict[str, Any]:
    return dict(json.loads((DATA / "survey_4.5.json").read_text(encoding="utf-8"))["cases"])


def case_names() -> list[str]:
    return list(_reference())


def answer(case: str) -> Any:
    """R's result for one case."""
    return _reference()[case]["result"]


@cache
def margins_file(name: str) -> dict[str, Any]:
    return dict(json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")))


def api(design: str) -> tuple[Table, Design]:
    """One of the designs on the California Academic Performance Index samples."""
    data = table({"srs": "apisrs", "clus1": "apiclus1"}.get(design, "apistrat"))
    return data, Design(
        weights=data.number("pw"),
        strata=data.codes("stype") if design.startswith("strat") else None,
        clusters=data.codes("dnum") if design == "clus1" else None,
        fpc=None if design == "strat_nofpc" else data.number("fpc"),
    )


def api_margin(data: Table, variable: str) -> Margin:
    totals = margins_file("apipop_margins")[variable]
    levels = data.levels(variable)
    return Margin(
        variable, data.codes(variable), np.array([totals[level] for level in levels], dtype=float), tuple(levels)
    )


@cache
def respondents() -> Table:
    """The victims who responded."""
    victims = table("victims")
    return victims.where(victims.number("responded") == 1)


def respondents_design(*strata: str, fpc: bool = False, lonely: Lonely = Lonely.FAIL) -> Design:
    """Respondents with R's raked weights."""
    data = respondents()
    weights = np.array(answer("victims/rake_4_margins")["weights"])
    population = data.number("N") if fpc else None
    return Design(weights=weights, strata=data.codes(*strata), fpc=population, lonely=lonely)


def near(value: float | FloatArray, expected: Any, *, absolute: float = ABSOLUTE) -> None:
    """Assert agreement with R to 1e-6 relative, above an absolute floor."""
    np.testing.assert_allclose(value, np.asarray(expected, dtype=float), rtol=RELATIVE, atol=absolute)
