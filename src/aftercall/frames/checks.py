"""What every row must satisfy: the columns' rules of `layout`, each as a code, what to mend, and a test."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import ibis

from aftercall.frames.engine import Expression
from aftercall.frames.layout import COLUMNS, DATES, NAMES, STRATUM_SEPARATOR, Column

RAGGED = "wrong_number_of_values"
RAGGED_MEND = "give the row {} values, one for each column; one with the delimiter in it needs quotation marks"
_NO = ibis.literal(value=False)


@dataclass(frozen=True)
class Check:
    """A rule for one column. `fails` is true, on the dated table, where a row breaks it.

    `may_fail`, where there is one, is quicker to work out and true for at least those rows.
    """

    column: str
    code: str
    mend: str
    fails: Callable[[Expression], Expression]
    may_fail: Callable[[Expression], Expression] | None = None


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `row` is the line of a CSV file, the row of a sheet, the place in a Parquet file."""

    file: str
    row: int
    column: str
    code: str
    mend: str

    def __str__(self) -> str:
        column = f", {self.column}" if self.column else ""
        return f"{self.file}, row {self.row}{column}: {self.mend}"


def iso_date(text: Expression) -> Expression:
    """A date where the text is one that exists in the calendar, written year-month-day, else null."""
    # The cast alone would take signs, short months and a time behind the day.
    shaped = (text.length() == 10) & text.like("____-__-__") & (text >= "0") & (text < ":")
    return ibis.ifelse(shaped, text, ibis.null("string")).try_cast("date")


def tidy(text: Expression, *, odd_spaces: bool = True) -> Expression:
    """Text with the space around it taken off; nothing but space is missing.

    `odd_spaces`: whether it may hold another space than the usual one.
    """
    # Hardly any value needs it, and these looks cost a tenth of doing it.
    spaced = (text < "!") | text.endswith(" ")
    if odd_spaces:
        beyond_ascii = text.length() != byte_length(text)
        spaced |= text.endswith("\t") | text.endswith("\r") | beyond_ascii
    return ibis.ifelse(spaced, text.replace("\u00a0", " ").strip().nullif(""), text)


byte_length = ibis.udf.scalar.builtin(len, name="strlen", signature=(("string",), "int64"))


def tidied(raw: Expression, names: Iterable[str] = NAMES, *, odd_spaces: bool = True) -> Expression:
    """The raw table with the values of these columns tidy."""
    return raw.mutate(**{name: tidy(raw[name], odd_spaces=odd_spaces) for name in names})


def dated(table: Expression) -> Expression:
    """A tidied table with the days that its dates are, as columns `day_of_…`; null where there is no such day."""
    return table.mutate(**{_day_of(name): iso_date(table[name]) for name in DATES})


def day_of(table: Expression, name: str) -> Expression:
    """The day that a dated table has for one of the layout's dates."""
    return table[_day_of(name)]


def _day_of(name: str) -> str:
    return f"day_of_{name}"


def with_faults(table: Expression) -> Expression:
    """A dated table with a column `faults`: the numbers of the checks each row fails, each followed by a space."""
    suspect = ibis.or_(*((check.may_fail or check.fails)(table) for check in CHECKS))
    fails = (check.fails(table).fill_null(_NO) for check in CHECKS)
    faults = ibis.literal("").concat(*(ibis.ifelse(fail, f"{at} ", "") for at, fail in enumerate(fails)))
    # Hardly any row is suspect: for the others the texts are not even put together.
    return table.mutate(faults=ibis.ifelse(suspect, faults, ""))


def failed(faults: str) -> Iterator[Check]:
    """The checks that a row's `faults` name."""
    return (CHECKS[int(number)] for number in faults.split())


def _checks_of(column: Column) -> Iterator[Check]:
    if column.required:
        yield Check(column.name, "missing", "fill it in", lambda table: table[column.name].isnull())
    yield _too_long(column)
    if column.date:
        yield _not_a_date(column)
    if column.stratum:
        yield _holds_separator(column)
    if column.words:
        yield _other_words(column) if column.several else _other_word(column)


def _too_long(column: Column) -> Check:
    mend = f"shorten it to {column.longest} characters"
    # No text has fewer bytes than characters, and bytes need no counting.
    return Check(
        column.name,
        "too_long",
        mend,
        fails=lambda table: table[column.name].length() > column.longest,
        may_fail=lambda table: byte_length(table[column.name]) > column.longest,
    )


def _not_a_date(column: Column) -> Check:
    def fails(table: Expression) -> Expression:
        return table[column.name].notnull() & day_of(table, column.name).isnull()

    mend = "write a date that exists, as year-month-day, such as 2025-01-31, or as the mapping file says"
    return Check(column.name, "not_a_date", mend, fails)


def _holds_separator(column: Column) -> Check:
    mend = f"leave out the character {STRATUM_SEPARATOR}"
    return Check(column.name, "separator", mend, lambda table: table[column.name].contains(STRATUM_SEPARATOR))


def _other_word(column: Column) -> Check:
    mend = f"write one of {', '.join(column.words)}"
    return Check(column.name, "unknown_kind", mend, lambda table: ~table[column.name].lower().isin(column.words))


def _other_words(column: Column) -> Check:
    word = f"[ ]*({'|'.join(column.words)})?[ ]*"
    mend = f"write words of {', '.join(column.words)}, separated by ;"
    pattern = f"^{word}(;{word})*$"
    return Check(column.name, "unknown_flag", mend, lambda table: ~table[column.name].lower().re_search(pattern))


def _born_after_report(table: Expression) -> Expression:
    return day_of(table, "date_of_birth") > day_of(table, "reported_on")


CHECKS = (
    *(check for column in COLUMNS for check in _checks_of(column)),
    Check("date_of_birth", "after_report", "write a date no later than reported_on", _born_after_report),
)
