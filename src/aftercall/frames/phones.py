"""Telephone numbers as E.164: simple British ones by regular expressions in the engine, the others by `phonenumbers`.

The expressions are built from the library's own metadata for the United Kingdom, Guernsey, the Isle of Man and Jersey,
so that both agree. Only numbers that reach a person count: fixed, mobile, internet and company numbers, but not
premium-rate or freephone numbers or pagers.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import ibis
import ibis.expr.types as ir
import phonenumbers
import pyarrow as pa
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from aftercall.frames.engine import DuckDBWorkspace, Workspace

NUMBERS = ("phone", "phone_alt")
_BRITISH = 44
_REGIONS = ("GB", "GG", "IM", "JE")


@dataclass(frozen=True)
class NumberKind:
    """A kind of telephone number. `metadata`: its names in the library's metadata; `drama`: patterns to add to them."""

    code: str
    words: str
    metadata: tuple[str, ...] = ()
    drama: tuple[str, ...] = ()

    @property
    def callable(self) -> bool:
        """Whether a person may be called on it."""
        return self.code not in {"premium", "service", "unreal"}


# Ofcom's numbers for drama count as usable although they belong to nobody: synthetic people have no others, so nobody
# can be called by mistake. Most are in the metadata of their area; these are not.
NUMBER_KINDS = (
    NumberKind(
        "mobile",
        "a mobile of the United Kingdom, the Channel Islands or the Isle of Man",
        ("mobile",),
        ("7700900[0-9]{3}",),
    ),
    NumberKind("landline", "a fixed line there", ("fixed_line",), ("1632960[0-9]{3}", "2896496[0-9]{3}")),
    NumberKind("company", "an internet or company number there (056, 03, 055)", ("voip", "uan")),
    NumberKind("abroad", "any of these in another country"),
    NumberKind(
        "premium", "a number that costs the caller more: premium rate, shared cost, personal (09, 084, 087, 070)"
    ),
    NumberKind("service", "a number that belongs to no one person: freephone, pager, voicemail"),
    NumberKind("unreal", "not a possible number"),
)
_BY_LIBRARY_TYPE = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "landline",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "landline",
    PhoneNumberType.VOIP: "company",
    PhoneNumberType.UAN: "company",
    PhoneNumberType.PREMIUM_RATE: "premium",
    PhoneNumberType.SHARED_COST: "premium",
    PhoneNumberType.PERSONAL_NUMBER: "premium",
}
_NUMBER = re.compile(r"\+?[0-9(][0-9 ().-]{6,}[0-9]")
_CALLABLE = frozenset(kind.code for kind in NUMBER_KINDS if kind.callable)


@cache
def british_patterns() -> Mapping[str, str]:
    """Kind → pattern of its national numbers without the leading 0, in syntax that RE2, Java and Python share."""
    regions = [PhoneMetadata.metadata_for_region(region, None) for region in _REGIONS]
    patterns = {}
    for kind in NUMBER_KINDS:
        descriptions = [getattr(region, name) for region in regions if region for name in kind.metadata]
        known = {description.national_number_pattern for description in descriptions if description}
        patterns[kind.code] = "|".join([*sorted(filter(None, known)), *kind.drama]).replace("\\d", "[0-9]")
    return {code: pattern for code, pattern in patterns.items() if pattern}


def digits(text: ir.StringValue) -> ir.StringValue:
    """The digits and plus signs of a text with only the usual characters between them; else null."""
    punctuated = text.re_search(r"^[0-9+() ./-]+$")
    stripped = ibis.ifelse(punctuated, text.re_replace(r"[^0-9+]", ""), ibis.null("string"))
    return ibis.ifelse(text.re_search("^[0-9+]+$"), text, stripped)


def e164_by_pattern(number: ir.StringValue) -> ir.StringValue:
    """E.164 of the digits of a British number in its usual form that a person can be called on, else null."""
    national = _national(number)
    known = national.re_search(f"^(?:{'|'.join(british_patterns().values())})$")
    return ibis.ifelse(known, ibis.literal(f"+{_BRITISH}") + national, ibis.null("string"))


def kind_by_pattern(number: ir.StringValue) -> ir.StringValue:
    """The code of the number's kind; null where no pattern matches."""
    national = _national(number)
    kinds = [(national.re_search(f"^(?:{pattern})$"), code) for code, pattern in british_patterns().items()]
    return ibis.cases(*kinds, else_=ibis.null("string"))


def _national(number: ir.StringValue) -> ir.StringValue:
    """The number after the country code and the leading 0. No British number itself begins with 0 or 44."""
    # Most are written as 0191…, which needs no expression.
    stripped = number.re_replace(r"^(?:(?:\+|00)?44)?0?", "")
    return ibis.ifelse((number > "01") & (number < "1"), number.substr(1), stripped)


