"""The canonical layout of an extract: each column's rule once, for reader, check, message and documentation."""

import re
from dataclasses import dataclass

STRATUM_SEPARATOR = "|"
VICTIM_KINDS = ("person", "business", "state")
NO_PERSON = VICTIM_KINDS[1:]
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


@dataclass(frozen=True)
class Column:
    """A column of an extract, and what a row must satisfy in it. `holds` says so in words.

    A required one must be in the header and hold a value in every row. `longest` is in characters; `words` are the only
    values, without regard to case, and `several` of them may stand there, separated by semicolons. A `stratum` column
    can't hold the separator that keeps the names of strata apart.
    """

    name: str
    holds: str
    required: bool = False
    longest: int = 200
    date: bool = False
    words: tuple[str, ...] = ()
    several: bool = False
    stratum: bool = False


COLUMNS = (
    Column("crime_ref", "the crime's reference", required=True, longest=64),
    Column("victim_ref", "the victim's reference within the crime", required=True, longest=64),
    Column("reported_on", "the day it was reported", required=True, date=True),
    Column("category", "the kind of crime, as the programme's strata name it", required=True, stratum=True),
    Column("offence_code", "the offence, as the force codes it"),
    Column("area", "where the force counts it", required=True, stratum=True),
    Column("lsoa", "the small area"),
    Column("victim_kind", "what the victim is", required=True, words=VICTIM_KINDS),
    Column("title", "as it is to be said"),
    Column("first_name", "as it is to be said; accents are kept"),
    Column("last_name", "as it is to be said; accents are kept"),
    Column("date_of_birth", "the birth date; `1900-01-01` counts as not known", date=True),
    Column(
        "sex", "`female`, `male` or `other`, or the first letter (`x` for other); anything else counts as not known"
    ),
    Column("ethnicity", "as recorded"),
    Column("language", "as recorded"),
    Column("phone", "a number in any usual way of writing; abroad with `+`"),
    Column("phone_alt", "another number"),
    Column("email", "an address; one that can't be understood counts as missing"),
    Column("postcode", "a British one; one that can't be understood counts as missing"),
    Column("flags", "what stands against calling", words=FLAGS, several=True),
)
NAMES = tuple(column.name for column in COLUMNS)
REQUIRED = tuple(column.name for column in COLUMNS if column.required)
DATES = tuple(column.name for column in COLUMNS if column.date)

_PRINTABLE = re.compile(r"[A-Za-z0-9_ -]{1,40}")


def shown(name: str) -> str:
    """A column name as a message may repeat it: a header that is not one could be a row of somebody's details."""
    return name if _PRINTABLE.fullmatch(name) and not any(c.isdigit() for c in name) else "(not readable as a name)"
