"""The canonical layout of an extract: its columns, and the words that some of them may hold."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """A column of an extract. A required one must be in the header and hold a value in every row."""

    name: str
    required: bool = False


COLUMNS = (
    Column("crime_ref", required=True),
    Column("victim_ref", required=True),
    Column("reported_on", required=True),
    Column("category", required=True),
    Column("offence_code"),
    Column("area", required=True),
    Column("lsoa"),
    Column("victim_kind", required=True),
    Column("title"),
    Column("first_name"),
    Column("last_name"),
    Column("date_of_birth"),
    Column("sex"),
    Column("ethnicity"),
    Column("language"),
    Column("phone"),
    Column("phone_alt"),
    Column("email"),
    Column("postcode"),
    Column("flags"),
)
NAMES = tuple(column.name for column in COLUMNS)
REQUIRED = tuple(column.name for column in COLUMNS if column.required)

DATES = ("reported_on", "date_of_birth")
VICTIM_KINDS = ("person", "business", "state")
FLAGS = (
    "do_not_contact",
    "deceased",
    "domestic_abuse",
    "sexual_offence",
    "police_employee",
    "open_complaint",
    "safeguarding",
    "no_safe_number",
    "officer_advised",
)
STRATUM_SEPARATOR = "|"

_PRINTABLE = re.compile(r"[A-Za-z0-9_ -]{1,40}")


def shown(name: str) -> str:
    """A column name as a message may repeat it: a header that is not one could be a row of somebody's details."""
    return name if _PRINTABLE.fullmatch(name) and not any(c.isdigit() for c in name) else "(not readable as a name)"
