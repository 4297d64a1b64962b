"""What bands are called, in the language of the page."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext

from aftercall.consultations.results.bands import Band
from aftercall.core.words import month, number
from aftercall.instrument.questions import QuestionType


def words_of(kind: QuestionType, band: Band) -> str:
    """A band in words: ‘5 to 9’, ‘2.5 to under 5’, ‘10 or more’, ‘January 2025 to March 2025’, ‘Before 2020’."""
    match kind, band:
        case QuestionType.DATE, _:
            return _days(band)
        case _, Band(Decimal() as low, None):
            return gettext("%(low)s or more") % {"low": number(low)}
        case QuestionType.INTEGER, Band(Decimal() as low, Decimal() as high):
            return _to(number(low), number(high - 1))
        case _, Band(Decimal() as low, Decimal() as high) if low:
            return gettext("%(low)s to under %(high)s") % {"low": number(low), "high": number(high)}
        case _:
            return gettext("Under %(high)s") % {"high": number(band.high or 0)}


def _to(low: str, high: str) -> str:
    return low if low == high else gettext("%(low)s to %(high)s") % {"low": low, "high": high}


def _days(band: Band) -> str:
    match band:
        case Band(None, Decimal() as high):
            return gettext("Before %(month)s") % {"month": _begins(high)}
        case Band(Decimal() as low, None):
            return gettext("%(month)s or later") % {"month": _begins(low)}
        case Band(Decimal() as low, Decimal() as high) if low % 12 == high % 12 == 0:
            return _to(str(low // 12), str(high // 12 - 1))
        case Band(Decimal() as low, Decimal() as high):
            return _to(_month(low), _month(high - 1))
        case _:
            return gettext("Any day")


def _begins(limit: Decimal) -> str:
    return _month(limit) if limit % 12 else str(limit // 12)


def _month(months: Decimal) -> str:
    return month(date(int(months) // 12, int(months) % 12 + 1, 1))
