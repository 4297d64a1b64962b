"""Dates and numbers as shown on pages, in GOV.UK style; on a public page, in its language."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from babel.dates import format_date
from babel.numbers import format_decimal
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from aftercall.core.languages import is_english


def day(value: date) -> str:
    """The date, as in 3 March 2025. A date and time gives the local date."""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{local.day} {local:%B %Y}" if is_english() else _date(local, "d MMMM y")


def iso_day(value: str) -> str:
    """An ISO date written out: 3 March 2025 from 2025-03-03."""
    return day(date.fromisoformat(value))


def iso_month(value: str) -> str:
    """The month of an ISO date: March 2025 from 2025-03-01."""
    return month(date.fromisoformat(value))


def month(value: date) -> str:
    """The month, as in March 2025."""
    return f"{value:%B %Y}" if is_english() else _date(value, "LLLL y")


def month_name(value: date) -> str:
    """The month without its year, as in March."""
    return f"{value:%B}" if is_english() else _date(value, "LLLL")


def _date(value: date, pattern: str) -> str:
    return format_date(value, pattern, locale=get_language())


def short_time(value: datetime | time) -> str:
    """The time of day, as in 10:05am. A date and time gives the local time."""
    local = timezone.localtime(value).time() if isinstance(value, datetime) else value
    if not is_english():
        return f"{local:%H:%M}"
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def weekday(value: datetime) -> str:
    """The local day of the week, as in Tuesday."""
    local = timezone.localtime(value)
    return f"{local:%A}" if is_english() else _date(local, "EEEE")


def date_and_time(value: datetime) -> str:
    """The local date and time, as in 3 March 2025 at 10:05am."""
    return gettext("%(day)s at %(time)s") % {"day": day(value), "time": short_time(value)}


def duration(value: timedelta) -> str:
    """Whole seconds below one minute, whole minutes from then on: 40 seconds, 3 minutes."""
    seconds = max(int(value.total_seconds()), 0)
    return counted(seconds, "second") if seconds < 60 else counted(seconds // 60, "minute")


def number(value: float | Decimal) -> str:
    """A number with thousands separators, as in 74,273."""
    return f"{value:,}" if is_english() else format_decimal(value, locale=get_language())


def percent(value: float | Decimal | Fraction, places: int = 0) -> str:
    """A proportion as a percentage, as in 82%. A half is rounded away from zero, as people expect."""
    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    digits = _rounded(abs(exact), places)
    point = "." if is_english() else format_decimal(0.5, locale=get_language())[1]
    return f"{'−' if exact < 0 and digits else ''}{digits:f}%".replace(".", point)


def share(value: Decimal) -> str:
    """A proportion as a percentage with as many decimal places as it needs, as in 15% or 17.5%."""
    places = max(-(value * 100).normalize().as_tuple().exponent, 0)  # type: ignore[operator]  # a finite number
    return percent(value, places)


def rounded_points(value: float, places: int = 1) -> float:
    """A percentage from 0 to 100, or a difference in points, rounded as `percent` rounds it, whatever the language."""
    digits = _rounded(abs(Fraction(str(value / 100))), places)
    return float(-digits if value < 0 and digits else digits)


def _rounded(share: Fraction, places: int) -> Decimal:
    """A share as a percentage with so many decimal places. A half is rounded up."""
    scaled = share * 100 * 10**places + Fraction(1, 2)
    return Decimal(scaled.numerator // scaled.denominator).scaleb(-places)


def joined(parts: Sequence[str]) -> str:
    """The parts as a list in a sentence: a, b and c."""
    return listed(parts, _and(parts[-1]) if parts else "")


def _and(following: str) -> str:
    """The word between the last two parts of a list. Welsh has another form of it before a vowel."""
    if get_language() == "cy":
        return "ac" if following[:1].lower() in set("aeiouwyâêîôûŵŷ") else "a"
    return gettext("and")


def listed(parts: Sequence[str], last: str) -> str:
    """The parts as a list in a sentence, with this word before the last one: a, b or c."""
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def counted(value: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun, as in 1 record or 1,200 records."""
    return f"{number(value)} {singular if value == 1 else plural or singular + 's'}"


def days(value: int) -> str:
    """A number of days, as in 3 days."""
    return ngettext("%(number)s day", "%(number)s days", value) % {"number": number(value)}


def weeks(value: int) -> str:
    """A number of weeks, as in 3 weeks."""
    return ngettext("%(number)s week", "%(number)s weeks", value) % {"number": number(value)}


def months(value: int) -> str:
    """A number of months, as in 3 months."""
    return ngettext("%(number)s month", "%(number)s months", value) % {"number": number(value)}


def in_fours(text: str) -> str:
    """The text in groups of four characters, so that it can be typed without losing one's place."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def file_size(value: int) -> str:
    """The size of a file, given in bytes: 900 bytes, 12 KB, 1.2 MB."""
    if value < 1000:
        return counted(value, "byte")
    return f"{round(value / 1000):,} KB" if value < 999_500 else f"{value / 1_000_000:.1f} MB"
