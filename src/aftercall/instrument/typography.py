"""Whether two texts differ in more than how they are set: quotation marks, spaces and punctuation."""

import re
import unicodedata

# Punctuation between two digits has a meaning: 1.5 is not 15, and 16-24 is not 1624.
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s*[-\u2010-\u2015\u2212]\s*(?=\d)")


def same_words(one: str, other: str) -> bool:
    """Whether both say the same when they are read out. Capitals count as a difference, because they may stress."""
    return _words(one) == _words(other)


def _words(text: str) -> list[str]:
    joined = _BETWEEN_DIGITS.sub("-", unicodedata.normalize("NFKC", text)).replace("/", " / ")
    kept = (character for at, character in enumerate(joined) if not _is_typography(joined, at))
    return "".join(kept).split()


def _is_typography(text: str, at: int) -> bool:
    if not unicodedata.category(text[at]).startswith("P") or text[at] in "%&@#/":
        return False
    between_digits = 0 < at < len(text) - 1 and text[at - 1].isdigit() and text[at + 1].isdigit()
    return not between_digits
