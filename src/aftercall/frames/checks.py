"""What every row must satisfy, as data: each rule once, for the check, the message and the documentation."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import ibis

from aftercall.frames.engine import Expression
from aftercall.frames.layout import FLAGS, NAMES, REQUIRED, STRATUM_SEPARATOR, VICTIM_KINDS

LONGEST_REFERENCE = 64
LONGEST_VALUE = 200
RAGGED = "wrong_number_of_values"


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
    return text.replace("\u00a0", " ").strip().nullif("")


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


def _missing(column: str) -> Check:
    return Check(column, "missing", "fill it in", lambda table: table[column].isnull())


def _too_long(column: str, longest: int) -> Check:
    mend = f"shorten it to {longest} characters"
    return Check(column, "too_long", mend, lambda table: table[column].length() > longest)


def _not_a_date(column: str) -> Check:
    mend = "write a date that exists, as year-month-day, such as 2025-01-31, or as the mapping file says"
    return Check(column, "not_a_date", mend, lambda table: table[column].notnull() & iso_date(table[column]).isnull())


def _holds_separator(column: str) -> Check:
    mend = f"leave out the character {STRATUM_SEPARATOR}"
    return Check(column, "separator", mend, lambda table: table[column].contains(STRATUM_SEPARATOR))


def _unknown_kind(table: Expression) -> Expression:
    return ~table.victim_kind.lower().isin(VICTIM_KINDS)


def _unknown_flag(table: Expression) -> Expression:
    word = f"[ ]*({'|'.join(FLAGS)})?[ ]*"
    return ~table.flags.lower().re_search(f"^{word}(;{word})*$")


def _born_after_report(table: Expression) -> Expression:
    return iso_date(table.date_of_birth) > iso_date(table.reported_on)


CHECKS = (
    *(_missing(column) for column in REQUIRED),
    _too_long("crime_ref", LONGEST_REFERENCE),
    _too_long("victim_ref", LONGEST_REFERENCE),
    *(_too_long(column, LONGEST_VALUE) for column in NAMES if column not in {"crime_ref", "victim_ref"}),
    _not_a_date("reported_on"),
    _not_a_date("date_of_birth"),
    _holds_separator("category"),
    _holds_separator("area"),
    Check("victim_kind", "unknown_kind", f"write one of {', '.join(VICTIM_KINDS)}", _unknown_kind),
    Check("flags", "unknown_flag", f"write words of {', '.join(FLAGS)}, separated by ;", _unknown_flag),
    Check("date_of_birth", "after_report", "write a date no later than reported_on", _born_after_report),
)
