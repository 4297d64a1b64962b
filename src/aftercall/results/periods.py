"""Periods of months: their length, kind and words; and the quarters to whose totals the weights are raked, which are
blocks of three months counted back from the last month."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from aftercall.core.dates import months_later
from aftercall.core.words import month, month_name

_QUARTER, _YEAR = 3, 12


def months_between(first: date, last: date) -> list[date]:
    """The first day of every month from one to another, both included."""
    return [months_later(first, number) for number in range(months_in(first, last))]


def quarter_of(month: date, *, last_month: date) -> date:
    """The first month of the quarter that contains `month`. last_month: the last month of the last quarter."""
    months_before_last = (last_month.year - month.year) * 12 + last_month.month - month.month
    return months_later(last_month, -(months_before_last // 3) * 3 - 2)


class PeriodKind(TextChoices):
    """The kind of a period, which decides what it is called and compared with."""

    MONTH = "month", "Month"
    QUARTER = "quarter", "Quarter"
    ROLLING_YEAR = "rolling_year", "12 months"
    FINANCIAL_YEAR = "financial_year", "Financial year"
    CALENDAR_YEAR = "calendar_year", "Calendar year"
    OTHER = "other", "Other months"


def months_in(first: date, last: date) -> int:
    """How many months there are from the first to the last, both included."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def kind_of(first: date, last: date) -> PeriodKind:
    """The kind of a period. Quarters are those of the calendar; financial years begin in April."""
    length = months_in(first, last)
    if length == _YEAR:
        years = {1: PeriodKind.CALENDAR_YEAR, 4: PeriodKind.FINANCIAL_YEAR}
        return years.get(first.month, PeriodKind.ROLLING_YEAR)
    if length == _QUARTER and first.month % _QUARTER == 1:
        return PeriodKind.QUARTER
    return PeriodKind.MONTH if length == 1 else PeriodKind.OTHER


def period_words(first: date, last: date) -> str:
    """A span of months in words: 'May 2025', 'January to March 2025', 'November 2025 to January 2026', '2025',
    '12 months to September 2025'."""
    kind = kind_of(first, last)
    if kind is PeriodKind.MONTH:
        return month(last)
    if kind is PeriodKind.CALENDAR_YEAR:
        return f"{last:%Y}"
    if kind is PeriodKind.ROLLING_YEAR:
        return _("12 months to %(month)s") % {"month": month(last)}
    begins = month_name(first) if first.year == last.year else month(first)
    return _("%(first)s to %(last)s") % {"first": begins, "last": month(last)}


def in_period(first: date, last: date) -> str:
    """A span of months within a sentence: 'in 2025', 'in the 12 months to September 2025', 'in January to March
    2025'."""
    if kind_of(first, last) is PeriodKind.ROLLING_YEAR:
        return _("in the 12 months to %(month)s") % {"month": month(last)}
    return _("in %(period)s") % {"period": period_words(first, last)}


def quarter_words(first: date) -> str:
    """A quarter in words, given its first month."""
    return period_words(first, months_later(first, 2))


def end_of_month(month: date) -> date:
    """The last day of a month."""
    return months_later(month, 1) - timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """The first and last month of an analysis."""

    first_month: date
    last_month: date

    @property
    def months(self) -> list[date]:
        """Every month, the first one first."""
        return months_between(self.first_month, self.last_month)

    @property
    def text(self) -> str:
        """The period as a form submits it: 2025-01/2025-12."""
        return f"{self.first_month:%Y-%m}/{self.last_month:%Y-%m}"


def periods_of(months: Iterable[date]) -> Mapping[PeriodKind, list[tuple[date, date]]]:
    """The first and last month of each period of these months that has a kind of its own, by kind, the latest first.
    Only periods of which no month is missing."""
    known = set(months)
    found: dict[PeriodKind, list[tuple[date, date]]] = {}
    for last in sorted(known, reverse=True):
        for length in (1, _QUARTER, _YEAR):
            first = months_later(last, 1 - length)
            kind = kind_of(first, last)
            if kind is not PeriodKind.OTHER and {months_later(first, number) for number in range(length)} <= known:
                found.setdefault(kind, []).append((first, last))
    return {kind: found[kind] for kind in PeriodKind if kind in found}
