"""The rows of figures that a request asks for: one per domain, and per level, probability or term in it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from aftercall.errors import BadInput
from aftercall.estimates.data import Data
from aftercall.estimates.domains import Domain, domains_of
from aftercall.estimates.errors import TOO_EXTREME, as_bad_input
from aftercall.estimates.requests import Kind, Request
from aftercall.estimates.tables import answered_levels, proportion_rows, with_reliability
from aftercall.estimates.terms import terms_of
from aftercall.estimates.weighting import WeightedSample
from aftercall.methods.arrays import BoolArray, FloatArray
from aftercall.methods.association import association
from aftercall.methods.change import JudgedDifference, judge_changes
from aftercall.methods.contrast import contrast
from aftercall.methods.difference import Difference, mean_difference, proportion_difference
from aftercall.methods.drivers import drivers, priorities
from aftercall.methods.estimate import Estimate, mean, proportion, ratio, total
from aftercall.methods.estimators import Sample
from aftercall.methods.quantile import quantile
from aftercall.methods.regression import Terms, linear_regression, logistic_regression

type Row = dict[str, Any]
type WeightedFor = Callable[[Request], WeightedSample]
"""The weighted sample to answer a request from."""


@dataclass(frozen=True, eq=False)
class DomainRequest:
    """A request for one domain of the weighted sample."""

    request: Request
    weighted: WeightedSample
    domain: Domain

    @property
    def data(self) -> Data:
        """The data of those who responded."""
        return self.weighted.data

    @property
    def sample(self) -> Sample:
        """The design of the sample."""
        return self.weighted.sample

    @property
    def domain_options(self) -> dict[str, Any]:
        """Domain and calibration, as most methods take them."""
        return {"domain": self.domain.rows, "calibration": self.weighted.calibration}

    @property
    def options(self) -> dict[str, Any]:
        """The same with the level of confidence."""
        return self.domain_options | {"confidence": self.request.confidence}

    def numbers(self, name: str, key: str = "variable") -> FloatArray:
        """(n,) a column as numbers."""
        return self.data.column(name, f"{self.request.where}, {key}").numbers()

    def values(self) -> FloatArray:
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


def rows_of(requests: Sequence[Request], weighted_for: WeightedFor) -> Iterator[Row]:
    """Every row of a table [[estimate]], given its requests, one per variable. Raises BadInput if one can't be
    answered."""
    where = requests[0].where
    with as_bad_input(where):
        for row in _rows_of(requests, weighted_for):
            if any(isinstance(figure, float) and np.isinf(figure) for figure in row.values()):
                raise BadInput(f"{where}: {TOO_EXTREME}")
            yield row


def _rows_of(requests: Sequence[Request], weighted_for: WeightedFor) -> Iterator[Row]:
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
        yield from _MAKERS[request.kind](DomainRequest(request, weighted, domain))


def _proportions(asked: DomainRequest) -> Iterator[Row]:
    request = asked.request
    levels = answered_levels(request, asked.weighted)
    interval = request.interval or "mean"
    for level in [request.level] if request.level is not None else levels.labels:
        indicator = levels.indicator(level, f"{request.where}, level")
        figures = _estimated(
            asked, indicator, lambda v: proportion(asked.sample, v, interval=interval, **asked.options)
        )
        count = {"count": asked.sample.people((indicator == 1) & asked.domain.rows)} if figures["n"] else {}
        yield asked.row(level, **with_reliability(figures | count))


def _mean(asked: DomainRequest) -> Iterator[Row]:
    yield asked.row(**_estimated(asked, asked.values(), lambda values: mean(asked.sample, values, **asked.options)))


def _total(asked: DomainRequest) -> Iterator[Row]:
    yield asked.row(**_estimated(asked, asked.values(), lambda values: total(asked.sample, values, **asked.options)))


def _ratio(asked: DomainRequest) -> Iterator[Row]:
    denominator = asked.numbers(asked.request.denominator or "", "denominator")
    numerator = np.where(np.isnan(denominator), np.nan, asked.values())
    yield asked.row(
        **_estimated(asked, numerator, lambda values: ratio(asked.sample, values, denominator, **asked.options))
    )


def _quantiles(asked: DomainRequest) -> Iterator[Row]:
    for probability in asked.request.probabilities:

        def of(values: FloatArray, p: float = probability) -> Estimate:
            return quantile(asked.sample, values, p, **asked.options)

        yield asked.row(probability=probability, **_estimated(asked, asked.values(), of))


def _estimated(asked: DomainRequest, values: FloatArray, of: Callable[[FloatArray], Estimate]) -> Row:
    """The figures of an estimate. A domain without any value has a base of 0 and no figures."""
    if np.isnan(values[asked.domain.rows]).all():
        return {"n": 0}
    found = of(values)
    bounds = {"low": found.low, "high": found.high} if asked.request.interval is not None else {}
    return {"n": found.n, "estimate": found.estimate, "se": found.se, "df": found.df, "deff": found.deff} | bounds


def _differences(requests: Sequence[Request], weighted_for: WeightedFor) -> Iterator[Row]:
    """The second level's figure minus the first's for every variable in every domain, all judged as one family."""
    asked = [
        DomainRequest(request, weighted, domain)
        for request in requests
        for weighted in [weighted_for(request)]
        for domain in domains_of(request, weighted.data)
    ]
    found = [_difference(one) for one in asked]
    known = [difference for difference in found if difference is not None]
    judged = iter(judge_changes(known, level=1 - requests[0].confidence))
    for one, difference in zip(asked, found, strict=True):
        yield one.row(n=0) if difference is None else _difference_row(one, next(judged))


def _difference(asked: DomainRequest) -> Difference | None:
    """None where a level has no base in the domain."""
    first, second = (rows & asked.domain.rows for rows in _between(asked))
    values = asked.values()
    if any(np.isnan(values[rows]).all() for rows in (first, second)):
        return None
    of = mean_difference if asked.request.level is None else proportion_difference
    options: dict[str, Any] = {"calibration": asked.weighted.calibration, "confidence": asked.request.confidence}
    return of(asked.sample, values, first=first, second=second, **options)


def _difference_row(asked: DomainRequest, judged: JudgedDifference) -> Row:
    difference = judged.difference
    return asked.row(
        term=" - ".join(reversed(asked.request.levels)),
        n=sum(difference.n),
        first=difference.first,
        second=difference.second,
        estimate=difference.estimate,
        se=difference.se,
        df=difference.df,
        low=difference.low,
        high=difference.high,
        p_value=difference.p_value,
        adjusted_p=judged.adjusted_p,
        direction=judged.direction.value,
    )


def _contrast(asked: DomainRequest) -> Iterator[Row]:
    request = asked.request
    domains = [rows & asked.domain.rows for rows in _between(asked)]
    options: dict[str, Any] = {"calibration": asked.weighted.calibration, "confidence": request.confidence}
    found = contrast(asked.sample, asked.values(), domains, np.array(request.coefficients), **options)
    terms = zip(request.coefficients, request.levels, strict=True)
    yield asked.row(term=" ".join(f"{number:+g}*{level}" for number, level in terms), **vars(found))


def _between(asked: DomainRequest) -> list[BoolArray]:
    """The rows of each level compared."""
    request = asked.request
    levels = asked.data.column(request.between or "", f"{request.where}, between").levels()
    return [levels.indicator(level, f"{request.where}, levels") == 1 for level in request.levels]


def _chisq(asked: DomainRequest) -> Iterator[Row]:
    request = asked.request
    one = asked.data.column(request.variable, f"{request.where}, variable").levels()
    other = asked.data.column(request.other or "", f"{request.where}, with").levels()
    options = asked.domain_options
    found = association(asked.sample, one.codes, other.codes, statistic=request.statistic, **options)
    yield asked.row(term=request.other, **vars(found))


def _ttest(asked: DomainRequest) -> Iterator[Row]:
    where = f"{asked.request.where}, group"
    levels = asked.data.column(asked.request.group or "", where).levels()
    present = np.unique(levels.codes[asked.domain.rows & (levels.codes >= 0)])
    if len(present) != 2:
        raise BadInput(f"{where}: must have two levels, but has {len(present)}")
    second = levels.indicator(levels.labels[present[1]], where)
    terms = Terms(np.column_stack([np.ones(asked.data.size), second]), ("(Intercept)", levels.labels[present[1]]))
    found = linear_regression(asked.sample, asked.values(), terms, **asked.options)
    yield asked.row(n=found.n, **vars(found.coefficients[1]))


def _logistic(asked: DomainRequest) -> Iterator[Row]:
    terms = terms_of(asked.data, asked.request.terms, f"{asked.request.where}, terms")
    found = logistic_regression(asked.sample, asked.values(), terms, **asked.options)
    for coefficient in found.coefficients:
        yield asked.row(n=found.n, **vars(coefficient))


def _drivers(asked: DomainRequest) -> Iterator[Row]:
    request = asked.request
    overall = np.where(asked.domain.rows, asked.values(), np.nan)
    parts = np.column_stack([asked.numbers(name, "terms") for name in request.terms])
    options: dict[str, Any] = {"calibration": asked.weighted.calibration, "confidence": request.confidence}
    found = drivers(asked.sample, overall, parts, request.terms, **options)
    for driver, priority in zip(found.drivers, priorities(found), strict=True):
        figures: Row = {"estimate": driver.importance, "se": driver.se, "low": driver.low, "high": driver.high}
        yield asked.row(term=driver.part, n=found.n, **figures, performance=driver.performance, priority=priority.value)


_MAKERS: dict[Kind, Callable[[DomainRequest], Iterator[Row]]] = {
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
