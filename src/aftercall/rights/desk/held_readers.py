"""What rooms above this one hold about a person. They are listed in `settings.HELD_READERS`, because no room may import
those above it."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class HeldRecord:
    """Something that is held about the person. kind: its name in the JSON. heading, facts: addressed to the person."""

    kind: str
    heading: str
    facts: Sequence[tuple[str, str]]


# What a room holds about the person with these digests of the suppression list. What it discloses shares at least as
# many of them as `frames.person_lookup.least_shared` says: a single one may be a namesake's.
HeldReader = Callable[[Collection[str]], Iterable[HeldRecord]]


def held_in_rooms_above(digests: Collection[str]) -> list[HeldRecord]:
    """The records that all readers find."""
    readers = cast("Sequence[HeldReader]", import_string(settings.HELD_READERS))
    return [record for reader in readers for record in reader(digests)]
