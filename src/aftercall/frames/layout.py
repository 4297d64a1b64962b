"""The canonical layout of an extract: each column's rule, defined once for readers, checks, messages and docs."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

STRATUM_SEPARATOR = "|"
MOST_OF_A_LABEL = 100
NO_BIRTH_DATE = "1900-01-01"  # what recording systems write when nobody asked
OLDEST = 110  # years: someone who would be older was given a wrong birth date
FIRST_SERIAL = 2_200  # the first number that a spreadsheet's date may be: a smaller one is a year, an age or a blank
VICTIM_KINDS = ("person", "business", "state")
NOT_PERSONS = VICTIM_KINDS[1:]
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
    """A column of an extract, and what its values must satisfy. `description` is for the documentation.

    A required column must be in the header and have a value in every row. `max_length` is in characters. `allowed` are
    the only values, in any case; with `multiple`, a value may list several of them, separated by semicolons. A label
    names a group in strata and in what is published: it is short, begins with a letter or digit, has only characters of
    ordinary names, and can't contain the character that separates the parts of a stratum's name.
    """

    name: str
    description: str
    required: bool = False
    max_length: int = 200
    is_date: bool = False
    allowed: tuple[str, ...] = ()
    multiple: bool = False
    is_label: bool = False


COLUMNS = (
    Column("crime_ref", "the crime's reference", required=True, max_length=64),
    Column("victim_ref", "the victim's reference within the crime", required=True, max_length=64),
    Column("reported_on", "the day it was reported", required=True, is_date=True),
    Column(
        "category",
        "the category of crime, as named in the programme's strata",
        required=True,
        max_length=MOST_OF_A_LABEL,
        is_label=True,
    ),
    Column("offence_code", "the force's code for the offence"),
    Column("area", "the area that the force assigns it to", required=True, max_length=MOST_OF_A_LABEL, is_label=True),
    Column("lsoa", "the small area"),
    Column("victim_kind", "the kind of victim", required=True, allowed=VICTIM_KINDS),
    Column("title", "how to address the person"),
    Column("first_name", "as the person writes it; accents are kept"),
    Column("last_name", "as the person writes it; accents are kept"),
    Column("date_of_birth", "the birth date; `1900-01-01` counts as not known", is_date=True),
    Column(
        "sex", "`female`, `male` or `other`, or the first letter (`x` for other); anything else counts as not known"
    ),
    Column("ethnicity", "as recorded"),
    Column("language", "as recorded"),
    Column("phone", "a number in any usual format; foreign numbers with `+`"),
    Column("phone_alt", "another number"),
    Column("email", "an address; one that can't be understood counts as missing"),
    Column("postcode", "a British one; one that can't be understood counts as missing"),
    Column("address", "the home; only used to recognise people who have objected", max_length=1000),
    Column("flags", "reasons not to call", allowed=FLAGS, multiple=True),
)
# The names of the columns on pages and in messages.
LABELS: Mapping[str, str] = {
    "crime_ref": "Crime reference",
    "victim_ref": "Victim reference",
    "reported_on": "Date reported",
    "category": "Category of crime",
    "offence_code": "Offence code",
    "area": "Area",
    "lsoa": "Small area (LSOA)",
    "victim_kind": "Kind of victim",
    "title": "Title",
    "first_name": "First name",
    "last_name": "Last name",
    "date_of_birth": "Date of birth",
    "sex": "Sex",
    "ethnicity": "Ethnicity",
    "language": "Language",
    "phone": "Phone number",
    "phone_alt": "Other phone number",
    "email": "Email address",
    "postcode": "Postcode",
    "address": "Address",
    "flags": "Flags",
}
NAMES = tuple(column.name for column in COLUMNS)
REQUIRED = tuple(column.name for column in COLUMNS if column.required)
DATES = tuple(column.name for column in COLUMNS if column.is_date)

_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 /._-]{0,39}")
_WORD = re.compile(r"[A-Za-z]{3,}")
_NO_REFERENCE = re.compile(
    r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{2,4}( .*)?"  # a date
    r"|[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}"  # a postcode
    r"|(44|0|7)[0-9 .-]{8,13}|[0-9]+ [A-Za-z]{3,}"  # a telephone number, a house in a street
)
_PRINTABLE = re.compile(r"[A-Za-z0-9_ -]{1,40}")


def printable_name(name: str) -> str:
    """A column name as a message may repeat it: a file without a header may start with someone's details."""
    return name if _PRINTABLE.fullmatch(name) and not any(c.isdigit() for c in name) else "(not readable as a name)"


def shown_reference(text: str | None) -> str:
    """A crime reference as a message may repeat it; empty where it may be something else, as in a row whose values
    are in the wrong columns: a name, an address, a date, a postcode or a telephone number."""
    found = " ".join((text or "").split())
    is_reference = _REFERENCE.fullmatch(found) and any(map(str.isdigit, found)) and not _NO_REFERENCE.fullmatch(found)
    return found if is_reference and len(_WORD.findall(found)) < 2 else ""


def labelled(name: str) -> str:
    """A column's name with what people call it."""
    return f"{name} ({LABELS[name]})" if name in LABELS else name
