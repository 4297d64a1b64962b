"""Regular expressions for regex(), matched against a whole text in time that grows only with the lengths of both.

Python's own expressions can take hours for a short text, and a questionnaire's author may not make the program do so.
Known are letters, . [...] [^...] (...) | * + ? {m,n} ^ $ and the classes d, w, s, D, W and S after a backslash.
Look-around, references back and word boundaries are not.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_LONGEST = 500
_MOST_STATES = 1000
_DEEPEST = 20
_COUNTS = re.compile(r"\{(\d{1,3})(?:(,)(\d{1,3})?)?\}", re.ASCII)

type _Test = Callable[[str], bool]
# What a part of a pattern is, from which its states are made: new each time, because a count repeats it.
type _Part = Callable[["_Builder", int], int]

_CLASSES: dict[str, _Test] = {
    "d": lambda letter: "0" <= letter <= "9",
    "w": lambda letter: letter.isalnum() or letter == "_",
    "s": str.isspace,
    "D": lambda letter: not "0" <= letter <= "9",
    "W": lambda letter: not (letter.isalnum() or letter == "_"),
    "S": lambda letter: not letter.isspace(),
}
_ESCAPED = {"t": "\t", "n": "\n", "r": "\r"}


class PatternError(ValueError):
    """A pattern can't be used. The text says why, and at which of its characters."""


@dataclass(frozen=True)
class _State:
    """test: what a letter must be to go on, None where no letter is read. following: the next states.

    at: the end of the text, 0 or -1, at which the state must be, None where it can be anywhere.
    """

    following: tuple[int, ...]
    test: _Test | None = None
    at: int | None = None


class Pattern:
    """A pattern that was understood."""

    def __init__(self, states: list[_State], start: int) -> None:
        self._states = states
        self._start = start

    def matches(self, text: str) -> bool:
        """Whether the whole text is what the pattern describes."""
        current = self._reached([self._start], 0, len(text))
        for place, letter in enumerate(text, start=1):
            states = [self._states[number] for number in current]
            passed = [next_ for state in states if state.test and state.test(letter) for next_ in state.following]
            if not passed:
                return False
            current = self._reached(passed, place, len(text))
        return _END in current

    def _reached(self, numbers: Iterable[int], place: int, length: int) -> set[int]:
        waiting, found = list(numbers), set[int]()
        while waiting:
            number = waiting.pop()
            if number in found:
                continue
            found.add(number)
            state = self._states[number]
            if state.test is None and state.at in {None, 0 if place == 0 else 1, -1 if place == length else 1}:
                waiting.extend(state.following)
        return found


_END = 0


class _Builder:
    def __init__(self) -> None:
        self.states = [_State(())]

    def add(self, state: _State) -> int:
        if len(self.states) >= _MOST_STATES:
            raise PatternError("the pattern repeats too much")
        self.states.append(state)
        return len(self.states) - 1

    def replace(self, number: int, state: _State) -> None:
        self.states[number] = state


def parse_pattern(source: str) -> Pattern:
    """Raises PatternError for a pattern that can't be read or is too long."""
    if len(source) > _LONGEST:
        raise PatternError(f"the pattern is longer than {_LONGEST} characters")
    reader = _Reader(source)
    part = reader.alternatives()
    if reader.place < len(source):
        raise reader.wrong("')' without '('")
    builder = _Builder()
    return Pattern(builder.states, part(builder, _END))


