"""One spelling for each value: what is shown keeps its accents, what is compared is folded."""

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir

from aftercall.frames.checks import byte_length, dated, day_of, tidied, with_faults
from aftercall.frames.engine import Workspace
from aftercall.frames.expression_cache import cached_expressions
from aftercall.frames.layout import NAMES, NO_BIRTH_DATE
from aftercall.frames.phones import NUMBERS, digits, e164_by_pattern, needs_library
from aftercall.frames.unknown_values import without_unknown

# The columns of every record. `row` is null where the position in the file gives it.
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
    "generation": "string",
    "phone": "string",
    "phone_alt": "string",
    "email": "string",
    "postcode": "string",
    "address_words": "string",
    "flags": "string",
    "phone_unmatched": "string",
    "phone_alt_unmatched": "string",
}
# Letters whose accents Unicode does not decompose.
_UNDECOMPOSED, _PLAIN = "øłđðħıŧŋæœß", "olddhitnaos"
# Cyrillic letters as passports romanise them (ICAO Doc 9303), once their accents are gone.
_CYRILLIC, _ROMAN = "абвгґдезиійјклмнопрстуўфыэәғқңөұүһҳҷѕ", "abvggdeziiijklmnoprstuufyeagknouuhhjz"
_CYRILLIC_PAIRS = {
    "щ": "shch",
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "ю": "iu",
    "я": "ia",
    "є": "ie",
    "ђ": "dj",
    "љ": "lj",
    "њ": "nj",
    "ћ": "c",
    "џ": "dz",
    "ь": "",
    "ъ": "",
}
_without_accents = ibis.udf.scalar.builtin(len, name="strip_accents", signature=(("string",), "string"))
# Placeholders that are names of people too (Julia Child, Na Li): only where the record gives no other name.
_PLACEHOLDER = (
    "unknown|n ?k|n ?a|none|nil|anonymous|anon|test|x|occupant|occupier|victim|person|adult|male|female|baby|child"
)
_NEVER_A_NAME = (
    "not ?known|no ?name|not (given|stated|recorded)|xx+|the (occupant|occupier|victim)|(unknown|adult) (fe)?male"
)
_TITLES = "mr|mrs|ms|miss|mx|dr|sir|rev|prof|master"
# Words after a name, and the generation that each stands for.
_GENERATIONS = {"1": "sr|snr|senior", "2": "jr|jnr|junior|ii", "3": "iii"}
_SUFFIXES = "|".join(_GENERATIONS.values())
_FALSE = ibis.literal(value=False)
_NOTHING = ibis.null("string")
_SEXES = {"f": "female", "female": "female", "m": "male", "male": "male", "x": "other", "other": "other"}
_POSTCODE = "^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$"


def normalised(
    workspace: Workspace, raw: ir.Table, extra_columns: Iterable[str] = (), *, odd_spaces: bool = True
) -> ir.Table:
    """The records of a raw table (file, row and the layout's columns as text): columns RECORD, and `extra_columns`.

    `extra_columns`: of the layout, tidied and with single spaces; `phone_written` and `phone_alt_written` are the
    numbers as the extract has them. `odd_spaces`: whether a value may contain white space other than the ordinary
    space. Each step is a view, so that the next uses its values instead of computing them again.
    """
    extra = tuple(extra_columns)
    needed = {
        "first_name",
        "last_name",
        "date_of_birth",
        "address",
        *RECORD,
        *(name.removesuffix("_written") for name in extra),
    }
    tidy = workspace.create_view("tidied", tidied(raw, [n for n in NAMES if n in needed], odd_spaces=odd_spaces))
    prepared = workspace.create_view("prepared", _prepared(dated(tidy)))
    table = workspace.create_view("record_values", _record_values(prepared))
    shown = {name: table.language.lower() if name == "language" else _single_spaced(table[name]) for name in extra}
    names = {
        "forenames": _null_if_no_name(table.forenames, table.surnames),
        "surnames": _null_if_no_name(table.surnames, table.forenames),
    }
    return table.mutate(**names).select(*RECORD, **shown)


@cached_expressions
def _prepared(table: ir.Table) -> ir.Table:
    """With the texts that values are derived from: numbers as digits, names in lower case, postcodes without spaces."""
    return table.mutate(
        **{f"digits_of_{name}": digits(table[name]) for name in NUMBERS},
        low_first_name=table.first_name.lower(),
        low_last_name=table.last_name.lower(),
        packed_postcode=table.postcode.upper().replace(" ", ""),
        low_email=table.email.lower(),
        low_address=table.address.lower(),
    )


