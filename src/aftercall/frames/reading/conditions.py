"""The conditions of a mapping file's [flags]. They have their own parser, so that a file can express nothing else.

    condition := all ("or" all)*          all := one ("and" one)*          one := "not" one | "(" condition ")" | test
    test      := "yes" "(" column ")" | column ("==" | "!=") 'text' | column "in" "(" 'text' ("," 'text')* ")"
    column    := word | `any name`

Texts are compared without regard to case or surrounding spaces; a blank is ''.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

_TOKEN = re.compile(r"""\s*(?:(`[^`]+`)|('[^']*'|"[^"]*")|(==|!=|[(),])|([^\W\d]\w*))""")
_KEYWORDS = {"and", "or", "not", "in", "yes"}
LONGEST_CONDITION = 2_000  # characters; the time that the engine needs grows much faster than a condition
_DEEPEST = 50  # brackets and nots inside each other; Ibis can't compile expressions that are nested much deeper
_NO = ("", "n", "no", "f", "false", "0", "none", "null", "n/a", "na")

type Lookup = Callable[[str], ir.StringValue]


@dataclass(frozen=True)
class Condition:
    """`columns`: the folded names that it needs. `holds`: makes the expression, given a look-up of tidy lower-case
    text by folded name."""

    columns: frozenset[str]
    holds: Callable[[Lookup], ir.BooleanValue]


def folded_name(name: str) -> str:
    """A column's name for comparison, without regard to case or the number of spaces."""
    return " ".join(name.split()).casefold()


def parse_condition(text: str) -> Condition:
    """Errors: ValueError that says what was expected and where. It may quote the text, which is the mapping file's."""
    if len(text) > LONGEST_CONDITION:
        raise ValueError(f"has more than {LONGEST_CONDITION:,} characters; use fewer columns or values")
    parser = _Parser(text)
    condition = parser.condition()
    parser.end()
    return condition


class _Parser:
    """Recursive descent, one method for each rule of the grammar."""

    def __init__(self, text: str) -> None:
        self.tokens: list[str] = []
        self.depth = 0
        at, text = 0, text.rstrip()
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise ValueError(f"can't be understood from {text[at:].strip()[:20]!r} on")
            self.tokens.append(match[0].strip())
            at = match.end()
        self.tokens.reverse()

    def condition(self) -> Condition:
        return self._joined("or", self._all, ibis.or_)

    def end(self) -> None:
        if self.tokens:
            raise ValueError(f"{self.tokens[-1]} was not expected")

    def _all(self) -> Condition:
        return self._joined("and", self._one, ibis.and_)

    def _joined(self, word: str, part: Callable[[], Condition], join: Callable[..., ir.BooleanValue]) -> Condition:
        parts = [part()]
        while self._accept(word):
            parts.append(part())
        columns = frozenset().union(*(each.columns for each in parts))
        return Condition(columns, lambda lookup: join(*(each.holds(lookup) for each in parts)))

    def _one(self) -> Condition:
        if self._accept("not"):
            inner = self._nested(self._one)
            return Condition(inner.columns, lambda lookup: ~inner.holds(lookup))
        if self._accept("("):
            inner = self._nested(self.condition)
            self._expect(")")
            return inner
        return self._test()

    def _nested(self, part: Callable[[], Condition]) -> Condition:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise ValueError(f"has more than {_DEEPEST} brackets or nots inside each other")
        inner = part()
        self.depth -= 1
        return inner

    def _test(self) -> Condition:
        if self._accept("yes"):
            self._expect("(")
            column = self._column()
            self._expect(")")
            return _not_in(column, _NO)
        column = self._column()
        if self._accept("in"):
            return _in(column, self._texts())
        operator = self._next("== or != or in")
        if operator not in {"==", "!="}:
            raise ValueError(f"found {operator} where == or != or in was expected")
        return _in(column, (self._text(),)) if operator == "==" else _not_in(column, (self._text(),))

    def _texts(self) -> tuple[str, ...]:
        self._expect("(")
        texts = [self._text()]
        while self._accept(","):
            texts.append(self._text())
        self._expect(")")
        return tuple(texts)

    def _column(self) -> str:
        token = self._next("a column")
        if token in _KEYWORDS or token[0] in "'\"=!(),":
            raise ValueError(f"found {token} where a column was expected")
        return folded_name(token.strip("`"))

    def _text(self) -> str:
        token = self._next("a text in quotation marks")
        if token[0] not in "'\"":
            raise ValueError(f"found {token} where a text in quotation marks was expected")
        return token[1:-1].strip().lower()

    def _next(self, expected: str) -> str:
        if not self.tokens:
            raise ValueError(f"ends where {expected} was expected")
        return self.tokens.pop()

    def _accept(self, token: str) -> bool:
        if self.tokens and self.tokens[-1] == token:
            self.tokens.pop()
            return True
        return False

    def _expect(self, token: str) -> None:
        if (found := self._next(token)) != token:
            raise ValueError(f"found {found} where {token} was expected")


def _in(column: str, texts: tuple[str, ...]) -> Condition:
    return Condition(frozenset({column}), lambda lookup: lookup(column).fill_null("").isin(texts))


def _not_in(column: str, texts: tuple[str, ...]) -> Condition:
    return Condition(frozenset({column}), lambda lookup: ~lookup(column).fill_null("").isin(texts))
