"""How the figures of a draft differ from those published for earlier periods, judged against chance
(docs/decisions/0032-periods-analysed-by-themselves.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aftercall.core.dates import months_later
from aftercall.methods.independent_change import JudgedChange, Measured, change, judge
from aftercall.publication.earlier import Earlier, earlier_figures, measured_lines
from aftercall.publication.models import Comparison, Direction, Publication, PublishedChange, PublishedFigure
from aftercall.publication.wording import Compared, change_statement
from aftercall.results.instruments import breaks_since
from aftercall.results.periods import months_in
from aftercall.results.presenters import break_sentence

_YEAR = 12


@dataclass(frozen=True)
class _Pair:
    """A figure of the draft and that of an earlier period. breaks: the months in which its series breaks between the
    two."""

    line: PublishedFigure
    now: Measured
    comparison: Comparison
    earlier: Earlier
    breaks: Sequence[date]


def draft_changes(publication: Publication, lines: Sequence[PublishedFigure]) -> list[PublishedChange]:
    """A change for each figure for everybody whose measure was published for the period before or a year before."""
    pairs = _pairs(publication, lines)
    comparable = [pair for pair in pairs if not pair.breaks]
    judged = iter(judge([change(pair.earlier.measured, pair.now) for pair in comparable]))
    return [_row(publication, pair, None if pair.breaks else next(judged)) for pair in pairs]


def compared_periods(first: date, last: date) -> Mapping[Comparison, tuple[date, date]]:
    """The first and last month of the periods that a period is compared with: the same number of months directly
    before, and the same months a year before. For 12 months both are the same; longer periods would overlap."""
    length = months_in(first, last)
    periods = {Comparison.PERIOD_BEFORE: (months_later(first, -length), months_later(first, -1))}
    if length < _YEAR:
        periods[Comparison.YEAR_BEFORE] = (months_later(first, -_YEAR), months_later(last, -_YEAR))
    return periods


def _pairs(publication: Publication, lines: Sequence[PublishedFigure]) -> list[_Pair]:
    run = publication.run
    periods = compared_periods(run.first_month, run.last_month)
    breaks = breaks_since(run, min(first for first, _ in periods.values()))
    now = measured_lines(run, lines)
    pairs = []
    for comparison, months in periods.items():
        earlier = earlier_figures(run, months)
        for line in lines:
            about = (line.population, line.measure)
            if not line.breakdown and about in now and about in earlier:
                between = [month for month in breaks.get(line.measure, ()) if months[0] < month <= run.last_month]
                pairs.append(_Pair(line, now[about], comparison, earlier[about], between))
    return pairs


def _row(publication: Publication, pair: _Pair, judged: JudgedChange | None) -> PublishedChange:
    row = PublishedChange(
        publication=publication,
        population=pair.line.population,
        measure=pair.line.measure,
        comparison=pair.comparison,
        earlier_first_month=pair.earlier.first_month,
        earlier_last_month=pair.earlier.last_month,
        imported=bool(pair.earlier.supplier),
    )
    if judged is None:
        row.direction, row.statement = Direction.NOT_COMPARABLE, break_sentence(pair.breaks)
        return row
    row.direction = Direction(judged.direction.value)
    row.earlier_percent, row.difference = pair.earlier.percent, 100 * judged.change.difference
    row.low, row.high = (None if one is None else 100 * one for one in (judged.change.low, judged.change.high))
    row.p_value = judged.adjusted_p
    row.statement = change_statement(row.direction, _compared(publication, pair))
    return row


def _compared(publication: Publication, pair: _Pair) -> Compared:
    run, earlier = publication.run, pair.earlier
    return Compared(
        earlier=(earlier.first_month, earlier.last_month),
        now=(run.first_month, run.last_month),
        earlier_percent=earlier.percent,
        percent=pair.line.percent or 0.0,
        supplier=earlier.supplier,
        method=earlier.method,
    )
