"""The rows of figures that a request asks for: one a domain, and a level, probability or term of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aftercall.errors import BadInput
from aftercall.estimates.data import Data
from aftercall.estimates.domains import Domain, domains_of
from aftercall.estimates.errors import as_bad_input
from aftercall.estimates.requests import Kind, Request
from aftercall.estimates.tables import answered_levels, proportion_rows, with_reliability
from aftercall.estimates.terms import terms_of
from aftercall.estimates.weighting import WeightedSample
from aftercall.methods.arrays import BoolArray, FloatArray
from aftercall.methods.association import association
from aftercall.methods.change import Change, judge_changes
from aftercall.methods.contrast import contrast
from aftercall.methods.difference import Difference, mean_difference, proportion_difference
from aftercall.methods.drivers import drivers, priorities
from aftercall.methods.estimate import Estimate, mean, proportion, ratio, total
from aftercall.methods.measure import Sample
from aftercall.methods.quantile import quantile
from aftercall.methods.regression import Terms, linear_regression, logistic_regression

type Row = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Ask:
    """A request on one domain of the weighted sample."""

    request: Request
    weighted: WeightedSample
    domain: Domain

    @property
    def data(self) -> Data:
        """The data of those who responded."""
        return self.weighted.data

    @property
    def options(self) -> dict[str, Any]:
        """What every method takes."""
        return {"domain": self.domain.rows, "calibration": self.weighted.calibration}

    @property
    def sample(self) -> Sample:
        """The sample's design."""
        return self.weighted.sample

    def numbers(self, name: str, key: str = "variable") -> FloatArray:
        """(n,) a column as numbers."""
        return self.data.column(name, f"{self.request.where}, {key}").numbers()

    def value(self) -> FloatArray:
        """(n,) the variable, or the indicator of the level asked for."""
        request = self.request
        if request.level is None:
            return self.numbers(request.variable)
        column = self.data.column(request.variable, f"{request.where}, variable")
        return column.levels().indicator(request.level, f"{request.where}, level")

    def row(self, level: str | None = None, **figures: Any) -> Row:
        """A row of these figures."""
        request = self.request
        named = request.level if level is None else level
        start = {"kind": request.kind.value, "variable": request.variable, "level": named}
        return start | {"domain": dict(self.domain.levels)} | figures


def rows_of(requests: Sequence[Request], weighted_for: Callable[[Request], WeightedSample]) -> Iterator[Row]:
    """Every row of a table [[estimate]], given its requests, one a variable. Raises BadInput where it can't be
    answered."""
    with as_bad_input(requests[0].where):
        if requests[0].kind is Kind.DIFFERENCE:
            yield from _differences(requests, weighted_for)
            return
        for request in requests:
            yield from _rows_of_one(request, weighted_for(request))


def _rows_of_one(request: Request, weighted: WeightedSample) -> Iterator[Row]:
    domains = domains_of(request, weighted.data)
    table = proportion_rows(request, weighted, domains) if request.kind is Kind.PROPORTION else None
    if table is not None:
        yield from table
        return
    for domain in domains:
        yield from _MAKERS[request.kind](Ask(request, weighted, domain))


def _proportions(ask: Ask) -> Iterator[Row]:
    request = ask.request
    levels = answered_levels(request, ask.weighted)
    for level in [request.level] if request.level is not None else levels.labels:
        indicator = levels.indicator(level, f"{request.where}, level")
        figures = _figure(ask, indicator, _proportion)
        count = {"count": ask.sample.people((indicator == 1) & ask.domain.rows)} if figures["n"] else {}
        yield ask.row(level, **with_reliability(figures | count))


def _proportion(ask: Ask, indicator: FloatArray) -> Estimate:
    interval = ask.request.interval or "mean"
    return proportion(ask.sample, indicator, interval=interval, confidence=ask.request.confidence, **ask.options)


def _mean(ask: Ask) -> Iterator[Row]:
    yield ask.row(
        **_figure(ask, ask.value(), lambda a, v: mean(a.sample, v, confidence=a.request.confidence, **a.options))
    )


def _total(ask: Ask) -> Iterator[Row]:
    yield ask.row(
        **_figure(ask, ask.value(), lambda a, v: total(a.sample, v, confidence=a.request.confidence, **a.options))
    )


def _ratio(ask: Ask) -> Iterator[Row]:
    below = ask.numbers(ask.request.denominator or "", "denominator")
    above = np.where(np.isnan(below), np.nan, ask.value())

    def of(asked: Ask, values: FloatArray) -> Estimate:
        return ratio(asked.sample, values, below, confidence=asked.request.confidence, **asked.options)

    yield ask.row(**_figure(ask, above, of))


def _quantiles(ask: Ask) -> Iterator[Row]:
    for probability in ask.request.probabilities:

        def of(asked: Ask, values: FloatArray, p: float = probability) -> Estimate:
            return quantile(asked.sample, values, p, confidence=asked.request.confidence, **asked.options)

        yield ask.row(probability=probability, **_figure(ask, ask.value(), of))


def _figure(ask: Ask, values: FloatArray, of: Callable[[Ask, FloatArray], Estimate]) -> Row:
    """The figures of an estimate; a domain without any value has a base of 0 and no figures."""
    if np.isnan(values[ask.domain.rows]).all():
        return {"n": 0}
    found = of(ask, values)
    bounds = {"low": found.low, "high": found.high} if ask.request.interval is not None else {}
    return {"n": found.n, "estimate": found.estimate, "se": found.se, "df": found.df, "deff": found.deff} | bounds


