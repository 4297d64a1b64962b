"""Values that can't be known: what a spreadsheet shows where a formula failed, was not calculated or did not fit.

They are texts, as they are in a CSV file that a spreadsheet program saved, so that every format is judged alike. They
are never blank: behind each may be a reason not to call.
"""

import re

import ibis
import ibis.expr.types as ir

ERROR, NO_RESULT = "#VALUE!", "#UNCALCULATED!"  # stands for an error of unknown name, for a formula without a result
UNKNOWN_VALUE = "unknown_value"
FIX = (
    "the cell holds an error such as #N/A, or a formula without a result; "
    "correct it, or open the file in a spreadsheet program, save it and export it again"
)
# #REF! and the like, #N/A, signs instead of a value too wide for its column, and LibreOffice's errors with a number.
_PATTERN = r"(#[A-Z][A-Z0-9_/]*[!?]|#N/?[AV]|##+|ERR:[0-9]{3})"
_WHOLE = re.compile(_PATTERN, re.IGNORECASE)


def is_unknown(text: str) -> bool:
    """Whether a text stands for a value that can't be known."""
    return _WHOLE.fullmatch(text.strip()) is not None


def may_be_unknown(text: ir.StringValue) -> ir.BooleanValue:
    """True for at least the texts that `holds_unknown` finds, and much quicker."""
    return ((text >= "#") & (text < "$")) | ((text >= "E") & (text < "F")) | ((text >= "e") & (text < "f"))


def holds_unknown(text: ir.StringValue, *, several: bool = False) -> ir.BooleanValue:
    """Whether a tidy text stands for a value that can't be known. `several`: or one of its parts, separated by ;"""
    around = "(^|;) *{} *(;|$)" if several else "^{}$"
    return text.re_search(f"(?i){around.format(_PATTERN)}")


def without_unknown(low: ir.StringValue, instead: str) -> ir.StringValue:
    """A lower-case text with this word in place of each part that stands for a value that can't be known."""
    found = low.contains("#") | low.contains("err:")
    return ibis.ifelse(found, low.re_replace(f"(?i){_PATTERN}", instead), low)