class _Reader:
    """Recursive descent over the pattern; each method returns what makes the states of what it read."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._depth = 0
        self.place = 0

    def alternatives(self) -> _Part:
        parts = [self._sequence()]
        while self._take("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else _either(parts)

    def wrong(self, what: str) -> PatternError:
        return PatternError(f"{what} at character {self.place + 1} of the pattern")

    def _sequence(self) -> _Part:
        parts: list[_Part] = []
        while self.place < len(self._source) and self._source[self.place] not in "|)":
            parts.append(self._repeated())
        return _one_after_another(parts)

    def _repeated(self) -> _Part:
        part = self._single()
        while (counts := self._counts()) is not None:
            part = _times(part, *counts)
            self._take("?")
        return part

    def _counts(self) -> tuple[int, int | None] | None:
        for sign, counts in {"*": (0, None), "+": (1, None), "?": (0, 1)}.items():
            if self._take(sign):
                return counts
        found = _COUNTS.match(self._source, self.place)
        if found is None:
            return None
        self.place = found.end()
        least = int(found[1])
        most = int(found[3]) if found[3] else (None if found[2] else least)
        if most is not None and most < least:
            raise self.wrong("a repetition whose second number is smaller")
        return least, most

    def _single(self) -> _Part:
        letter = self._source[self.place]
        self.place += 1
        match letter:
            case "(":
                return self._group()
            case "[":
                return _one(self._set())
            case "\\":
                return _one(self._escape())
            case ".":
                return _one(lambda found: found != "\n")
            case "^" | "$":
                return _at(0 if letter == "^" else -1)
            case "*" | "+" | "?" | "{":
                self.place -= 1
                raise self.wrong(f"nothing to repeat before '{letter}'")
            case _:
                return _one(letter.__eq__)

    def _group(self) -> _Part:
        if self._take("?") and not self._take(":"):
            raise self.wrong("a kind of group that is not known")
        self._depth += 1
        if self._depth > _DEEPEST:
            raise PatternError("the pattern has too many brackets inside each other")
        part = self.alternatives()
        self._depth -= 1
        if not self._take(")"):
            raise self.wrong("')' expected")
        return part

    def _escape(self) -> _Test:
        letter = self._letter()
        if letter in _CLASSES:
            return _CLASSES[letter]
        if letter in _ESCAPED:
            return _ESCAPED[letter].__eq__
        if letter.isalnum():
            self.place -= 1
            raise self.wrong(f"'\\{letter}', which is not known,")
        return letter.__eq__

    def _set(self) -> _Test:
        opposite = self._take("^")
        tests = [self._range()]
        while not self._take("]"):
            tests.append(self._range())
        return (
            (lambda letter: not any(test(letter) for test in tests))
            if opposite
            else (lambda letter: any(test(letter) for test in tests))
        )

    def _range(self) -> _Test:
        first = self._letter()
        if first == "\\":
            return self._escape()
        if not (
            self._source[self.place : self.place + 1] == "-" and self._source[self.place + 1 : self.place + 2] != "]"
        ):
            return first.__eq__
        self.place += 1
        last = self._letter()
        if last < first:
            raise self.wrong("a range whose end comes before its beginning")
        return lambda letter: first <= letter <= last

    def _letter(self) -> str:
        if self.place >= len(self._source):
            raise self.wrong("more expected")
        self.place += 1
        return self._source[self.place - 1]

    def _take(self, sign: str) -> bool:
        if not self._source.startswith(sign, self.place):
            return False
        self.place += len(sign)
        return True


def _one(test: _Test) -> _Part:
    return lambda builder, following: builder.add(_State((following,), test))


def _at(end: int) -> _Part:
    return lambda builder, following: builder.add(_State((following,), at=end))


def _one_after_another(parts: list[_Part]) -> _Part:
    def build(builder: _Builder, following: int) -> int:
        # A state of its own even where there are no parts: what is repeated must count towards the limit.
        following = builder.add(_State((following,)))
        for part in reversed(parts):
            following = part(builder, following)
        return following

    return build


def _either(parts: list[_Part]) -> _Part:
    return lambda builder, following: builder.add(_State(tuple(part(builder, following) for part in parts)))


def _times(part: _Part, least: int, most: int | None) -> _Part:
    def build(builder: _Builder, following: int) -> int:
        following = builder.add(_State((following,)))
        if most is None:
            again = builder.add(_State(()))
            builder.replace(again, _State((part(builder, again), following)))
            following = again
        for _ in range(0 if most is None else most - least):
            following = builder.add(_State((part(builder, following), following)))
        for _ in range(least):
            following = part(builder, following)
        return following

    return build
