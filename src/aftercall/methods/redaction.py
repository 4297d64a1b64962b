"""Suggestions of what to redact in what people said in their own words, in English and Welsh.

They help the people who redact and never decide: some will be missing, and some will be wrong. A suggestion is a place
in the text; nothing is replaced.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from aftercall.methods.redaction_names import NO_NAMES, KnownNames, name_spans
from aftercall.methods.redaction_patterns import PATTERNS


class Kind(StrEnum):
    """What a suggested part of a text may be. A name may be that of a person, a place or a firm."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    POSTCODE = "postcode"
    ADDRESS = "address"
    REFERENCE = "crime reference"
    DATE = "date"
    VEHICLE = "vehicle"
    LINK = "link"


@dataclass(frozen=True, order=True)
class Suggestion:
    """Part of a text that may identify somebody: text[start:end]."""

    start: int
    end: int
    kind: Kind


def suggest(text: str, names: KnownNames = NO_NAMES) -> list[Suggestion]:
    """What to consider redacting, in order and without overlaps. names: given and family names to recognise where no
    capital letter, title or other words show them."""
    return list(_joined(chain(_patterned(text), _names(text, names))))


def redacted(text: str, spans: Iterable[tuple[int, int]], mark: str) -> str:
    """The text with each of these parts, which may overlap, replaced by a mark."""
    parts: list[str] = []
    end = 0
    for first, last in sorted(spans):
        if last > end:
            if first > end or not parts:
                parts += [text[end:first], mark]
            end = last
    return "".join([*parts, text[end:]])


def _patterned(text: str) -> Iterator[Suggestion]:
    """In the order of kinds, so that of two that are equally long the first counts."""
    for kind, pattern in PATTERNS:
        for found in pattern.finditer(text):
            start, end = found.span("what") if "what" in pattern.groupindex else found.span()
            if start < end:
                yield Suggestion(start, end, Kind(kind))


def _names(text: str, names: KnownNames) -> Iterator[Suggestion]:
    return (Suggestion(start, end, Kind.NAME) for start, end in name_spans(text, names))


def _joined(found: Iterable[Suggestion]) -> Iterator[Suggestion]:
    """Overlapping suggestions as one, of the kind of the longest of them."""
    ordered = sorted(found, key=lambda one: one.start)
    for group in _overlapping(ordered):
        longest = max(group, key=lambda one: one.end - one.start)
        yield Suggestion(group[0].start, max(one.end for one in group), longest.kind)


def _overlapping(ordered: Iterable[Suggestion]) -> Iterator[list[Suggestion]]:
    group: list[Suggestion] = []
    for one in ordered:
        if group and one.start >= max(other.end for other in group):
            yield group
            group = []
        group.append(one)
    if group:
        yield group
