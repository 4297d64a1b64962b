"""Parsing conditions, which are written in a small part of XPath, as in XLSForm.

${question}   its answer          .          the answer being checked        'text'   12   (…)
=  !=  <  <=  >  >=               and   or   not(…)
selected(${question}, 'choice')   string-length(…)
"""

import re
from dataclasses import dataclass

from aftercall.instrument.conditions import (
    AllOf,
    AnswerTo,
    AnyOf,
    Comparison,
    Condition,
    Current,
    Length,
    Literal,
    Negation,
    Selected,
    Value,
)
from aftercall.instrument.errors import InstrumentError

_TOKEN = re.compile(
    r"\s*(?:(?P<question>\$\{\w+\})|(?P<text>'[^']*')|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<sign><=|>=|!=|[=<>(),.])|(?P<word>[a-z][a-z-]*))"
)
_COMPARISONS = {"=", "!=", "<", "<=", ">", ">="}


def parse_condition(source: str) -> Condition:
    """The condition that a text expresses. Raises InstrumentError at the first character that can't be parsed."""
    parser = _Parser(source, _tokens(source))
    condition = parser.any_of()
    parser.end()
    return condition


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    place: int


def _tokens(source: str) -> list[_Token]:
    tokens: list[_Token] = []
    place, stop = 0, len(source.rstrip())
    while place < stop:
        found = _TOKEN.match(source, place)
        if found is None or found.lastgroup is None:
            raise InstrumentError(f"condition {source!r}: can't be read from character {place + 1}")
        tokens.append(_Token(found.lastgroup, found[found.lastgroup], found.start(found.lastgroup)))
        place = found.end()
    return [*tokens, _Token("end", "", stop)]


class _Parser:
    """Recursive descent: one method per rule, from the loosest binding to the tightest."""

    def __init__(self, source: str, tokens: list[_Token]) -> None:
        self._source = source
        self._tokens = tokens

    def any_of(self) -> Condition:
        parts = [self._all_of()]
        while self._take("or"):
            parts.append(self._all_of())
        return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))

    def end(self) -> None:
        if self._next.kind != "end":
            raise self._unexpected("the end")

    def _all_of(self) -> Condition:
        parts = [self._single()]
        while self._take("and"):
            parts.append(self._single())
        return parts[0] if len(parts) == 1 else AllOf(tuple(parts))

    def _single(self) -> Condition:
        if self._take("("):
            return self._closed(self.any_of())
        if self._take("not"):
            self._expect("(")
            return Negation(self._closed(self.any_of()))
        if self._take("selected"):
            return self._selected()
        return self._comparison()

    def _selected(self) -> Condition:
        self._expect("(")
        value = self._value()
        self._expect(",")
        choice = self._value()
        if not isinstance(choice, Literal):
            raise self._unexpected("a choice in quotes before")
        self._expect(")")
        return Selected(value, choice)

    def _comparison(self) -> Condition:
        left = self._value()
        if self._next.text not in _COMPARISONS:
            raise self._unexpected("a comparison")
        sign = self._advance().text
        return Comparison(left, sign, self._value())

    def _value(self) -> Value:
        if self._take("."):
            return Current()
        if self._take("string-length"):
            self._expect("(")
            of = self._value()
            self._expect(")")
            return Length(of)
        return self._plain_value()

    def _plain_value(self) -> Value:
        match self._next.kind:
            case "question":
                return AnswerTo(self._advance().text[2:-1])
            case "text":
                return Literal(self._advance().text[1:-1])
            case "number":
                return Literal(self._advance().text)
            case _:
                raise self._unexpected("a question, a text or a number")

    def _closed(self, condition: Condition) -> Condition:
        self._expect(")")
        return condition

    @property
    def _next(self) -> _Token:
        return self._tokens[0]

    def _advance(self) -> _Token:
        return self._tokens.pop(0)

    def _take(self, text: str) -> bool:
        if self._next.kind in {"sign", "word"} and self._next.text == text:
            self._advance()
            return True
        return False

    def _expect(self, text: str) -> None:
        if not self._take(text):
            raise self._unexpected(f"'{text}'")

    def _unexpected(self, wanted: str) -> InstrumentError:
        return InstrumentError(f"condition {self._source!r}: {wanted} expected at character {self._next.place + 1}")