@cached_expressions
def _record_values(prepared: ir.Table) -> ir.Table:
    table = with_faults(prepared)
    return table.mutate(
        blank=ibis.and_(*(table[name].isnull() for name in NAMES)),
        reported_on=day_of(table, "reported_on"),
        born=ibis.ifelse(day_of(table, "date_of_birth").notnull(), table.date_of_birth.nullif(NO_BIRTH_DATE), None),
        victim_kind=table.victim_kind.lower(),
        sex=table.sex.lower().cases(*_SEXES.items(), else_="unknown"),
        forenames=folded(table.low_first_name, prefixes=_TITLES, suffixes=_SUFFIXES),
        surnames=folded(table.low_last_name, suffixes=_SUFFIXES),
        generation=ibis.coalesce(_generation(table.low_last_name), _generation(table.low_first_name)),
        email=_email(table.low_email),
        postcode=_postcode(table.packed_postcode),
        address_words=_address_words(table.low_address),
        flags=flag_words(table.flags),
        **{f"{name}_written": table[name] for name in NUMBERS},
        **{name: e164_by_pattern(table[f"digits_of_{name}"]) for name in NUMBERS},
        **{f"{name}_unmatched": needs_library(table[name], table[f"digits_of_{name}"]) for name in NUMBERS},
    )


def folded(low: ir.StringValue, prefixes: str = "", suffixes: str = "") -> ir.StringValue:
    """The parts of a lower-case name: without accents, letters only (Cyrillic ones romanised), one space between parts.

    `prefixes`, `suffixes`: words separated by | that are removed. Null where nothing is left.
    """
    accented = low.length() != byte_length(low)
    parts = ibis.ifelse(accented, _romanised(_without_accents(low).translate(_UNDECOMPOSED, _PLAIN)), low)
    parts = parts.re_replace(r"[ .,_/\-\x{2010}-\x{2015}]+", " ").re_replace(r"[^\p{L} ]", "").strip()
    parts = parts.re_replace(f"^({prefixes}) ", "") if prefixes else parts
    parts = parts.re_replace(f" ({suffixes})$", "") if suffixes else parts
    # Most names are plain letters, and looking first takes a fifth of the time.
    return ibis.ifelse(low.re_search("^[a-z]+$"), low, parts.nullif(""))


def _romanised(parts: ir.StringValue) -> ir.StringValue:
    latin = parts.translate(_CYRILLIC, _ROMAN)
    for letter, letters in _CYRILLIC_PAIRS.items():
        latin = latin.replace(letter, letters)
    latin = latin.re_replace("skii( |$)", r"sky\1")
    return ibis.ifelse(parts.re_search(r"\p{Cyrillic}"), latin, parts)


def _generation(low: ir.StringValue) -> ir.StringValue:
    """Which of two people with one name, such as father and son, a word after the name says that it is; else null."""
    found = [(low.re_search(rf"[ ,(]({words})[ .)]*$"), code) for code, words in _GENERATIONS.items()]
    return ibis.ifelse(low.contains(" "), ibis.cases(*found, else_=_NOTHING), _NOTHING)


def _null_if_no_name(parts: ir.StringValue, others: ir.StringValue) -> ir.StringValue:
    """Null where the record says that it has no name. `others`: its surnames for forenames, and the reverse."""
    without_others = (others.isnull() | _says_no_name(others)) | parts.re_search(f"^({_NEVER_A_NAME})$")
    return ibis.ifelse(ibis.ifelse(_says_no_name(parts), without_others, _FALSE), ibis.null("string"), parts)


def _says_no_name(parts: ir.StringValue) -> ir.BooleanValue:
    return parts.re_search(f"^({_PLACEHOLDER}|{_NEVER_A_NAME})$")


def _single_spaced(text: ir.StringValue) -> ir.StringValue:
    return text.re_replace(r"\s+", " ")


def _email(low: ir.StringValue) -> ir.StringValue:
    return ibis.ifelse(low.re_search(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"), low, ibis.null("string"))


def _postcode(packed: ir.StringValue) -> ir.StringValue:
    """With a letter O in place of a nought corrected. Null for ZZ99, which means no home in Britain."""
    corrected = packed.re_replace("[^A-Z0-9]", "").re_replace("O([A-Z]{2})$", r"0\1")
    corrected = ibis.ifelse(corrected.re_search(_POSTCODE), corrected, ibis.null("string"))
    valid = packed.re_search(_POSTCODE)
    return ibis.ifelse(valid, ibis.ifelse(packed.startswith("ZZ99"), ibis.null("string"), packed), corrected)


def _address_words(low: ir.StringValue) -> ir.StringValue:
    """The words and numbers of an address without accents and punctuation; null where nothing is left."""
    words = ibis.ifelse(low.length() != byte_length(low), _without_accents(low), low)
    return words.re_replace("[^a-z0-9]+", " ").strip().nullif("")


def flag_words(text: ir.StringValue) -> ir.StringValue:
    """Every flag between two semicolons, so that no flag is found inside another; null where there is none.

    One that can't be known may be any of them, so the person's other records are not used either.
    """
    return ";" + without_unknown(text.lower().re_replace(" ", ""), "do_not_contact") + ";"