def _differences(requests: Sequence[Request], weighted_for: Callable[[Request], WeightedSample]) -> Iterator[Row]:
    """The second level's figure less the first's for every variable in every domain, all judged as one family."""
    asks = [
        Ask(request, weighted, domain)
        for request in requests
        for weighted in [weighted_for(request)]
        for domain in domains_of(request, weighted.data)
    ]
    found = [_difference(ask) for ask in asks]
    known = [difference for difference in found if difference is not None]
    judged = iter(judge_changes(known, level=1 - requests[0].confidence))
    for ask, difference in zip(asks, found, strict=True):
        yield ask.row(n=0) if difference is None else _judged_row(ask, next(judged))


def _judged_row(ask: Ask, judged: Change) -> Row:
    difference = judged.difference
    return ask.row(
        term=" - ".join(reversed(ask.request.levels)),
        n=sum(difference.n),
        estimate=difference.estimate,
        se=difference.se,
        df=difference.df,
        low=difference.low,
        high=difference.high,
        p_value=difference.p_value,
        adjusted_p=judged.adjusted_p,
        direction=judged.direction.value,
    )


def _difference(ask: Ask) -> Difference | None:
    first, second = (rows & ask.domain.rows for rows in _between(ask))
    values = ask.value()
    if any(np.isnan(values[rows]).all() for rows in (first, second)):
        return None
    of = mean_difference if ask.request.level is None else proportion_difference
    options: dict[str, Any] = {"calibration": ask.weighted.calibration, "confidence": ask.request.confidence}
    return of(ask.sample, values, first=first, second=second, **options)


def _contrast(ask: Ask) -> Iterator[Row]:
    domains = [rows & ask.domain.rows for rows in _between(ask)]
    found = contrast(
        ask.sample,
        ask.value(),
        domains,
        np.array(ask.request.coefficients),
        calibration=ask.weighted.calibration,
        confidence=ask.request.confidence,
    )
    terms = zip(ask.request.coefficients, ask.request.levels, strict=True)
    yield ask.row(term=" ".join(f"{number:+g}*{level}" for number, level in terms), **vars(found))


def _between(ask: Ask) -> list[BoolArray]:
    """The rows of each level compared."""
    column = ask.data.column(ask.request.between or "", f"{ask.request.where}, between")
    levels = column.levels()
    return [levels.indicator(level, f"{ask.request.where}, levels") == 1 for level in ask.request.levels]


def _chisq(ask: Ask) -> Iterator[Row]:
    where = f"{ask.request.where}, with"
    one = ask.data.column(ask.request.variable, f"{ask.request.where}, variable").levels()
    other = ask.data.column(ask.request.other or "", where).levels()
    found = association(ask.sample, one.codes, other.codes, statistic=ask.request.statistic, **ask.options)
    yield ask.row(term=ask.request.other, **vars(found))


def _ttest(ask: Ask) -> Iterator[Row]:
    where = f"{ask.request.where}, group"
    levels = ask.data.column(ask.request.group or "", where).levels()
    present = np.unique(levels.codes[ask.domain.rows & (levels.codes >= 0)])
    if len(present) != 2:
        raise BadInput(f"{where}: must have two levels, and has {len(present)}")
    second = levels.indicator(levels.labels[present[1]], where)
    terms = Terms(np.column_stack([np.ones(ask.data.size), second]), ("(Intercept)", levels.labels[present[1]]))
    found = linear_regression(ask.sample, ask.value(), terms, confidence=ask.request.confidence, **ask.options)
    yield ask.row(n=found.n, **vars(found.coefficients[1]))


def _logistic(ask: Ask) -> Iterator[Row]:
    terms = terms_of(ask.data, ask.request.terms, f"{ask.request.where}, terms")
    found = logistic_regression(ask.sample, ask.value(), terms, confidence=ask.request.confidence, **ask.options)
    for coefficient in found.coefficients:
        yield ask.row(n=found.n, **vars(coefficient))


def _drivers(ask: Ask) -> Iterator[Row]:
    request = ask.request
    whole = np.where(ask.domain.rows, ask.value(), np.nan)
    parts = np.column_stack([ask.numbers(name, "terms") for name in request.terms])
    found = drivers(
        ask.sample, whole, parts, request.terms, calibration=ask.weighted.calibration, confidence=request.confidence
    )
    for driver, priority in zip(found.drivers, priorities(found), strict=True):
        figures: Row = {"estimate": driver.importance, "se": driver.se, "low": driver.low, "high": driver.high}
        yield ask.row(term=driver.part, n=found.n, **figures, performance=driver.performance, priority=priority.value)


_MAKERS: dict[Kind, Callable[[Ask], Iterator[Row]]] = {
    Kind.PROPORTION: _proportions,
    Kind.MEAN: _mean,
    Kind.TOTAL: _total,
    Kind.RATIO: _ratio,
    Kind.QUANTILE: _quantiles,
    Kind.CONTRAST: _contrast,
    Kind.CHISQ: _chisq,
    Kind.TTEST: _ttest,
    Kind.LOGISTIC: _logistic,
    Kind.DRIVERS: _drivers,
}
