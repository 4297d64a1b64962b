"""The microdata of an analysis with no more than the published figures need (docs/decisions/0038).

Of people who were not interviewed, there is only what the nonresponse cells need. Strata are numbered, in an order that
says nothing. A group of a protected characteristic of which no figure is published is left blank. The order of the rows
depends on nothing but what is in them.
"""

import hashlib
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import tomli_w

from aftercall.core.errors import Refused
from aftercall.csv_files import write_rows
from aftercall.evidence.archive.recomputing import CHARACTERISTIC, POPULATION_COLUMN
from aftercall.evidence.building.analyses import ReadAnalysis
from aftercall.results.table import POPULATION_COLUMN as KIND_OF_VICTIM
from aftercall.results.table import column_of

_STRATUM, _RESPONDED = "stratum", "responded"
_CELLS = ("category", "age_band")
# Columns of everybody who was sampled.
_OF_ALL = (_RESPONDED, "base_weight", *_CELLS)
_DESIGN = ("base_weight", _STRATUM, "stratum_size")

type Cell = str | int | float | bool | None
# By breakdown, the groups of which at least one figure is published.
type ShownGroups = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Column:
    """A column of the microdata. label: what it means. values: its codes, if it has few."""

    name: str
    label: str
    values: Sequence[str] = ()


@dataclass(frozen=True)
class Microdata:
    """The microdata of an analysis. rows: a cell for each column. unique: how many people who were interviewed have
    a combination of characteristics, stratum and weights that nobody else in the file has."""

    analysis: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    document: Mapping[str, Any]
    respondents: int
    unique: int

    def csv(self) -> bytes:
        """The rows as CSV. An empty cell: there is no value, or it is left out."""
        rows = [[_text(cell) for cell in row] for row in self.rows]
        return _csv([[column.name for column in self.columns], *rows])

    def design(self) -> bytes:
        """The design as `aftercall estimate` reads it (docs/estimate.md)."""
        return tomli_w.dumps(dict(self.document)).encode()

    def codebook(self) -> bytes:
        """What the columns and their values mean."""
        rows = [(column.name, column.label, "; ".join(column.values)) for column in self.columns]
        return _csv([("column", "meaning", "values"), *rows])


@dataclass(frozen=True)
class Extra:
    """A further column. values: one for each person who was interviewed, in the order of the analysis."""

    column: Column
    values: Sequence[Cell]


def microdata_of(analysis: ReadAnalysis, shown: ShownGroups | None, extra: Sequence[Extra] | None = None) -> Microdata:
    """The reduced sample of an analysis.

    shown: None if only its figures for everybody are needed. extra: further columns; with them, only people who were
    interviewed. Refused if a measure has the name of one of our columns.
    """
    renamed, answers = _renamed(analysis), _answers(analysis)
    if taken := {*renamed.values()} & {*answers}:
        raise Refused(f"A measure must not be called {min(taken)}. Choose another name in the questionnaire")
    hidden = _hidden(analysis, shown or {})
    columns = [name for name in (*renamed, *answers) if name not in hidden or hidden[name] is not None]
    people = analysis.table if extra is None else analysis.table.filter(analysis.table[_RESPONDED])
    records = _records(analysis, people, columns, hidden)
    described = [_column(name, renamed.get(name, name), analysis, records) for name in columns]
    further = extra or ()
    rows = [
        [*(record[name] for name in columns), *(one.values[number] for one in further)]
        for number, record in enumerate(records)
    ]
    # A stratum says when and where, and a weight says which levels somebody has, so both tell people apart too.
    known = [
        place
        for place, name in enumerate([*columns, *(one.column.name for one in further)])
        if name not in {_RESPONDED, *answers}
    ]
    return Microdata(
        analysis=analysis.name,
        columns=[*described, *(one.column for one in further)],
        rows=sorted(rows, key=_order),
        document=_document(analysis, renamed, set(columns) if shown is not None else {KIND_OF_VICTIM}),
        respondents=sum(bool(record[_RESPONDED]) for record in records),
        unique=_unique(rows, known, columns.index(_RESPONDED)),
    )


def _records(
    analysis: ReadAnalysis, people: pa.Table, columns: Sequence[str], hidden: Mapping[str, frozenset[str] | None]
) -> list[dict[str, Cell]]:
    """A person's cells by column, without what is not needed."""
    numbers = _numbered(analysis)
    records = [_record(row, columns, hidden) for row in people.to_pylist()]
    for record in records:
        record[_RESPONDED] = int(bool(record[_RESPONDED]))
        record[_STRATUM] = None if record[_STRATUM] is None else numbers[str(record[_STRATUM])]
    return records


