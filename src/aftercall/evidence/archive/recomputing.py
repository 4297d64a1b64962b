"""Every figure again, from the microdata and the design that are enclosed."""

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from aftercall.csv_files import read_rows
from aftercall.errors import BadInput
from aftercall.estimates.run import estimate_table
from aftercall.evidence.archive.names import design, microdata
from aftercall.evidence.archive.published import IMPORTED, NOT_COMPARABLE, ChangeRecord, FigureRecord, Published
from aftercall.methods.independent_change import (
    JudgedChange,
    Measured,
    change,
    judge,
    measured,
    measured_from_published,
)

POPULATION_COLUMN, EVERYBODY = "population", "all"
CHARACTERISTIC = "about_"
_NUMBERS = {"base_weight": pa.float64(), "stratum_size": pa.float64(), "responded": pa.int64()}

type About = tuple[str, ...]


@dataclass(frozen=True)
class Computed:
    """A figure computed again. percent, low, high, se: from 0 to 100."""

    n: int
    percent: float
    low: float | None
    high: float | None
    se: float
    df: float
    reliability: str

    @property
    def measured(self) -> Measured:
        """The figure as it is compared with others."""
        return measured(self.percent / 100, self.se / 100, n=self.n, df=self.df)


@dataclass(frozen=True)
class Analysis:
    """An analysis computed again. figures: by population, measure, breakdown and group."""

    figures: Mapping[About, Computed]
    document: Mapping[str, Any]
    table: pa.Table


def recompute(files: Mapping[str, bytes], analysis: str) -> Analysis:
    """An analysis from its files. Raises BadInput where they are missing or cannot be used, saying where."""
    for name in (microdata(analysis), design(analysis)):
        if name not in files:
            raise BadInput(f"{name}: is missing")
    document = _document(files[design(analysis)], design(analysis))
    table = _table(files[microdata(analysis)], document, microdata(analysis))
    names = {"data_name": microdata(analysis), "design_name": design(analysis)}
    try:
        rows = estimate_table(table, document, **names).rows
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{names['design_name']}: cannot be used ({type(error).__name__})") from None
    return Analysis(dict(map(_figure, filter(lambda row: row["n"], rows))), document, table)


def _document(content: bytes, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode())
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{name}: is not TOML ({error})") from None


def _table(content: bytes, document: Mapping[str, Any], name: str) -> pa.Table:
    try:
        rows = list(read_rows(io.StringIO(content.decode(), newline="")))
        answers = {column for request in document["estimate"] for column in request["variable"]}
        return pa.table({column: _column(rows, column, answers) for column in rows[0]})
    except (AttributeError, IndexError, KeyError, TypeError, ValueError, csv.Error, pa.ArrowException) as error:
        raise BadInput(f"{name}: cannot be read ({type(error).__name__})") from None


def _column(rows: Sequence[Mapping[str, str]], column: str, answers: Set[str]) -> pa.Array:
    texts = [row[column] or None for row in rows]
    if column in _NUMBERS:
        return pa.array([None if one is None else float(one) for one in texts]).cast(_NUMBERS[column])
    if column in answers:
        return pa.array([None if one is None else _truth(one) for one in texts], pa.bool_())
    return pa.array(texts, pa.string())


def _truth(text: str) -> bool:
    if text not in {"true", "false"}:
        raise ValueError("neither true nor false")
    return text == "true"


def _figure(row: Mapping[str, Any]) -> tuple[About, Computed]:
    domain = dict(row["domain"])
    population = domain.pop(POPULATION_COLUMN, EVERYBODY)
    column, group = next(iter(domain.items()), ("", ""))
    low, high = (None if row[name] is None else 100 * row[name] for name in ("low", "high"))
    about = (population, row["variable"], column.removeprefix(CHARACTERISTIC), group)
    shares = (100 * row["estimate"], low, high, 100 * row["se"])
    return about, Computed(row["n"], *shares, row["df"], row["reliability"])


def judged_changes(
    published: Published, analyses: Mapping[str, Analysis]
) -> Iterator[tuple[ChangeRecord, JudgedChange | None, float | None]]:
    """Each change, what is computed again of it and the earlier percentage: None across a break in the series."""
    tested = [one for one in published.changes if one.direction != NOT_COMPARABLE]
    pairs = [(_earlier(one, analyses), _now(one, published, analyses)) for one in tested]
    known = judge([change(earlier.measured, now.measured) for earlier, now in pairs])
    found = iter(zip(known, pairs, strict=True))
    for one in published.changes:
        if one.direction == NOT_COMPARABLE:
            yield one, None, None
        else:
            judged, (earlier, _) = next(found)
            yield one, judged, earlier.percent


@dataclass(frozen=True)
class _Compared:
    percent: float
    measured: Measured


def _now(one: ChangeRecord, published: Published, analyses: Mapping[str, Analysis]) -> _Compared:
    sources: dict[About, FigureRecord] = {figure.about: figure for figure in published.figures}
    about = (one.population, one.measure, "", "")
    if about not in sources:
        raise BadInput(f"a change of {one.measure}, {one.population} has no figure")
    computed = _computed(analyses, sources[about].source, about)
    return _Compared(computed.percent, computed.measured)


def _earlier(one: ChangeRecord, analyses: Mapping[str, Analysis]) -> _Compared:
    about = (one.population, one.measure, "", "")
    if one.earlier_source in analyses:
        computed = _computed(analyses, one.earlier_source, about)
        return _Compared(computed.percent, computed.measured)
    percent, n = one.earlier_percent, one.earlier_n
    if percent is None or not n:
        raise BadInput(f"a change of {one.measure}, {one.population} has no earlier figure")
    if one.earlier_source == IMPORTED:
        found = measured_from_published(percent / 100, n, low=one.earlier_low, high=one.earlier_high)
        return _Compared(percent, found)
    se, df = one.earlier_se or 0.0, one.earlier_df or 0.0
    return _Compared(percent, measured(percent / 100, se / 100, n=n, df=df))


def _computed(analyses: Mapping[str, Analysis], analysis: str, about: About) -> Computed:
    try:
        return analyses[analysis].figures[about]
    except KeyError:
        raise BadInput(f"{' '.join(filter(None, about))} cannot be computed from analysis {analysis}") from None
