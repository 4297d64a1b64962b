"""What a draft said when it was refused, and what has changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from aftercall.publication.models import Publication, PublicationEvent
from aftercall.publication.states import PublicationAction

type About = tuple[str, ...]
type Numbers = tuple[object, ...]

# What a line is about, and what it says.
_ABOUT = ("population", "measure", "breakdown", "group")
_NUMBERS = ("base", "percent", "low", "high", "mark")


@dataclass(frozen=True)
class Differences:
    """What has changed since a refusal.

    removed, added: paragraphs of the texts. lines: the numbers of each line that differs, as they were and as they are,
    by what it is about; None where there was or is no such line.
    """

    refusal: PublicationEvent
    removed: list[str]
    added: list[str]
    lines: Mapping[About, tuple[Numbers | None, Numbers | None]]


def snapshot_of(publication: Publication) -> dict[str, Any]:
    """What the draft says: its paragraphs, and the numbers of its lines."""
    lines = [[list(about), list(numbers)] for about, numbers in _lines(publication).items()]
    return {"paragraphs": _paragraphs(publication), "lines": lines}


def differences(publication: Publication) -> Differences | None:
    """What has changed since the last refusal; None if there was none."""
    refusals = [event for event in publication.events.all() if event.action == PublicationAction.REFUSE]
    if not refusals:
        return None
    refusal = refusals[-1]
    then = refusal.snapshot or snapshot_of(publication)
    removed, added = _changed(then["paragraphs"], _paragraphs(publication))
    before = {tuple(about): tuple(numbers) for about, numbers in then["lines"]}
    return Differences(refusal, removed, added, _changed_lines(before, _lines(publication)))


def _paragraphs(publication: Publication) -> list[str]:
    texts = (publication.correction, publication.commentary)
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def _lines(publication: Publication) -> dict[About, Numbers]:
    found = publication.figures.values_list(*_ABOUT, "first_month", "last_month", *_NUMBERS)
    numbers_from = len(_ABOUT) + 2
    return {tuple(map(str, row[:numbers_from])): tuple(row[numbers_from:]) for row in found}


def _changed(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    """The paragraphs that were removed, and those that were added."""
    removed: list[str] = []
    added: list[str] = []
    for kind, start, end, new_start, new_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            removed += before[start:end]
            added += after[new_start:new_end]
    return removed, added


def _changed_lines(
    before: Mapping[About, Numbers], after: Mapping[About, Numbers]
) -> dict[About, tuple[Numbers | None, Numbers | None]]:
    keys = dict.fromkeys([*after, *before])
    return {key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)}
