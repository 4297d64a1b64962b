"""What every row must satisfy: the rules of `layout` as checks, each with a code, a test and how to fix the row."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from aftercall.frames.expression_cache import cached_expressions
from aftercall.frames.layout import COLUMNS, DATES, NAMES, NO_BIRTH_DATE, OLDEST, STRATUM_SEPARATOR, Column
from aftercall.frames.unknown_values import FIX, UNKNOWN_VALUE, holds_unknown, may_be_unknown

RAGGED = "wrong_number_of_values"
RAGGED_FIX = "give the row {} values, one for each column; put values that contain the delimiter in quotation marks"
# The separator has a check of its own.
_LABEL = f"^[\\p{{L}}\\p{{N}}][\\p{{L}}\\p{{M}}\\p{{N}} .,:;&'\u2019()/+_%#£!?\u2013\u2014\\-{STRATUM_SEPARATOR}]*$"
ROUNDED = "rounded"
_MAY_BE_ROUNDED = ("crime_ref", "victim_ref", "category", "offence_code", "area", "lsoa", "phone", "phone_alt")
# A reference of letters and digits such as 3E11 has neither a decimal point nor a plus sign.
_SCIENTIFIC = r"^[0-9]([.,][0-9]+[eE][+-]?|[eE][+])[0-9]{1,3}$"
_FALSE = ibis.literal(value=False)


@dataclass(frozen=True)
class Check:
    """A rule for one column. `fails`: given the dated table, whether each row breaks the rule.

    `may_fail`, where there is one, is quicker to compute, and true for at least those rows.
    """

    column: str
    code: str
    fix: str
    fails: Callable[[ir.Table], ir.BooleanValue]
    may_fail: Callable[[ir.Table], ir.BooleanValue] | None = None


@dataclass(frozen=True)
class Problem:
    """One thing to fix. `row` is the line of a CSV file, or the number of the row in a sheet or Parquet file.

    `crime_ref`: the row's crime reference where there is one that can't be anything else, see `shown_reference`.
    """

    file: str
    row: int
    column: str
    code: str
    fix: str
    crime_ref: str = ""

    def __str__(self) -> str:
        reference = f" ({self.crime_ref})" if self.crime_ref else ""
        column = f", {self.column}" if self.column else ""
        return f"{self.file}, row {self.row}{reference}{column}: {self.fix}"


def iso_date(text: ir.StringValue) -> ir.DateValue:
    """The date, where the text is a real one written as year-month-day; else null."""
    # The cast alone would accept signs, months of one digit, and a time after the date.
    shaped = (text.length() == 10) & text.like("____-__-__") & (text >= "0") & (text < ":")
    return ibis.ifelse(shaped, text, ibis.null("string")).try_cast("date")


def tidy(text: ir.StringValue, *, odd_spaces: bool = True) -> ir.StringValue:
    """The text without surrounding white space; null where nothing else is left.

    `odd_spaces`: whether it may contain white space other than the ordinary space.
    """
    # Few values need it, and looking first takes a tenth of the time.
    spaced = (text < "!") | text.endswith(" ")
    if odd_spaces:
        beyond_ascii = text.length() != byte_length(text)
        spaced |= text.endswith("\t") | text.endswith("\r") | beyond_ascii
    return ibis.ifelse(spaced, text.replace("\u00a0", " ").strip().nullif(""), text)


byte_length = ibis.udf.scalar.builtin(len, name="strlen", signature=(("string",), "int64"))


def tidied(raw: ir.Table, names: Iterable[str] = NAMES, *, odd_spaces: bool = True) -> ir.Table:
    """The raw table with the values of these columns tidied."""
    return raw.mutate(**{name: tidy(raw[name], odd_spaces=odd_spaces) for name in names})


@cached_expressions
def dated(table: ir.Table) -> ir.Table:
    """A tidied table with its dates parsed, in columns `day_of_…`; null where the text is not a real date."""
    return table.mutate(**{_day_of(name): iso_date(table[name]) for name in DATES})


def day_of(table: ir.Table, name: str) -> ir.DateValue:
    """The parsed column of a dated table for one of the layout's dates."""
    return table[_day_of(name)]


def _day_of(name: str) -> str:
    return f"day_of_{name}"


def with_faults(table: ir.Table) -> ir.Table:
    """A dated table with a column `faults`: the numbers of the checks that each row fails, each followed by a space."""
    suspect = ibis.or_(*((check.may_fail or check.fails)(table) for check in CHECKS))
    fails = (check.fails(table).fill_null(_FALSE) for check in CHECKS)
    faults = ibis.literal("").concat(*(ibis.ifelse(fail, f"{at} ", "") for at, fail in enumerate(fails)))
    # Few rows are suspect; the others skip the concatenation.
    return table.mutate(faults=ibis.ifelse(suspect, faults, ""))


