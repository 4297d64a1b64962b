"""The languages in which words can be read out."""

from collections.abc import Sequence
from dataclasses import dataclass

from aftercall.instrument.instrument import Instrument
from aftercall.instrument.languages import Language


@dataclass(frozen=True)
class Spoken:
    """The language in which a page's words are to be read out, and those to which it can be switched."""

    language: Language
    others: Sequence[Language]

    @classmethod
    def of(cls, instrument: Instrument) -> "Spoken":
        """The language that an instrument is read in, and its other languages."""
        others = [known for known in instrument.languages if known != instrument.language]
        return cls(instrument.language, others)
