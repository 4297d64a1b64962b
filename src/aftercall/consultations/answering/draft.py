"""What somebody has entered so far, and where they are. Pure: it is sealed and stored elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aftercall.instrument.answers import TODAY
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.routing import Folded


@dataclass(frozen=True)
class Draft:
    """counted, aside: answers by question, as in `Folded`. about: what they say about themselves. at: the screen.
    language: the code of the language they read. checking: whether they have reached the end, so that a changed answer
    leads back to it. left: the screen to go on with, if the person wanted to come back later."""

    counted: Mapping[str, str] = field(default_factory=dict)
    aside: Mapping[str, str] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    at: str = ""
    language: str = ""
    checking: bool = False
    left: str = ""

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "Draft":
        """The draft of what `as_content` gave."""
        return cls(**content)

    def as_content(self) -> dict[str, Any]:
        """The draft as JSON can represent it."""
        return {
            "counted": dict(self.counted),
            "aside": dict(self.aside),
            "about": dict(self.about),
            "at": self.at,
            "language": self.language,
            "checking": self.checking,
            "left": self.left,
        }

    def folded(self, instrument: Instrument, today: str) -> Folded:
        """The answers as the engine takes them. today: an ISO date."""
        facts = {TODAY: today}
        if not self.counted and not self.aside:
            return instrument.fold((), facts)
        return Folded(self.counted, self.aside, facts)

    def answered(self, folded: Folded) -> "Draft":
        """The draft with these answers."""
        return replace(self, counted=dict(folded.counted), aside=dict(folded.aside))

    def moved(self, at: str) -> "Draft":
        """The draft at another screen."""
        return replace(self, at=at)
