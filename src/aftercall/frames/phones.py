"""Telephone numbers to E.164: simple British ones by regular expressions in the engine, the rest by `phonenumbers`.

The expressions are built from the library's own metadata for the United Kingdom, Guernsey, Man and Jersey, so that both
agree. Only numbers to call a person on count: fixed, mobile, internet and company ones, not premium, free or pagers.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import ibis
import phonenumbers
import pyarrow as pa
from phonenumbers import PhoneMetadata, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from aftercall.frames.engine import DuckDBWorkspace, Expression, Workspace

NUMBERS = ("phone", "phone_alt")
_BRITISH = 44
_REGIONS = ("GB", "GG", "IM", "JE")


@dataclass(frozen=True)
class Verdict:
    """What a written number is. `kinds`: of the library's metadata; `drama`: ranges that those leave out, see below."""

    code: str
    words: str
    kinds: tuple[str, ...] = ()
    drama: tuple[str, ...] = ()

    @property
    def callable(self) -> bool:
        """Whether somebody may be called on it."""
        return self.code not in {"premium", "service", "unreal"}


# The ranges that the regulator keeps for drama are numbers here, although nobody has them: made people hold no others,
# and nobody can be reached by mistake. Most are in the metadata of their area; these are not.
VERDICTS = (
    Verdict("mobile", "a mobile of the United Kingdom, the Channel Islands or Man", ("mobile",), ("7700900[0-9]{3}",)),
    Verdict("landline", "a fixed line there", ("fixed_line",), ("1632960[0-9]{3}", "2896496[0-9]{3}")),
    Verdict("company", "an internet or company number there (056, 03, 055)", ("voip", "uan")),
    Verdict("abroad", "any of these of another country"),
    Verdict("premium", "a number that costs the caller more: premium rate, shared cost, personal (09, 084, 087, 070)"),
    Verdict("service", "nobody's own: freephone, pager, voicemail"),
    Verdict("unreal", "not a number that anybody could have"),
)
_BY_KIND = {
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
_CALLABLE = frozenset(verdict.code for verdict in VERDICTS if verdict.callable)


@cache
def british_patterns() -> Mapping[str, str]:
    """Verdict → its national numbers, without the leading 0; understood alike by RE2, Java and Python."""
    regions = [PhoneMetadata.metadata_for_region(region, None) for region in _REGIONS]
    patterns = {}
    for verdict in VERDICTS:
        descriptions = [getattr(region, kind) for region in regions if region for kind in verdict.kinds]
        known = {description.national_number_pattern for description in descriptions if description}
        patterns[verdict.code] = "|".join([*sorted(filter(None, known)), *verdict.drama]).replace("\\d", "[0-9]")
    return {code: pattern for code, pattern in patterns.items() if pattern}


def digits(text: Expression) -> Expression:
    """The digits, and a plus, of a text that holds nothing else but what is usual between them; else null."""
    nothing = ibis.null("string")
    usual = ibis.ifelse(text.re_search(r"^[0-9+() ./-]+$"), text.re_replace(r"[^0-9+]", ""), nothing)
    return ibis.ifelse(text.re_search("^[0-9+]+$"), text, usual)


def by_pattern(number: Expression) -> Expression:
    """E.164 of the digits of a plainly written British number to call, else null."""
    national = _national(number)
    known = national.re_search(f"^(?:{'|'.join(british_patterns().values())})$")
    return ibis.ifelse(known, ibis.literal(f"+{_BRITISH}") + national, ibis.null("string"))


def verdict_by_pattern(number: Expression) -> Expression:
    """Which kind of number it is; null where no pattern knows it."""
    national = _national(number)
    kinds = [(national.re_search(f"^(?:{pattern})$"), code) for code, pattern in british_patterns().items()]
    return ibis.cases(*kinds, else_=ibis.null("string"))


def _national(number: Expression) -> Expression:
    """What stands behind the country's and the area's prefix: no British number itself begins with 0 or 44."""
    # Most are written as 0191…: for them the expression need not run.
    behind = number.re_replace(r"^(?:(?:\+|00)?44)?0?", "")
    return ibis.ifelse((number > "01") & (number < "1"), number.substr(1), behind)


def undecided(text: Expression, number: Expression) -> Expression:
    """The text where the library must be asked: no pattern fits, and yet it may be a number to call.

    What is plainly written as a British number and fits no pattern is none that a person is called on.
    """
    nothing = ibis.null("string")
    plain = number.re_search(r"^(?:0|(?:\+|00)440?)[1-9][0-9]{0,9}$")
    # One after the other: of most the first look says enough.
    return ibis.ifelse(by_pattern(number).notnull(), nothing, ibis.ifelse(plain, nothing, text))


def by_library(text: str) -> tuple[str | None, str]:
    """(E.164 or None, verdict) by the library's judgement, foreign numbers included.

    Words around a number, or another behind it, would be read as part of it: then the first number stands alone.
    """
    whole = _parsed(text)
    first = _NUMBER.search(text)
    return whole if whole[1] != "unreal" or first is None else _parsed(first[0])


def _parsed(text: str) -> tuple[str | None, str]:
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return None, "unreal"
    verdict = _drama(number) or _judged(number)
    return (phonenumbers.format_number(number, PhoneNumberFormat.E164) if verdict in _CALLABLE else None), verdict


def _drama(number: PhoneNumber) -> str | None:
    if number.country_code != _BRITISH:
        return None
    ranges = ((verdict.code, pattern) for verdict in VERDICTS for pattern in verdict.drama)
    return next((code for code, pattern in ranges if re.fullmatch(pattern, str(number.national_number))), None)


def _judged(number: PhoneNumber) -> str:
    if not phonenumbers.is_valid_number(number):
        return "unreal"
    verdict = _BY_KIND.get(phonenumbers.number_type(number), "service")
    return "abroad" if verdict in _CALLABLE and number.country_code != _BRITISH else verdict


def resolve(workspace: DuckDBWorkspace, table: str) -> None:
    """Ask the library about the numbers of a kept table that no pattern decided, and write in what it says."""
    for name in NUMBERS:
        odd = ibis.table({f"{name}_odd": "string"}, name=table).select(written=f"{name}_odd")
        opinion = _second_opinions(workspace, odd.filter(odd.written.notnull()).distinct())
        callable_ones = opinion.filter(opinion.e164.notnull())
        workspace.amend(table, {name: "e164"}, callable_ones, {f"{name}_odd": "written"})


def count_verdicts(workspace: Workspace, table: Expression, columns: Iterable[str]) -> Mapping[str, int]:
    """Verdict → how many values of those columns; in the order of VERDICTS, those that fit none left out."""
    names = list(columns)
    written = ibis.union(*(table.select(written=table[name]) for name in names)).filter(ibis._.written.notnull())
    counted = written.inner_join(judged(workspace, written), "written").group_by("verdict").agg(values=ibis._.count())
    found = {row["verdict"]: row["values"] for row in workspace.fetch(counted).to_pylist()}
    return {verdict.code: found[verdict.code] for verdict in VERDICTS if verdict.code in found}


def judged(workspace: Workspace, table: Expression) -> Expression:
    """Every different value of the column `written` once: written, e164 (or null), verdict."""
    different = workspace.name("number_written", table.select("written", digits=digits(table.written)).distinct())
    found = different.select("written", e164=by_pattern(different.digits), verdict=verdict_by_pattern(different.digits))
    known = workspace.keep("phone_pattern", found)
    opinion = _second_opinions(workspace, known.filter(known.verdict.isnull()).select("written"))
    return workspace.keep("phone", ibis.union(known.filter(known.verdict.notnull()), opinion))


def _second_opinions(workspace: Workspace, unmatched: Expression) -> Expression:
    written = workspace.fetch(unmatched)["written"]
    opinions = [by_library(text.as_py()) for text in written]
    columns = {
        "written": written,
        "e164": pa.array([e164 for e164, _ in opinions], pa.string()),
        "verdict": pa.array([verdict for _, verdict in opinions], pa.string()),
    }
    return workspace.hand_in("phone_second", pa.table(columns))
