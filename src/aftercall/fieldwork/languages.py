"""The languages that a force records for people."""

from django.conf.locale import LANG_INFO

_NAMES = ("code", "name", "name_local")
_CODES = {entry[name].casefold(): code for code, entry in LANG_INFO.items() for name in _NAMES if name in entry}


def language_code(recorded: str) -> str:
    """The code of a language as a force records it: by its code, its English name or its own. Empty if unknown."""
    return _CODES.get(recorded.strip().casefold(), "")