def _renamed(analysis: ReadAnalysis) -> dict[str, str]:
    """The columns that are about no measure, in order, by what the analysis calls them."""
    instruments = analysis.instruments
    names = [_RESPONDED, *_DESIGN, "quarter", "category", "area", "age_band", "sex"]
    renamed = {name: name for name in names}
    if KIND_OF_VICTIM in analysis.table.column_names:
        renamed[KIND_OF_VICTIM] = POPULATION_COLUMN
    return renamed | {column_of(one, instruments): f"{CHARACTERISTIC}{one}" for one in instruments.characteristics}


def _answers(analysis: ReadAnalysis) -> list[str]:
    """The measures of which the analysis has figures."""
    asked = {
        name
        for request in analysis.design["estimate"]
        if request["kind"] == "proportion"
        for name in request["variable"]
    }
    return [name for name in analysis.instruments.measures if name in asked]


def _hidden(analysis: ReadAnalysis, shown: ShownGroups) -> dict[str, frozenset[str] | None]:
    """By column of a protected characteristic, the groups to keep; None if there are none."""
    names = analysis.instruments.characteristics
    return {column_of(name, analysis.instruments): shown.get(name) or None for name in names}


def _record(
    row: Mapping[str, Any], columns: Sequence[str], kept: Mapping[str, frozenset[str] | None]
) -> dict[str, Cell]:
    if not row[_RESPONDED]:
        return {name: row[name] if name in _OF_ALL else None for name in columns}
    return {name: row[name] if name not in kept or row[name] in (kept[name] or ()) else None for name in columns}


def _numbered(analysis: ReadAnalysis) -> dict[str, str]:
    """The strata by number, in an order that does not say which month or place they are from."""
    names = {str(name) for name in analysis.table[_STRATUM].to_pylist()}
    ordered = sorted(names, key=lambda name: hashlib.sha256(f"{analysis.name} {name}".encode()).hexdigest())
    return {name: f"S{number:03}" for number, name in enumerate(ordered, start=1)}


def _order(row: Sequence[Cell]) -> list[str]:
    return [_text(cell) for cell in row]


def _unique(rows: Sequence[Sequence[Cell]], known: Sequence[int], responded: int) -> int:
    counted = Counter(tuple(row[place] for place in known) for row in rows if row[responded])
    return sum(count == 1 for count in counted.values())


def _document(analysis: ReadAnalysis, renamed: Mapping[str, str], columns: set[str]) -> dict[str, Any]:
    """The design document with our names. columns: those by which figures are needed."""
    requests = [
        {**request, "by": [renamed[name] for name in request["by"]]}
        for request in analysis.design["estimate"]
        if request["kind"] == "proportion" and set(request["by"]) <= columns
    ]
    return {**analysis.design, "estimate": requests}


_LABELS = {
    _RESPONDED: "1 if the person completed at least half of an interview, otherwise 0",
    "base_weight": "Design weight: one over the probability of selection",
    _STRATUM: "Stratum of the sample, by number",
    "stratum_size": "People of the frame in the stratum (finite population)",
    "quarter": "When it was reported, in quarters",
    "category": "What was reported",
    "area": "Where",
    "age_band": "Age",
    "sex": "Sex, as the force recorded it",
    KIND_OF_VICTIM: "Whom figures of a population are about",
}
_MOST_VALUES = 60


def _column(name: str, shown: str, analysis: ReadAnalysis, records: Sequence[Mapping[str, Cell]]) -> Column:
    instruments = analysis.instruments
    if name in instruments.measures and name not in _LABELS:
        measure = instruments.measures[name]
        words = "gave an answer that counts" if measure.is_share else "satisfied"
        return Column(shown, f"{measure.label}: whether the person {words}; empty outside the base", ("false", "true"))
    characteristic = shown.removeprefix(CHARACTERISTIC)
    label = _LABELS.get(name) or f"{instruments.characteristics[characteristic]}, as the person answered"
    values = sorted({str(record[name]) for record in records if isinstance(record[name], str)})
    return Column(shown, label, values if name != _STRATUM and len(values) <= _MOST_VALUES else ())


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return repr(cell) if isinstance(cell, float) else str(cell)


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    write_rows(text, rows)
    return text.getvalue().encode()
