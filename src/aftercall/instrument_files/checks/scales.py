"""Scales whose steps lean to one side: more good answers than bad ones, no middle, or don't know in the middle."""

import re
from collections.abc import Collection, Iterator
from enum import StrEnum

from aftercall.instrument.answers import DONT_KNOW, REFUSED
from aftercall.instrument_files.choices_sheet import ChoiceLists, Option
from aftercall.instrument_files.findings import Finding

# Words of common scales in English, Welsh and Polish. Stems, found at the beginning of a word.
_GOOD = (
    "satisf|agree|good|excellent|well|better|likely|eas(?:y|ily)|confident|safe|important|helpful|useful|positive|"
    "happy|support|improved|clear|polite|fodlon|bodlon|cytuno|da\\b|gwell|tebygol|hawdd|diogel|"
    "zadowol|zgadzam|dobr|lepiej|łatw|bezpieczn|prawdopodobn|pewn"
)
_BAD = (
    "dissatisf|unsatisf|disagree|bad|poor|badly|worse|unlikely|difficult|hard|unsafe|unimportant|unhelpful|useless|"
    "negative|unhappy|oppose|unclear|rude|anfodlon|anghytuno|gwael|gwaeth|annhebygol|anodd|anniogel|"
    "niezadowol|źle|zł[yaeo]|gorzej|trudn|niebezpieczn|nieprawdopodobn"
)
_MIDDLE = (
    "neither|neutral|mixed|fair\\b|average|so-so|same|no difference|undecided|y naill|niwtral|"
    "ani\\b|obojętn|neutraln|tak samo"
)
_NOT = re.compile(r"\b(not|no|never|ddim|nid|nie)\b")
_AWAY = (
    "know|sure\\b|no opinion|can.?t say|cannot say|prefer not|rather not|refus|not applicable|n/a|"
    "gwybod|beidio|nie wiem|odmaw|wolę nie"
)
_FEWEST = 2


class _Side(StrEnum):
    GOOD = "good"
    BAD = "bad"
    MIDDLE = "middle"
    AWAY = "away"  # no step at all: don't know, refused, not applicable
    NONE = ""


def scale_findings(lists: ChoiceLists, probes: Collection[str]) -> Iterator[Finding]:
    """Warnings about lists of choices that look like a scale. probes: lists that ask one side how much."""
    for name, options in lists.lists.items():
        sides = [_side(option) for option in options]
        good, bad = sides.count(_Side.GOOD), sides.count(_Side.BAD)
        if _Side.NONE in sides or good + bad < _FEWEST or name in probes:
            continue
        first = options[0].row
        if good != bad:
            message = f"The scale {name} is not balanced: steps on the good side {good}, on the bad side {bad}"
            yield first.warning("list_name", message)
        elif _Side.MIDDLE not in sides and not _denies(options):
            message = f"The scale {name} has no middle, such as neither, for people who are between its two sides"
            yield first.warning("list_name", message)
        yield from _away_in_the_middle(options, sides)


def _away_in_the_middle(options: list[Option], sides: list[_Side]) -> Iterator[Finding]:
    steps = [number for number, side in enumerate(sides) if side in {_Side.GOOD, _Side.BAD}]
    for number, side in enumerate(sides):
        if side is _Side.AWAY and steps[0] < number < steps[-1]:
            yield options[number].row.warning("name", "This is no step of the scale; put it behind the last step")


def _denies(options: list[Option]) -> bool:
    """A scale from very to not at all has no middle, and needs none."""
    return any(_NOT.search(_text(option)) and _found(_GOOD, _text(option)) for option in options)


def _side(option: Option) -> _Side:
    text = _text(option)
    if option.name in {DONT_KNOW, REFUSED} or re.search(rf"\b({_AWAY})", text):
        return _Side.AWAY
    if _found(_MIDDLE, text):
        return _Side.MIDDLE
    if _found(_BAD, text):
        return _Side.BAD
    if _found(_GOOD, text):
        return _Side.BAD if _NOT.search(text) else _Side.GOOD
    return _Side.NONE


def _found(stems: str, text: str) -> bool:
    return re.search(rf"\b({stems})", text) is not None


def _text(option: Option) -> str:
    """Name and labels as words, in small letters."""
    labels = option.row.words("label").values()
    return " ".join([option.name.replace("_", " "), *labels]).lower().replace("’", "'")
