"""How the public site presents the force: name, colour and links. They are kept in memory for a few seconds, because
every page needs them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic

from django.db import connection

from aftercall.public.models import SiteSettings

NAME, COLOUR = "Aftercall", "#0b0c0c"
# White text on the colour must be readable: WCAG 2.2, criterion 1.4.3.
LEAST_CONTRAST = 4.5
_SECONDS = 5.0
_HEX = re.compile("#[0-9a-f]{6}")


@dataclass(frozen=True)
class Link:
    """A link that the force adds to the page about support."""

    url: str
    text: str


@dataclass(frozen=True)
class Presentation:
    """The name in the header, its colour, and the links."""

    name: str = NAME
    colour: str = COLOUR
    links: Sequence[Link] = ()

    @property
    def is_usual(self) -> bool:
        """Whether the colour is the one of the styles themselves."""
        return self.colour == COLOUR


_kept: dict[str, tuple[float, Presentation]] = {}


def presentation() -> Presentation:
    """The settings as they were saved last, a few seconds ago at most."""
    if connection.in_atomic_block:  # what is read here may be rolled back
        return _read()
    until, found = _kept.get("", (0.0, Presentation()))
    if until < monotonic():
        found = _read()
        _kept[""] = (monotonic() + _SECONDS, found)
    return found


def forget() -> None:
    """Read the settings again at the next page."""
    _kept.clear()


def _read() -> Presentation:
    saved = SiteSettings.objects.first()
    return Presentation(saved.name, saved.colour, parse_links(saved.links)) if saved else Presentation()


def parse_links(text: str) -> tuple[Link, ...]:
    """The links of lines such as 'https://example.org/ Example Centre'. Raises ValueError with the number of the first
    line that is not a link."""
    links = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        url, _, words = line.strip().partition(" ")
        if not url.startswith("https://") or not words.strip():
            raise ValueError(number)
        links.append(Link(url, words.strip()))
    return tuple(links)


def contrast_with_white(colour: str) -> float:
    """The contrast ratio of white text on a colour, from 1 to 21, as WCAG 2.2 defines it. Raises ValueError if the text
    is not a colour such as #1d70b8."""
    if not _HEX.fullmatch(colour):
        raise ValueError(colour)
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
