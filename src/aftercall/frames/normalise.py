"""One way of writing each value: what is shown keeps its accents, what is compared is folded."""

import unicodedata
from functools import cache

import ibis

from aftercall.frames.checks import iso_date
from aftercall.frames.engine import Expression, Workspace
from aftercall.frames.hashing import content_digest
from aftercall.frames.layout import NAMES
from aftercall.frames.phones import with_e164

# Letters that no decomposition takes an accent off.
_PLAIN = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n", "æ": "a", "œ": "o", "ß": "s"}
_NO_BIRTH_DATE = "1900-01-01"  # what recording systems write when nobody asked
_NO_NAME = ("unknown", "notknown", "nk", "na", "none", "anonymous", "anon", "occupant", "occupier", "notgiven", "test")
_SEXES = {"f": "female", "female": "female", "m": "male", "male": "male", "x": "other", "other": "other"}


def normalised(workspace: Workspace, checked: Expression) -> Expression:
    """The records: the layout's columns in one form, with `content`, `faults`, and the folded names to compare by.

    Columns more: content (a digest that orders rows by what they say), rejected, born (date), forename, surname,
    initial, names (both, in one order), district (of the postcode).
    """
    table = checked.mutate(content=content_digest([checked[name] for name in NAMES]), rejected=checked.faults != "")
    table = with_e164(workspace, table, ("phone", "phone_alt"))
    table = table.mutate(
        reported_on=iso_date(table.reported_on),
        born=iso_date(table.date_of_birth.nullif(_NO_BIRTH_DATE)),
        victim_kind=table.victim_kind.lower(),
        sex=table.sex.lower().cases(*_SEXES.items(), else_="unknown"),
        language=table.language.lower(),
        email=_email(table.email),
        postcode=_postcode(table.postcode),
        flags=flag_words(table.flags),
        title=_spaced(table.title),
        first_name=_spaced(table.first_name),
        last_name=_spaced(table.last_name),
    )
    return _with_folded_names(table)


def folded(text: Expression) -> Expression:
    """Lower case, accents off, letters only (of any script); null where none is left or it says there is no name."""
    accented, plain = _accents()
    low = text.lower()
    low = ibis.ifelse(low.re_search("[^ -~]"), low.translate(accented, plain), low)
    return _named(low.re_replace(r"[^\p{L}]", ""))


def _named(letters: Expression) -> Expression:
    return ibis.ifelse(letters.isin(("", *_NO_NAME)), ibis.null("string"), letters)


@cache
def _accents() -> tuple[str, str]:
    pairs = dict(_PLAIN)
    for code in range(0xC0, 0x1F00):
        letter = chr(code)
        base = unicodedata.normalize("NFD", letter)[0]
        if letter.islower() and base != letter:
            pairs[letter] = base
    return "".join(pairs), "".join(pairs.values())


def _with_folded_names(table: Expression) -> Expression:
    table = table.mutate(
        forename=folded(table.first_name.re_extract(r"^[^ -]+", 0)),
        surname=folded(table.last_name),
    )
    lower, upper = ibis.least(table.forename, table.surname), ibis.greatest(table.forename, table.surname)
    both = table.forename.notnull() & table.surname.notnull()
    return table.mutate(
        initial=table.forename.substr(0, 1),
        names=ibis.ifelse(both, lower + "/" + upper, ibis.null("string")),
        district=table.postcode.re_extract("^(.*)...$", 1).nullif(""),
    )


def _spaced(text: Expression) -> Expression:
    return text.re_replace(r"\s+", " ")


def _email(text: Expression) -> Expression:
    low = text.lower()
    return ibis.ifelse(low.re_search(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"), low, ibis.null("string"))


def _postcode(text: Expression) -> Expression:
    """Upper case, no space, the letter O for a nought put right. ZZ99 says that there is no home in Britain."""
    packed = text.upper().re_replace("[^A-Z0-9]", "").re_replace("O([A-Z]{2})$", r"0\1")
    right = packed.re_search("^[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}$") & ~packed.startswith("ZZ99")
    return ibis.ifelse(right, packed, ibis.null("string"))


def flag_words(text: Expression) -> Expression:
    """Every flag between two semicolons, so that one word is never found inside another."""
    return ";" + text.lower().re_replace(" ", "").fill_null("") + ";"
