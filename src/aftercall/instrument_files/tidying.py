"""What spreadsheets and word processors do to names and expressions, undone as pyxform does it."""

import re

_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"'})
_SPACES = re.compile(r"[ \t\u00a0\u2007\u202f\u200b\ufeff]+")
_REFERENCE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_NOT_IN_NAMES = re.compile(r"[^a-z0-9_]+")
LONGEST_NAME = 30


def tidy_code(text: str) -> str:
    """Straight quotes, single plain spaces, and no spaces inside ${name}."""
    plain = _SPACES.sub(" ", text.translate(_QUOTES)).strip()
    return _REFERENCE.sub(r"${\1}", plain)


def plain_name(text: str) -> str:
    """The nearest name that is allowed: small letters, digits and _, with a letter first, 30 at most. May be empty."""
    name = _NOT_IN_NAMES.sub("_", text.strip().lower()).strip("_")
    if name and not name[0].isalpha():
        name = f"q_{name}"
    return name[:LONGEST_NAME].rstrip("_")


def is_name(text: str) -> bool:
    """Whether a name can stay as it is."""
    return _NAME.fullmatch(text) is not None


def references(expression: str) -> list[str]:
    """The names in ${…}, each once, in order."""
    return list(dict.fromkeys(found[1] for found in _REFERENCE.finditer(expression)))