def failed(faults: str) -> Iterator[Check]:
    """The checks that a row's `faults` refer to: of a value that can't be known, nothing else is said."""
    found = [CHECKS[int(number)] for number in faults.split()]
    unknown = {check.column for check in found if check.code == UNKNOWN_VALUE}
    return (check for check in found if check.code == UNKNOWN_VALUE or check.column not in unknown)


def _checks_of(column: Column) -> Iterator[Check]:
    if column.required:
        yield Check(column.name, "missing", "enter a value", lambda table: table[column.name].isnull())
    yield _unknown_value(column)
    if column.name in _MAY_BE_ROUNDED:
        yield _rounded(column)
    yield _too_long(column)
    if column.is_date:
        yield _not_a_date(column)
    if column.is_label:
        yield _contains_separator(column)
        yield _not_a_label(column)
    if column.allowed:
        yield _unknown_words(column) if column.multiple else _unknown_word(column)


def _unknown_value(column: Column) -> Check:
    return Check(
        column.name,
        UNKNOWN_VALUE,
        FIX,
        fails=lambda table: holds_unknown(table[column.name], several=column.multiple),
        may_fail=None if column.multiple else lambda table: may_be_unknown(table[column.name]),
    )


def _rounded(column: Column) -> Check:
    text = column.name
    return Check(
        column.name,
        ROUNDED,
        "a spreadsheet or data frame has rounded this number; export the column as text",
        fails=lambda table: table[text].re_search(_SCIENTIFIC),
        may_fail=lambda table: table[text].like("_.%") | table[text].like("_,%") | table[text].ilike("_e+%"),
    )


def _too_long(column: Column) -> Check:
    # A text has no fewer bytes than characters, and its size in bytes is known without counting.
    return Check(
        column.name,
        "too_long",
        f"shorten it to {column.max_length} characters",
        fails=lambda table: table[column.name].length() > column.max_length,
        may_fail=lambda table: byte_length(table[column.name]) > column.max_length,
    )


def _not_a_date(column: Column) -> Check:
    def fails(table: ir.Table) -> ir.BooleanValue:
        return table[column.name].notnull() & day_of(table, column.name).isnull()

    fix = "enter a real date as year-month-day, such as 2025-01-31, or in a format that the mapping file gives"
    return Check(column.name, "not_a_date", fix, fails)


def _contains_separator(column: Column) -> Check:
    fix = f"remove the character {STRATUM_SEPARATOR}"
    return Check(column.name, "separator", fix, lambda table: table[column.name].contains(STRATUM_SEPARATOR))


def _not_a_label(column: Column) -> Check:
    """Labels are published, so they must be names: no formula, no markup, nothing that can't be printed."""
    fix = "begin it with a letter or digit, and use only letters, digits, spaces and ordinary punctuation"
    return Check(column.name, "not_a_label", fix, lambda table: ~table[column.name].re_search(_LABEL))


def _unknown_word(column: Column) -> Check:
    fix = f"enter one of {', '.join(column.allowed)}"
    return Check(column.name, "unknown_kind", fix, lambda table: ~table[column.name].lower().isin(column.allowed))


def _unknown_words(column: Column) -> Check:
    word = f"[ ]*({'|'.join(column.allowed)})?[ ]*"
    fix = f"use only {', '.join(column.allowed)}, separated by ;"
    pattern = f"^{word}(;{word})*$"
    return Check(column.name, "unknown_flag", fix, lambda table: ~table[column.name].lower().re_search(pattern))


def _born_after_report(table: ir.Table) -> ir.BooleanValue:
    return day_of(table, "date_of_birth") > day_of(table, "reported_on")


def _too_old(table: ir.Table) -> ir.BooleanValue:
    birth = day_of(table, "date_of_birth")
    is_placeholder = birth == ibis.date(NO_BIRTH_DATE)
    return (birth + ibis.interval(years=OLDEST) < day_of(table, "reported_on")) & ~is_placeholder


CHECKS = (
    *(check for column in COLUMNS for check in _checks_of(column)),
    Check("date_of_birth", "after_report", "enter a date no later than reported_on", _born_after_report),
    Check(
        "date_of_birth",
        "too_old",
        f"enter a birth date at most {OLDEST} years before reported_on, or none; it may be a year or an age that was "
        "read as a date",
        _too_old,
    ),
)
