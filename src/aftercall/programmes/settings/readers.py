"""Readers of single settings. Each takes a value from a form or a programme file and returns it in the form in which
JSON can represent it. Errors: ValueError with a sentence that says what to enter."""

import re
from collections.abc import Callable, Collection
from datetime import time
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email

from aftercall.core.times_of_day import read_time

type Value = str | int | bool | list[str] | list[dict[str, object]]
type Reader = Callable[[object], Value]

_MOST_NAMES, _LONGEST_NAME = 500, 100
_LONGEST_EMAIL = 254
_PHONE = re.compile(r"\+?[0-9][0-9 ]{1,28}")
# When people may be called at home at all.
_EARLIEST, _LATEST = time(8), time(21)


def text(what: str, *, longest: int = 100, lines: bool = False) -> Reader:
    """A reader of a text of at most `longest` characters. lines: whether it may have several lines."""

    def read(value: object) -> str:
        if not isinstance(value, str) or not value.strip():
            raise ValueError(f"Enter {what}")
        if len(value.strip()) > longest:
            raise ValueError(f"Enter {what} in at most {longest} characters")
        if not all(line.isprintable() for line in (value.strip().splitlines() if lines else [value.strip()])):
            raise ValueError(f"Enter {what} without special characters{'' if lines else ', on one line'}")
        return value.strip()

    return read


_LAW = text("the law that gives you the task", longest=2_000, lines=True)


def lawful_basis(value: object) -> str:
    """What the law says about the task, in sentences that the public reads."""
    words = str(_LAW(value))
    if re.search(r"Police Reform and Social Responsibility\s+Order", words, re.IGNORECASE):
        raise ValueError("Write ‘Police Reform and Social Responsibility Act 2011’: it is an Act and not an Order")
    return words


def choice(what: str, choices: Collection[str]) -> Reader:
    """A reader of one of these words."""

    def read(value: object) -> str:
        if not isinstance(value, str) or value not in choices:
            raise ValueError(f"Choose {what}; in a programme file, enter {' or '.join(choices)}")
        return value

    return read


def phone(value: object) -> str:
    """A telephone number as the public should dial it."""
    if not isinstance(value, str) or not _PHONE.fullmatch(value.strip()):
        raise ValueError("Enter a telephone number, such as 020 7946 0123 or 101")
    return value.strip()


def email(value: object) -> str:
    """An email address."""
    try:
        validate_email(str(value))
        MaxLengthValidator(_LONGEST_EMAIL)(str(value))
    except ValidationError:
        raise ValueError("Enter an email address in the correct format, like name@example.com") from None
    return str(value)


def whole_number(what: str, least: int, most: int) -> Reader:
    """A reader of a whole number between these two, both included."""

    def read(value: object) -> int:
        written = value if isinstance(value, int) and not isinstance(value, bool) else _whole(value)
        if written is None or not least <= written <= most:
            raise ValueError(f"Enter {what} as a whole number from {least} to {most}")
        return written

    return read


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, str) and re.fullmatch("[0-9]{1,6}", value.strip()) else None


def fraction(value: object) -> str:
    """A sampling fraction: a decimal number above 0 and at most 1, with up to three decimal places."""
    try:
        number = Decimal(str(value))
        exact = number.quantize(Decimal("0.001"))
    except ArithmeticError:
        raise ValueError(_FRACTION) from None
    if isinstance(value, bool) or exact != number or not 0 < exact <= 1:
        raise ValueError(_FRACTION)
    return str(exact)


_FRACTION = "Enter more than 0% and at most 100%, with at most one decimal place; in a programme file, 15% is 0.15"


def yes_or_no(value: object) -> bool:
    """Yes or no."""
    if value is True or value is False:
        return value
    raise ValueError("Enter true or false")


def names(value: object) -> list[str]:
    """A list of names, without empty ones. None may occur twice."""
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise ValueError("Enter a list of names")
    given = [" ".join(name.split()) for name in value if name.strip()]
    if len(given) > _MOST_NAMES:
        raise ValueError(f"Enter at most {_MOST_NAMES} names, not {len(given):,}")
    for line, name in enumerate(value, start=1):
        if len(" ".join(name.split())) > _LONGEST_NAME:
            raise ValueError(f"Enter names of at most {_LONGEST_NAME} characters. Line {line} is longer")
        if not " ".join(name.split()).isprintable():
            raise ValueError(f"Enter names without special characters. Line {line} has one")
    if len({name.casefold() for name in given}) < len(given):
        raise ValueError("Enter each name only once")
    return given


def hours(value: object) -> list[str]:
    """The first and the last time of a day's calling hours, or an empty list for no calls."""
    if value == []:
        return []
    if not isinstance(value, list) or len(value) != 2:
        raise ValueError("Enter two times, such as 09:00 and 20:00, or none if there are no calls on these days")
    # 'From 7' is seven in the morning, which is too early; 'until 7' is seven in the evening.
    begins, ends = _time(value[0], first_hour=0), _time(value[1], first_hour=_EARLIEST.hour)
    if begins >= ends:
        raise ValueError("The last time must be later than the first")
    if begins < _EARLIEST or ends > _LATEST:
        raise ValueError("Enter times from 08:00 to 21:00. Nobody may be called earlier or later")
    return [f"{begins:%H:%M}", f"{ends:%H:%M}"]


def some_hours(value: object) -> list[str]:
    """As `hours`, but there must be some."""
    if read := hours(value):
        return read
    raise ValueError("Enter two times, such as 09:00 and 20:00")


def _time(value: object, *, first_hour: int) -> time:
    text = str(value).strip()
    # A time of TOML has seconds.
    text = text.removesuffix(":00") if text.count(":") == 2 else text
    if read := read_time(text, first_hour=first_hour):
        return read
    raise ValueError("Enter times such as 9am, 5:30pm or 17:30")
