"""The languages in which a call's words can be read out."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf.locale import LANG_INFO

from aftercall.instrument.instrument import Instrument
from aftercall.instrument.languages import Language

_NAMES = ("code", "name", "name_local")
_CODES = {entry[name].casefold(): code for code, entry in LANG_INFO.items() for name in _NAMES if name in entry}


@dataclass(frozen=True)
class Spoken:
    """The language in which a page's words are to be read out, and those to which it can be switched."""

    language: Language
    others: Sequence[Language]

    @classmethod
    def of(cls, instrument: Instrument) -> "Spoken":
        """Those of an instrument in one of its languages."""
        others = [known for known in instrument.languages if known != instrument.language]
        return cls(instrument.language, others)


def language_code(recorded: str) -> str:
    """The code of a language as a force records it: by its code, its English name or its own. Empty if unknown."""
    return _CODES.get(recorded.strip().casefold(), "")
