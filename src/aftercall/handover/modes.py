"""In which mode somebody was interviewed, as it is among their returned answers.

It is encrypted with them, so nothing says it once they have been withdrawn. Only programmes in which people can answer
on the web have it; elsewhere everybody is interviewed by telephone.
"""

from collections.abc import Mapping
from enum import StrEnum

# No question can have this name.
KEY = "interview/mode"


class Mode(StrEnum):
    """How an interview was answered. BOTH: begun in one mode and finished in the other."""

    TELEPHONE = "telephone"
    WEB = "web"
    BOTH = "both"

    @property
    def words(self) -> str:
        """What it is called on pages."""
        return _WORDS[self]


_WORDS = {Mode.TELEPHONE: "By telephone", Mode.WEB: "On the web", Mode.BOTH: "Partly on the web"}


def mode_of(answers: Mapping[str, str]) -> Mode | None:
    """The mode among somebody's answers; None if it was not recorded."""
    return Mode(answers[KEY]) if KEY in answers else None
