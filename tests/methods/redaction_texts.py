"""Made-up texts in which what identifies somebody is marked, as [kind: what]."""

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from aftercall.methods.redaction import suggest
from aftercall.methods.redaction_names import KnownNames

_MARK = re.compile(r"\[([a-z ]+): ([^\]]+)\]")


@dataclass(frozen=True)
class MarkedText:
    """A text, and kind, start and end of everything in it that identifies somebody."""

    text: str
    marks: tuple[tuple[str, int, int], ...]


def read_texts(name: str) -> list[MarkedText]:
    """The texts of one file beside this one, a line each."""
    lines = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()
    return [_marked(line) for line in lines if line and not line.startswith("#")]


def _marked(line: str) -> MarkedText:
    text, marks, last = "", [], 0
    for found in _MARK.finditer(line):
        text += line[last : found.start()]
        marks.append((found[1], len(text), len(text) + len(found[2])))
        text, last = text + found[2], found.end()
    return MarkedText(text + line[last:], tuple(marks))


def found_and_missed(texts: list[MarkedText], names: KnownNames) -> tuple[Counter[str], list[tuple[str, str]]]:
    """How many of each kind every letter and digit of is suggested, as any kind; and those missed: kind and what."""
    found, missed = Counter[str](), list[tuple[str, str]]()
    for one in texts:
        covered = {place for part in suggest(one.text, names) for place in range(part.start, part.end)}
        for kind, start, end in one.marks:
            needed = {place for place in range(start, end) if one.text[place].isalnum()}
            if needed <= covered:
                found[kind] += 1
            else:
                missed.append((kind, one.text[start:end]))
    return found, missed
