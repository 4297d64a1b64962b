"""One change between two versions of a questionnaire, as a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from aftercall.instrument.typography import same_words


class Topic(StrEnum):
    """What a change is about."""

    WORDING = "wording"
    OPTIONS = "options"
    ROUTING = "routing"
    ORDER = "order"
    CHECKS = "checks"
    LANGUAGES = "languages"
    SCRIPTS = "scripts"
    MEASURES = "measures"
    SETTINGS = "settings"


class Effect(StrEnum):
    """What a change means for a measure that the question feeds: nothing, something to name, or a break."""

    NONE = "none"
    NAMED = "named"
    BREAK = "break"

    @property
    def weaker(self) -> "Effect":
        """What it means in another language than the first: at most something to name."""
        return Effect.NAMED if self is Effect.BREAK else self


@dataclass(frozen=True)
class Change:
    """One change. question: the name of the question that it is about; empty for the questionnaire as a whole.

    is_text: whether only a text changed, which can be so in one language alone.
    """

    topic: Topic
    sentence: str
    effect: Effect = Effect.NAMED
    question: str = ""
    is_text: bool = False


def text_change(
    what: str, old: str, new: str, topic: Topic, *, effect: Effect = Effect.NAMED, question: str = ""
) -> Iterator[Change]:
    """The change of a text, if there is one. what: what it is, as in 'The hint'. effect: if its words changed."""
    if old == new:
        return
    if not old:
        sentence = f"{what} was added: ‘{new}’."
    elif not new:
        sentence = f"{what} was removed. It was: ‘{old}’."
    elif same_words(old, new):
        sentence = f"{what} changed only in quotation marks, spaces or punctuation. It is now: ‘{new}’."
        effect = Effect.NAMED
    else:
        before, now = _where_they_differ(old, new)
        sentence = f"{what} changed from ‘{before}’ to ‘{now}’."
    yield Change(topic, sentence, effect, question, is_text=True)


_SHORT, _AROUND = 160, 4


def _where_they_differ(old: str, new: str) -> tuple[str, str]:
    """Two texts; of long ones, only the part that differs, with a few words around it."""
    if max(len(old), len(new)) <= _SHORT:
        return old, new
    before, now = old.split(" "), new.split(" ")
    begins = _common(before, now)
    ends = min(_common(before[::-1], now[::-1]), len(before) - begins, len(now) - begins)
    return _cut(before, begins, ends), _cut(now, begins, ends)


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two texts have in common from the start."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _cut(words: Sequence[str], begins: int, ends: int) -> str:
    first, last = max(begins - _AROUND, 0), len(words) - max(ends - _AROUND, 0)
    shown = " ".join(words[first:last])
    return f"{'… ' if first else ''}{shown}{' …' if last < len(words) else ''}"
