"""Values as patterns that reveal nobody: every letter becomes A or a, every digit 9.

Words are cut after two further letters, so that a pattern does not give away how long a name is.
"""

import re
import unicodedata

MAX_PATTERN = 40  # characters
CUT = "…"
_OTHER = "·"  # a symbol or a punctuation mark that is not ASCII
_LONG_WORD = re.compile(r"(A{3}|a{3})[Aa]*")
_LONG_NUMBER = re.compile(r"9{13,}")


def pattern(value: str) -> str:
    """The pattern of a value: Aaa… 99 for Amelia 41, and 99/99/9999 for a date."""
    composed = unicodedata.normalize("NFKC", " ".join(value.split()))
    signs = "".join(map(_sign, composed))
    short = _LONG_NUMBER.sub("9" * 12 + CUT, _LONG_WORD.sub(_shorten, signs))
    return short if len(short) <= MAX_PATTERN else short[: MAX_PATTERN - 1] + CUT


def _sign(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Lu", "Lt"}:
        return "A"
    if category[0] == "L":
        return "a"
    if category[0] == "N":
        return "9"
    if category[0] == "M":  # an accent that has no composed letter
        return ""
    return character if character.isascii() and character.isprintable() else _OTHER


def _shorten(word: re.Match[str]) -> str:
    return word[0][:2] + CUT
