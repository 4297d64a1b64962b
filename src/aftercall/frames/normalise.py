"""One way of writing each value: what is shown keeps its accents, what is compared is folded."""

from collections.abc import Iterable

import ibis

from aftercall.frames.checks import byte_length, dated, day_of, tidied, with_faults
from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.layout import NAMES
from aftercall.frames.phones import NUMBERS, by_pattern, digits, undecided

# What every record has; `row` is null where the place in the file says it.
RECORD = {
    "file": "int64",
    "row": "int64",
    "blank": "boolean",
    "faults": "string",
    "crime_ref": "string",
    "victim_ref": "string",
    "reported_on": "date",
    "category": "string",
    "area": "string",
    "victim_kind": "string",
    "sex": "string",
    "born": "string",
    "forenames": "string",
    "surnames": "string",
    "phone": "string",
    "phone_alt": "string",
    "email": "string",
    "postcode": "string",
    "flags": "string",
    "phone_odd": "string",
    "phone_alt_odd": "string",
}
_BARRED, _PLAIN = "øłđðħıŧŋæœß", "olddhitnaos"  # letters that no decomposition takes an accent off
_without_accents = ibis.udf.scalar.builtin(len, name="strip_accents", signature=(("string",), "string"))
_NO_BIRTH_DATE = "1900-01-01"  # what recording systems write when nobody asked
_NO_NAME = (
    "^(unknown|not ?known|n ?k|n ?a|none|no ?name|anonymous|anon|not ?(given|stated|recorded)|test|x+|"
    "(the )?(occup(ant|ier)|victim)|(adult )?(fe)?male|baby|child)$"
)
_TITLES = "mr|mrs|ms|miss|mx|dr|sir|rev|prof|master"
_SUFFIXES = "jr|jnr|junior|sr|snr|senior|ii|iii"
_SEXES = {"f": "female", "female": "female", "m": "male", "male": "male", "x": "other", "other": "other"}
_POSTCODE = "^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$"


def normalised(
    workspace: Workspace, raw: Expression, also: Iterable[str] = (), *, odd_spaces: bool = True
) -> Expression:
    """The records of a raw table (file, row and the layout's columns as text): columns RECORD, and those in `also`.

    `odd_spaces`: whether a value may hold another space than the usual one.

    Those are the layout's, tidied and with single spaces; `phone_written` and `phone_alt_written` are the numbers as
    they stand in the extract. Each step has a name, so that the next takes its values and does not work them out again.
    """
    wanted = {"first_name", "last_name", "date_of_birth", *RECORD, *(name.removesuffix("_written") for name in also)}
    tidy = workspace.name("tidied", tidied(raw, [name for name in NAMES if name in wanted], odd_spaces=odd_spaces))
    begun = workspace.name("begun", _begun(dated(tidy)))
    found = workspace.name("found", _found(begun))
    shown = {name: found.language.lower() if name == "language" else _shown(found, name) for name in also}
    names = {name: _unless_no_name(found[name]) for name in ("forenames", "surnames")}
    return found.mutate(**names).select(*RECORD, **shown)


def _begun(table: Expression) -> Expression:
    """What the values are found from: numbers as digits, names in lower case, postcodes without spaces."""
    return table.mutate(
        **{f"digits_of_{name}": digits(table[name]) for name in NUMBERS},
        low_first_name=table.first_name.lower(),
        low_last_name=table.last_name.lower(),
        packed_postcode=table.postcode.upper().replace(" ", ""),
        low_email=table.email.lower(),
    )


def _found(begun: Expression) -> Expression:
    table = with_faults(begun)
    return table.mutate(
        blank=ibis.and_(*(table[name].isnull() for name in NAMES)),
        reported_on=day_of(table, "reported_on"),
        born=ibis.ifelse(day_of(table, "date_of_birth").notnull(), table.date_of_birth.nullif(_NO_BIRTH_DATE), None),
        victim_kind=table.victim_kind.lower(),
        sex=table.sex.lower().cases(*_SEXES.items(), else_="unknown"),
        forenames=folded(table.low_first_name, front=_TITLES),
        surnames=folded(table.low_last_name, back=_SUFFIXES),
        email=_email(table.low_email),
        postcode=_postcode(table.packed_postcode),
        flags=flag_words(table.flags),
        **{f"{name}_written": table[name] for name in NUMBERS},
        **{name: by_pattern(table[f"digits_of_{name}"]) for name in NUMBERS},
        **{f"{name}_odd": undecided(table[name], table[f"digits_of_{name}"]) for name in NUMBERS},
    )


def folded(low: Expression, front: str = "", back: str = "") -> Expression:
    """The parts of a name in lower case: accents off, letters only (of any script), one space between them.

    Words of `front` before and of `back` behind the name are left out. Null where nothing is left.
    """
    accented = low.length() != byte_length(low)
    parts = ibis.ifelse(accented, _without_accents(low).translate(_BARRED, _PLAIN), low)
    parts = parts.re_replace(r"[ .,_/\-\x{2010}-\x{2015}]+", " ").re_replace(r"[^\p{L} ]", "").strip()
    parts = parts.re_replace(f"^({front}) ", "") if front else parts
    parts = parts.re_replace(f" ({back})$", "") if back else parts
    # Hardly any name is not plain letters, and to look costs a fifth of doing it.
    return ibis.ifelse(low.re_search("^[a-z]+$"), low, parts.nullif(""))


def _unless_no_name(parts: Expression) -> Expression:
    """Null where a name says that there is none."""
    return ibis.ifelse(parts.re_search(_NO_NAME), ibis.null("string"), parts)


def _shown(table: Expression, name: str) -> Expression:
    return table[name].re_replace(r"\s+", " ")


def _email(low: Expression) -> Expression:
    return ibis.ifelse(low.re_search(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"), low, ibis.null("string"))


def _postcode(packed: Expression) -> Expression:
    """The letter O for a nought put right. ZZ99 says that there is no home in Britain."""
    mended = packed.re_replace("[^A-Z0-9]", "").re_replace("O([A-Z]{2})$", r"0\1")
    mended = ibis.ifelse(mended.re_search(_POSTCODE), mended, ibis.null("string"))
    right = packed.re_search(_POSTCODE)
    return ibis.ifelse(right, ibis.ifelse(packed.startswith("ZZ99"), ibis.null("string"), packed), mended)


def flag_words(text: Expression) -> Expression:
    """Every flag between two semicolons, so that one word is never found inside another; null where there is none."""
    return ";" + text.lower().re_replace(" ", "") + ";"
