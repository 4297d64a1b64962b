"""The functions that an expression may use."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from aftercall.instrument.expressions.patterns import parse_pattern
from aftercall.instrument.expressions.values import NAN, Value, is_nan, to_date, to_number, to_text, to_truth

# The codes that format-date knows. Months and weekdays in words are not among them: they depend on the language.
_DATE_PARTS: Mapping[str, Callable[[date], str]] = {
    "Y": lambda day: f"{day.year:04}",
    "y": lambda day: f"{day.year % 100:02}",
    "m": lambda day: f"{day.month:02}",
    "n": lambda day: str(day.month),
    "d": lambda day: f"{day.day:02}",
    "e": lambda day: str(day.day),
    "%": lambda _: "%",
}
DATE_CODE = re.compile(f"%([{''.join(_DATE_PARTS)}])")
_MOST_PLACES = 15
# What concat() makes. Calculations that each join the one before to itself twice would fill the memory.
_LONGEST = 10_000  # characters
# Larger numbers have no digits after the point.
_LARGEST_ROUNDED = 1e15


@dataclass(frozen=True)
class Function:
    """apply: from the values of the arguments to the value. least, most: how many arguments; most is None where there
    is no limit. usage: how it is written."""

    apply: Callable[[Sequence[Value]], Value]
    least: int
    most: int | None
    usage: str


def _selected(values: Sequence[Value]) -> bool:
    return to_text(values[1]).strip() in to_text(values[0]).split()


def _selected_at(values: Sequence[Value]) -> str:
    chosen, place = to_text(values[0]).split(), to_number(values[1])
    return chosen[int(place)] if 0 <= place < len(chosen) else ""


def _substr(values: Sequence[Value]) -> str:
    """From the place `start`, counted from 0, up to but without `end`; negative places count from the end."""
    text = to_text(values[0])
    places = [to_number(value) for value in values[1:]]
    if any(map(math.isnan, places)):
        return ""
    start, *end = (int(max(-len(text), min(place, len(text)))) for place in places)
    return text[start : end[0] if end else None]


def _substring_before(values: Sequence[Value]) -> str:
    before, found, _ = _partitioned(values)
    return before if found else ""


def _substring_after(values: Sequence[Value]) -> str:
    return _partitioned(values)[2]


def _partitioned(values: Sequence[Value]) -> tuple[str, str, str]:
    text, mark = map(to_text, values)
    return text.partition(mark) if mark else ("", "", text)


def _translate(values: Sequence[Value]) -> str:
    text, old, new = map(to_text, values)
    table: dict[int, str] = {}
    for place, letter in enumerate(old):
        table.setdefault(ord(letter), new[place : place + 1])
    return text.translate(table)


def _whole(values: Sequence[Value]) -> float:
    number = to_number(values[0])
    return float(math.trunc(number)) if math.isfinite(number) else number


def _rounded(values: Sequence[Value]) -> float:
    """To so many decimal places, or to hundreds with -2; half away from zero."""
    number = to_number(values[0])
    places = to_number(values[1]) if len(values) > 1 else 0.0
    if math.isnan(places):
        return NAN
    if not abs(number) < _LARGEST_ROUNDED:
        return number
    factor = 10.0 ** int(max(-_MOST_PLACES, min(places, _MOST_PLACES)))
    rest, whole = math.modf(abs(number) * factor)
    return math.copysign((whole + (1 if rest >= 0.5 else 0)) / factor, number)


def _on_finite(rule: Callable[[float], float]) -> Callable[[Sequence[Value]], Value]:
    def apply(values: Sequence[Value]) -> Value:
        number = to_number(values[0])
        return float(rule(number)) if math.isfinite(number) else number

    return apply


def _over_all(rule: Callable[[Sequence[float]], float]) -> Callable[[Sequence[Value]], Value]:
    def apply(values: Sequence[Value]) -> Value:
        numbers = [to_number(value) for value in values]
        return NAN if any(map(math.isnan, numbers)) else float(rule(numbers))

    return apply


def _coalesce(values: Sequence[Value]) -> Value:
    """The first value that is neither the empty text nor NaN, or else the last."""
    return next((value for value in values if value != "" and not is_nan(value)), values[-1])


def _date(values: Sequence[Value]) -> str:
    found = to_date(values[0])
    return found.isoformat() if found else ""


def _days(values: Sequence[Value]) -> float:
    found = to_date(values[0])
    return to_number(found.isoformat()) if found else NAN


def _formatted(values: Sequence[Value]) -> str:
    found = to_date(values[0])
    if found is None:
        return ""
    return DATE_CODE.sub(lambda code: _DATE_PARTS[code[1]](found), to_text(values[1]))


def _over_text(rule: Callable[[str, str], bool]) -> Callable[[Sequence[Value]], Value]:
    return lambda values: rule(to_text(values[0]), to_text(values[1]))


FUNCTIONS: Mapping[str, Function] = {
    "selected": Function(_selected, 2, 2, "selected(${question}, 'choice')"),
    "selected-at": Function(_selected_at, 2, 2, "selected-at(${question}, place)"),
    "count-selected": Function(lambda of: float(len(to_text(of[0]).split())), 1, 1, "count-selected(${question})"),
    "string-length": Function(lambda of: float(len(to_text(of[0]))), 1, 1, "string-length(text)"),
    "concat": Function(lambda of: "".join(map(to_text, of))[:_LONGEST], 1, None, "concat(text, text, …)"),
    "contains": Function(_over_text(str.__contains__), 2, 2, "contains(text, part)"),
    "starts-with": Function(_over_text(str.startswith), 2, 2, "starts-with(text, beginning)"),
    "ends-with": Function(_over_text(str.endswith), 2, 2, "ends-with(text, end)"),
    "substr": Function(_substr, 2, 3, "substr(text, start, end)"),
    "substring-before": Function(_substring_before, 2, 2, "substring-before(text, mark)"),
    "substring-after": Function(_substring_after, 2, 2, "substring-after(text, mark)"),
    "translate": Function(_translate, 3, 3, "translate(text, old letters, new letters)"),
    "normalize-space": Function(lambda of: " ".join(to_text(of[0]).split()), 1, 1, "normalize-space(text)"),
    "string": Function(lambda of: to_text(of[0]), 1, 1, "string(value)"),
    "number": Function(lambda of: to_number(of[0]), 1, 1, "number(value)"),
    "boolean": Function(lambda of: to_truth(of[0]), 1, 1, "boolean(value)"),
    "boolean-from-string": Function(
        lambda of: to_text(of[0]).lower() in {"true", "1"}, 1, 1, "boolean-from-string(text)"
    ),
    "true": Function(lambda _: True, 0, 0, "true()"),
    "false": Function(lambda _: False, 0, 0, "false()"),
    "int": Function(_whole, 1, 1, "int(number)"),
    "round": Function(_rounded, 1, 2, "round(number, places)"),
    "floor": Function(_on_finite(math.floor), 1, 1, "floor(number)"),
    "ceiling": Function(_on_finite(math.ceil), 1, 1, "ceiling(number)"),
    "abs": Function(_on_finite(abs), 1, 1, "abs(number)"),
    "min": Function(_over_all(min), 1, None, "min(number, number, …)"),
    "max": Function(_over_all(max), 1, None, "max(number, number, …)"),
    "sum": Function(_over_all(sum), 1, None, "sum(number, number, …)"),
    "coalesce": Function(_coalesce, 2, None, "coalesce(value, value, …)"),
    "if": Function(lambda of: of[1] if to_truth(of[0]) else of[2], 3, 3, "if(condition, then, else)"),
    "once": Function(lambda of: of[0], 1, 1, "once(value)"),
    "date": Function(_date, 1, 1, "date(text or days)"),
    "decimal-date-time": Function(_days, 1, 1, "decimal-date-time(date)"),
    "regex": Function(lambda of: parse_pattern(to_text(of[1])).matches(to_text(of[0])), 2, 2, "regex(text, 'pattern')"),
    "format-date": Function(_formatted, 2, 2, "format-date(date, '%d/%m/%Y')"),
}
