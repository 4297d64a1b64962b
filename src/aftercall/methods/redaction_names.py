"""Where a text may name somebody: after titles, after words such as "called", in a list of names, or with a capital
letter within a sentence."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from aftercall.methods.redaction_words import (
    BEFORE_A_NAME,
    JOINING,
    LOWER_TITLES,
    NAMES_AND_WORDS,
    NOT_A_NAME,
    PERSON_VERBS,
    TITLES,
    WORDS,
)

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ENDS_SENTENCE = re.compile(r"[.!?\n][\s\"'“”‘’)]*$")
_AFTER_TITLE = re.compile(r"\.?\s+(?:[A-Z]\.?\s+)?")


@dataclass(frozen=True)
class KnownNames:
    """Names in lower case and without accents. given: recognised even without a capital letter; family: only beside
    another sign that they are names."""

    given: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()


NO_NAMES = KnownNames()


@dataclass(frozen=True)
class _Word:
    text: str
    start: int
    end: int
    opens_sentence: bool

    @cached_property
    def plain(self) -> str:
        """In lower case, without accents, and without what follows an apostrophe, unless that is part of a name."""
        spelt = unicodedata.normalize("NFD", self.text.casefold().replace("’", "'"))
        letters = "".join(letter for letter in spelt if not unicodedata.combining(letter))
        first, _, rest = letters.partition("'")
        return f"{first}{rest}" if first in {"o", "d"} and len(rest) > 2 else first

    @property
    def has_capital(self) -> bool:
        return self.text[0].isupper()

    @property
    def is_acronym(self) -> bool:
        return self.text.isupper() and 1 < len(self.text) <= 5


def name_spans(text: str, names: KnownNames) -> Iterator[tuple[int, int]]:
    """Start and end of each part of the text that may be a name, in order."""
    words = list(_words(text))
    shouting = _is_shouted(words)
    marked = [_is_name(words, place, text, names, shouting=shouting) for place in range(len(words))]
    for first, last in _runs(words, marked, text):
        yield words[first].start, words[last].end


def _words(text: str) -> Iterator[_Word]:
    for found in _WORD.finditer(text):
        before = text[max(0, found.start() - 20) : found.start()]
        yield _Word(
            found[0], found.start(), found.end(), not before.strip("\"'“‘( ") or bool(_ENDS_SENTENCE.search(before))
        )


def _is_shouted(words: Iterable[_Word]) -> bool:
    """Whether capital letters say nothing, because the whole text is in capitals."""
    long = [word.text for word in words if len(word.text) > 2]
    return bool(long) and sum(word.isupper() for word in long) > 0.7 * len(long)


def _is_name(words: list[_Word], place: int, text: str, names: KnownNames, *, shouting: bool) -> bool:
    word = words[place]
    if _follows_title(words, place, text) or _is_introduced(words, place, names, shouting=shouting):
        return True
    if shouting or not word.has_capital:
        return _is_given(word, names) or _is_family_after_given(words, place, names)
    return _is_capitalised_name(words, place, names)


def _follows_title(words: list[_Word], place: int, text: str) -> bool:
    """Whether a title is directly before the word; a title without a capital counts only before what is no word."""
    if place == 0 or not _AFTER_TITLE.fullmatch(text[words[place - 1].end : words[place].start]):
        return False
    title, word = words[place - 1], words[place]
    if title.plain in LOWER_TITLES and word.plain not in WORDS:
        return True
    return title.plain in TITLES and word.has_capital and not word.is_acronym and word.plain not in NOT_A_NAME | WORDS


def _is_introduced(words: list[_Word], place: int, names: KnownNames, *, shouting: bool) -> bool:
    """Whether it follows words such as "called", and has a capital letter or is in the lists."""
    before = " ".join(word.plain for word in words[max(0, place - 3) : place])
    if not any(before == phrase or before.endswith(f" {phrase}") for phrase in BEFORE_A_NAME):
        return False
    word = words[place]
    listed = word.plain in names.given | names.family
    return word.plain not in WORDS | NOT_A_NAME and (listed or (word.has_capital and not shouting))


def _is_given(word: _Word, names: KnownNames) -> bool:
    return word.plain in names.given and word.plain not in WORDS | NAMES_AND_WORDS | NOT_A_NAME


def _is_family_after_given(words: list[_Word], place: int, names: KnownNames) -> bool:
    if place == 0 or words[place].plain not in names.family or words[place].plain in WORDS | NAMES_AND_WORDS:
        return False
    return _is_given(words[place - 1], names) and words[place].start - words[place - 1].end == 1


def _is_capitalised_name(words: list[_Word], place: int, names: KnownNames) -> bool:
    """A capital within a sentence is a name unless it is in a list of what is not. At the start of one, the word must
    be a given name, or be followed by another name or by what only people do."""
    word = words[place]
    if word.plain in NOT_A_NAME or (word.is_acronym and word.plain not in names.given | names.family):
        return False
    if not word.opens_sentence:
        return True
    following = words[place + 1] if place + 1 < len(words) else None
    if _is_given(word, names):
        return True
    if following is None or following.opens_sentence or word.plain in WORDS - names.given:
        return False
    listed = word.plain in names.given | names.family
    if following.has_capital and not following.is_acronym and following.plain not in NOT_A_NAME:
        return listed or word.plain not in TITLES
    return listed and following.plain in PERSON_VERBS


def _runs(words: list[_Word], marked: list[bool], text: str) -> Iterator[tuple[int, int]]:
    """First and last word of each name, with the title before it and joining words such as "ap" within it."""
    place = 0
    while place < len(words):
        if not marked[place]:
            place += 1
            continue
        first = last = place
        while (following := _continues(words, marked, last, text)) is not None:
            last = following
        if (
            first
            and words[first - 1].plain in TITLES
            and _AFTER_TITLE.fullmatch(text[words[first - 1].end : words[first].start])
        ):
            first -= 1
        yield first, last
        place = last + 1


def _continues(words: list[_Word], marked: list[bool], last: int, text: str) -> int | None:
    following = last + 1
    if following < len(words) and words[following].plain in JOINING:
        following += 1
    if following >= len(words) or not marked[following]:
        return None
    between = text[words[last].end : words[following].start]
    return following if not any(mark in between for mark in ",.;:!?\n") else None