def is_british(e164: ir.StringValue) -> ir.BooleanValue:
    """Whether the number is in the United Kingdom, the Channel Islands or the Isle of Man, which share one time."""
    return e164.startswith(f"+{_BRITISH}")


def needs_library(text: ir.StringValue, number: ir.StringValue) -> ir.StringValue:
    """The text, where no pattern matches and yet it may be a number to call, so the library must decide; else null.

    A British number in its usual form that matches no pattern is not one that a person is called on.
    """
    nothing = ibis.null("string")
    usual_form = number.re_search(r"^(?:0|(?:\+|00)440?)[1-9][0-9]{0,9}$")
    # Nested, because the first test settles most numbers.
    return ibis.ifelse(e164_by_pattern(number).notnull(), nothing, ibis.ifelse(usual_form, nothing, text))


def classify(text: str) -> tuple[str | None, str]:
    """(E.164 or None, the code of the number's kind) by the library, including foreign numbers.

    The library takes words around a number, or a second number after it, for a part of it. Where the whole text is no
    number, its first number is tried alone.
    """
    whole = _parse(text)
    first = _NUMBER.search(text)
    return whole if whole[1] != "unreal" or first is None else _parse(first[0])


def _parse(text: str) -> tuple[str | None, str]:
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return None, "unreal"
    kind = _drama_kind(number) or _library_kind(number)
    return (phonenumbers.format_number(number, PhoneNumberFormat.E164) if kind in _CALLABLE else None), kind


def _drama_kind(number: PhoneNumber) -> str | None:
    if number.country_code != _BRITISH:
        return None
    patterns = ((kind.code, pattern) for kind in NUMBER_KINDS for pattern in kind.drama)
    return next((code for code, pattern in patterns if re.fullmatch(pattern, str(number.national_number))), None)


def _library_kind(number: PhoneNumber) -> str:
    if not phonenumbers.is_valid_number(number):
        return "unreal"
    kind = _BY_LIBRARY_TYPE.get(phonenumbers.number_type(number), "service")
    return "abroad" if kind in _CALLABLE and number.country_code != _BRITISH else kind


def resolve_unmatched(workspace: DuckDBWorkspace, table: str) -> None:
    """Have the library decide on the numbers of a stored table that no pattern matched, and write back the result."""
    for name in NUMBERS:
        column = f"{name}_unmatched"
        unmatched = ibis.table({column: "string"}, name=table).select(written=column)
        found = _classified_by_library(workspace, unmatched.filter(unmatched.written.notnull()).distinct())
        workspace.update_from(table, {name: "e164"}, found.filter(found.e164.notnull()), {column: "written"})


def count_number_kinds(workspace: Workspace, table: ir.Table, columns: Iterable[str]) -> Mapping[str, int]:
    """Kind → how many values of those columns, in the order of NUMBER_KINDS; kinds that do not occur are left out."""
    names = list(columns)
    written = ibis.union(*(table.select(written=table[name]) for name in names)).filter(ibis._.written.notnull())
    counted = written.inner_join(classified(workspace, written), "written").group_by("kind").agg(values=ibis._.count())
    found = {row["kind"]: row["values"] for row in workspace.fetch(counted).to_pylist()}
    return {kind.code: found[kind.code] for kind in NUMBER_KINDS if kind.code in found}


def classified(workspace: Workspace, table: ir.Table) -> ir.Table:
    """Every distinct value of the column `written`: written, e164 (or null), kind."""
    distinct = workspace.create_view("number_written", table.select("written", digits=digits(table.written)).distinct())
    matched = distinct.select("written", e164=e164_by_pattern(distinct.digits), kind=kind_by_pattern(distinct.digits))
    matched = workspace.materialize("number_matched", matched)
    others = _classified_by_library(workspace, matched.filter(matched.kind.isnull()).select("written"))
    return workspace.materialize("number_kind", ibis.union(matched.filter(matched.kind.notnull()), others))


def _classified_by_library(workspace: Workspace, unmatched: ir.Table) -> ir.Table:
    written = workspace.fetch(unmatched)["written"]
    found = [classify(text.as_py()) for text in written]
    columns = {
        "written": written,
        "e164": pa.array([e164 for e164, _ in found], pa.string()),
        "kind": pa.array([kind for _, kind in found], pa.string()),
    }
    return workspace.register_arrow("number_classified", pa.table(columns))


def as_dialled(number: str) -> str:
    """An E.164 number as people write and dial it: in groups, and without the country code if it is British. Empty if
    there is none."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number, "GB")
    style = PhoneNumberFormat.NATIONAL if parsed.country_code == _BRITISH else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style)
