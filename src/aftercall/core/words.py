"""Dates and numbers as shown on pages, in GOV.UK style."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone


def day(value: date) -> str:
    """As in 3 March 2025."""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{local.day} {local:%B %Y}"


def iso_day(value: str) -> str:
    """As in 3 March 2025, from 2025-03-03."""
    return day(date.fromisoformat(value))


def iso_month(value: str) -> str:
    """As in March 2025, from 2025-03-01."""
    return month(date.fromisoformat(value))


def month(value: date) -> str:
    """As in March 2025."""
    return f"{value:%B %Y}"


def clock(value: datetime | time) -> str:
    """As in 10:05am, in local time."""
    local = timezone.localtime(value).time() if isinstance(value, datetime) else value
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def moment(value: datetime) -> str:
    """As in 3 March 2025 at 10:05am, in local time."""
    return f"{day(value)} at {clock(value)}"


def duration(value: timedelta) -> str:
    """As in 40 seconds or, from one minute, 3 minutes."""
    seconds = max(int(value.total_seconds()), 0)
    return counted(seconds, "second") if seconds < 60 else counted(seconds // 60, "minute")


def number(value: float) -> str:
    """With a comma between thousands, as in 74,273."""
    return f"{value:,}"


def percent(value: float | Decimal | Fraction, places: int = 0) -> str:
    """A fraction of one as a percentage, as in 82%; a half is rounded up, as people expect."""
    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    scaled = abs(exact) * 100 * 10**places + Fraction(1, 2)
    digits = Decimal(scaled.numerator // scaled.denominator).scaleb(-places)
    return f"{'−' if exact < 0 and digits else ''}{digits:f}%"


def counted(value: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun, as in 1 record or 1,200 records."""
    return f"{number(value)} {singular if value == 1 else plural or singular + 's'}"
