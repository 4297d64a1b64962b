"""Dates and numbers as shown on pages, in GOV.UK style."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils import timezone


def day(value: date) -> str:
    """The date, as in 3 March 2025. A date and time gives the local date."""
    local = timezone.localtime(value) if isinstance(value, datetime) else value
    return f"{local.day} {local:%B %Y}"


def iso_day(value: str) -> str:
    """An ISO date written out: 3 March 2025 from 2025-03-03."""
    return day(date.fromisoformat(value))


def iso_month(value: str) -> str:
    """The month of an ISO date: March 2025 from 2025-03-01."""
    return month(date.fromisoformat(value))


def month(value: date) -> str:
    """The month, as in March 2025."""
    return f"{value:%B %Y}"


def short_time(value: datetime | time) -> str:
    """The time of day, as in 10:05am. A date and time gives the local time."""
    local = timezone.localtime(value).time() if isinstance(value, datetime) else value
    return f"{local.hour % 12 or 12}:{local:%M}{'am' if local.hour < 12 else 'pm'}"


def weekday(value: datetime) -> str:
    """The local day of the week, as in Tuesday."""
    return f"{timezone.localtime(value):%A}"


def date_and_time(value: datetime) -> str:
    """The local date and time, as in 3 March 2025 at 10:05am."""
    return f"{day(value)} at {short_time(value)}"


def duration(value: timedelta) -> str:
    """Whole seconds below one minute, whole minutes from then on: 40 seconds, 3 minutes."""
    seconds = max(int(value.total_seconds()), 0)
    return counted(seconds, "second") if seconds < 60 else counted(seconds // 60, "minute")


def number(value: float) -> str:
    """A number with thousands separators, as in 74,273."""
    return f"{value:,}"


def percent(value: float | Decimal | Fraction, places: int = 0) -> str:
    """A proportion as a percentage, as in 82%. A half is rounded away from zero, as people expect."""
    exact = Fraction(str(value)) if isinstance(value, float) else Fraction(value)
    scaled = abs(exact) * 100 * 10**places + Fraction(1, 2)
    digits = Decimal(scaled.numerator // scaled.denominator).scaleb(-places)
    return f"{'−' if exact < 0 and digits else ''}{digits:f}%"


def rounded_points(value: float, places: int = 1) -> float:
    """A percentage from 0 to 100, or a difference in points, rounded as `percent` rounds it."""
    return float(percent(value / 100, places).removesuffix("%").replace("−", "-"))


def joined(parts: Sequence[str]) -> str:
    """The parts as a list in a sentence: a, b and c."""
    return listed(parts, "and")


def listed(parts: Sequence[str], last: str) -> str:
    """The parts as a list in a sentence, with this word before the last one: a, b or c."""
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def counted(value: int, singular: str, plural: str | None = None) -> str:
    """A number with its noun, as in 1 record or 1,200 records."""
    return f"{number(value)} {singular if value == 1 else plural or singular + 's'}"


def in_fours(text: str) -> str:
    """The text in groups of four characters, so that it can be typed without losing one's place."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def file_size(value: int) -> str:
    """The size of a file, given in bytes: 900 bytes, 12 KB, 1.2 MB."""
    if value < 1000:
        return counted(value, "byte")
    return f"{round(value / 1000):,} KB" if value < 999_500 else f"{value / 1_000_000:.1f} MB"
