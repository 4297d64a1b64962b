"""A text as words that can be redacted, with suggestions."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from aftercall.methods.redaction import redacted, suggest
from aftercall.synthetic.known_names import known_names
from aftercall.verbatims.sealing import Span

MARK = "[removed]"
_WORD = re.compile(r"\S+")
# Punctuation around a word stays, so that a sentence can still be read.
_INNER = re.compile(r"[^\W_](?:.*[^\W_])?|\S")


@dataclass(frozen=True)
class Word:
    """A word of a text and its place in order. kind: what it may be, if it is suggested for redaction."""

    place: int
    text: str
    kind: str
    chosen: bool


def words_to_redact(text: str, spans: Iterable[Span] | None = None) -> list[Word]:
    """The words of a text. Those in the spans are chosen; without spans, those that are suggested."""
    found = suggest(text, known_names())
    chosen = [(one.start, one.end) for one in found] if spans is None else list(spans)
    words = []
    for place, word in enumerate(_WORD.finditer(text)):
        start, end = _inner(word)
        kind = next((str(one.kind) for one in found if start < one.end and one.start < end), "")
        is_chosen = any(start < last and first < end for first, last in chosen)
        words.append(Word(place, word[0], kind, is_chosen))
    return words


def words_as_spans(text: str, places: Collection[int]) -> list[Span]:
    """The parts of a text that these words take up; words side by side are one part."""
    spans: list[Span] = []
    last_place = None
    for place, word in enumerate(_WORD.finditer(text)):
        if place not in places:
            continue
        start, end = _inner(word)
        if spans and last_place == place - 1:
            start = spans.pop()[0]
        spans.append((start, end))
        last_place = place
    return spans


def redacted_words(text: str, spans: Iterable[Span]) -> str:
    """The text as it may be quoted."""
    return redacted(text, spans, MARK)


def _inner(word: re.Match[str]) -> Span:
    inner = _INNER.search(word[0])
    if inner is None:
        return word.span()
    return word.start() + inner.start(), word.start() + inner.end()
