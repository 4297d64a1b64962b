"""What every row must satisfy: the columns' rules of `layout`, each as a code, what to mend, and a test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import ibis

from aftercall.frames.engine import Expression
from aftercall.frames.layout import COLUMNS, NAMES, STRATUM_SEPARATOR, Column

RAGGED = "wrong_number_of_values"
RAGGED_MEND = "give the row {} values, one for each column; one with the delimiter in it needs quotation marks"


@dataclass(frozen=True)
class Check:
    """A rule for one column. `fails` is true, on the tidied table, where a row breaks it."""

    column: str
    code: str
    mend: str
    fails: Callable[[Expression], Expression]


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
    """A date where the text is one that exists in the calendar, else null."""
    return ibis.ifelse(text.re_search(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), text, ibis.null("string")).try_cast("date")


def tidy(text: Expression) -> Expression:
    """Text with the space around it taken off; nothing but space is missing."""
    # Hardly any value needs it, and to look costs a third of doing it.
    spaced = text.re_search("^[^!-~]|[^!-~]$|\u00a0")
    return ibis.ifelse(spaced, text.replace("\u00a0", " ").strip(), text).nullif("")


def tidied(raw: Expression) -> Expression:
    """The raw table with every value tidy."""
    return raw.mutate(**{name: tidy(raw[name]) for name in NAMES})


def with_faults(table: Expression) -> Expression:
    """A tidied table with a column `faults`: the numbers of the checks each row fails, each followed by a space."""
    no = ibis.literal(value=False)
    faults = [ibis.ifelse(check.fails(table).fill_null(no), f"{number} ", "") for number, check in enumerate(CHECKS)]
    return table.mutate(faults=ibis.literal("").concat(*faults))


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
    return Check(column.name, "too_long", mend, lambda table: table[column.name].length() > column.longest)


def _not_a_date(column: Column) -> Check:
    def fails(table: Expression) -> Expression:
        return table[column.name].notnull() & iso_date(table[column.name]).isnull()

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
    return iso_date(table.date_of_birth) > iso_date(table.reported_on)


CHECKS = (
    *(check for column in COLUMNS for check in _checks_of(column)),
    Check("date_of_birth", "after_report", "write a date no later than reported_on", _born_after_report),
)
