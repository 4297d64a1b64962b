"""What rooms above this one do with people's data, for the same documents. They are listed in `settings.ACTIVITIES`,
because no room may import those above it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class Activity:
    """One kind of processing besides the survey itself. facts: its purpose, people and details. retention: rows of what
    is kept, how long, and what ends it. risks: what this service does about each."""

    heading: str
    facts: Sequence[tuple[str, str]]
    retention: Sequence[tuple[str, str, str]]
    risks: Mapping[str, str] = field(default_factory=dict)


# What a room does, from its settings and what there is; nothing as long as nobody uses it.
ActivityReader = Callable[[], Iterable[Activity]]


def further_activities() -> list[Activity]:
    """The records that all readers find."""
    readers = cast("Sequence[ActivityReader]", import_string(settings.ACTIVITIES))
    return [activity for reader in readers for activity in reader()]
