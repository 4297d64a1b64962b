"""Telephone numbers to E.164: simple British ones by one regular expression in the engine, the rest by `phonenumbers`.

The expression is built from the library's own metadata for the United Kingdom, Guernsey, Man and Jersey, so that both
agree. Only numbers to call a person on count: fixed, mobile, internet and company ones, not premium, free or pagers.
"""

from collections.abc import Iterable
from functools import cache

import ibis
import phonenumbers
import pyarrow as pa
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType

from aftercall.frames.engine import Expression, Workspace

_REGIONS = ("GB", "GG", "IM", "JE")
_KINDS = ("fixed_line", "mobile", "voip", "uan")
_CALLABLE = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,
    PhoneNumberType.VOIP,
    PhoneNumberType.UAN,
}
# Ranges kept for drama that the metadata do not know. Nobody can be reached there; made extracts hold no other numbers.
_DRAMA = ("1632960[0-9]{3}", "7700900[0-9]{3}", "2896496[0-9]{3}")


@cache
def british_pattern() -> str:
    """The national numbers, without the leading 0, that may be called; understood alike by RE2 and Java."""
    patterns = {
        getattr(metadata, kind).national_number_pattern
        for region in _REGIONS
        if (metadata := PhoneMetadata.metadata_for_region(region, None))
        for kind in _KINDS
        if getattr(metadata, kind)
    }
    return "|".join(sorted(filter(None, patterns)) + list(_DRAMA)).replace("\\d", "[0-9]")


def by_pattern(text: Expression) -> Expression:
    """E.164 of a plainly written British number, else null."""
    plain = ibis.ifelse(text.re_search(r"^[0-9+() ./-]+$"), text.re_replace(r"[^0-9+]", ""), "")
    national = plain.re_extract(rf"^(?:(?:\+|00)?44)?0?({british_pattern()})$", 1).nullif("")
    return ibis.literal("+44") + national


def by_library(text: str) -> str | None:
    """E.164 by the library's judgement, foreign numbers included; None where there is nobody to call."""
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) not in _CALLABLE:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def with_e164(workspace: Workspace, table: Expression, columns: Iterable[str]) -> Expression:
    """The table with those columns replaced by E.164 or null."""
    names = list(columns)
    written = ibis.union(*(table.select(written=table[name]) for name in names), distinct=True)
    written = written.filter(written.written.notnull())
    known = workspace.keep("phone_pattern", written.mutate(e164=by_pattern(written.written)))
    second = _second_opinions(workspace, known)
    opinion = known.left_join(second, "written")
    numbers = workspace.keep("phone", opinion.select("written", e164=ibis.coalesce(opinion.e164, opinion.opinion)))
    for name in names:
        lookup = numbers.rename(**{f"{name}_written": "written", f"{name}_e164": "e164"})
        table = table.left_join(lookup, table[name] == lookup[f"{name}_written"])
        table = table.mutate(**{name: table[f"{name}_e164"]}).drop(f"{name}_written", f"{name}_e164")
    return table


def _second_opinions(workspace: Workspace, known: Expression) -> Expression:
    unmatched = workspace.fetch(known.filter(known.e164.isnull()).select("written"))["written"]
    opinions = [by_library(text.as_py()) for text in unmatched]
    return workspace.hand_in(
        "phone_second", pa.table({"written": unmatched, "opinion": pa.array(opinions, pa.string())})
    )
