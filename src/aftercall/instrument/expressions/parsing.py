"""Parsing expressions, which are written in the part of XPath 1.0 that XLSForm uses.

${question}   its answer      .   the answer being checked      'text' "text"   12.5   (…)
or   and   = !=   < <= > >=   + -   * div mod   -number      and the functions of `functions.py`
"""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass

from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.expressions.functions import DATE_CODE, FUNCTIONS
from aftercall.instrument.expressions.patterns import PatternError, parse_pattern
from aftercall.instrument.expressions.tree import (
    AllOf,
    AnswerTo,
    AnyOf,
    Arithmetic,
    Call,
    Column,
    Comparison,
    Current,
    Literal,
    Negation,
    Negative,
    Node,
    walk,
)

LONGEST = 10_000
# Brackets inside each other, and parts inside each other: neither reading nor evaluating may exhaust the stack.
DEEPEST = 50
HIGHEST = 200

_TOKEN = re.compile(
    r"\s*(?:\$\{\s*(?P<question>[\w.-]+)\s*\}|'(?P<text>[^']*)'|\"(?P<quoted>[^\"]*)\""
    r"|(?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)|(?P<sign><=|>=|!=|[=<>(),.+*-])|(?P<word>[^\W\d][\w.-]*(?::[\w.-]+)?))"
)
# How tightly each operator binds.
_BINDING = {
    "or": 1,
    "and": 2,
    **dict.fromkeys(("=", "!="), 3),
    **dict.fromkeys(("<", "<=", ">", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "div", "mod"), 6),
}
_UNARY = 7
_COMPARISONS = {"=", "!=", "<", "<=", ">", ">="}
_UNREADABLE = {
    "“": "type straight quotation marks: '",
    "”": "type straight quotation marks: '",
    "‘": "type straight quotation marks: '",
    "’": "type straight quotation marks: '",
    "'": "the text has no quotation mark at its end",
    '"': "the text has no quotation mark at its end",
    "&": "write and",
    "|": "write or",
    "/": "write ${name} for an answer, and div to divide",
    "[": "write ${name} for an answer",
    "$": "write ${name} for an answer",
    "!": "write not(…) or !=",
    "%": "write mod for the remainder, and div 100 for a percentage",
}

# Functions of XLSForm that are not here, and what to do instead.
_NO_REPEATS = "a questionnaire has no repeats"
_NO_CHANCE = "the same answers must always give the same result"
_INSTEAD = {
    **dict.fromkeys(("position", "count", "count-non-empty", "indexed-repeat", "last"), _NO_REPEATS),
    **dict.fromkeys(("random", "uuid", "randomize"), _NO_CHANCE),
    **dict.fromkeys(("now", "date-time", "format-date-time", "decimal-time"), "use today(): only days are known"),
    **dict.fromkeys(("pulldata", "instance", "lookup"), "a questionnaire has no other files"),
    "substring": "use substr(text, start, end), which counts from 0",
    "join": "use concat(text, text, …)",
    "jr:choice-name": "use the choice's name, which is the same in every language",
    "choice-name": "use the choice's name, which is the same in every language",
}


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    place: int


@dataclass(frozen=True)
class _Part:
    """A parsed part, and how many parts are inside each other in it."""

    node: Node
    height: int = 1


def parse(source: str, *, columns: bool = False) -> Node:
    """The tree of an expression. columns: whether it is a choice filter, where a bare name is a column of the choices.

    Raises InstrumentError, which says at which character it can't be read and what was expected there.
    """
    if len(source) > LONGEST:
        raise InstrumentError(f"shorten the expression to {LONGEST} characters; it has {len(source)}")
    return _Parser(_tokens(source), columns=columns).whole()


def _tokens(source: str) -> list[_Token]:
    tokens: list[_Token] = []
    place, stop = 0, len(source.rstrip())
    while place < stop:
        found = _TOKEN.match(source, place)
        if found is None or found.lastgroup is None:
            raise _unreadable(source, place)
        kind = "text" if found.lastgroup == "quoted" else found.lastgroup
        begin = found.start() + len(found[0]) - len(found[0].lstrip())
        tokens.append(_Token(kind, found[found.lastgroup], begin))
        place = found.end()
    return [*tokens, _Token("end", "", stop)]


def _unreadable(source: str, place: int) -> InstrumentError:
    while source[place].isspace():
        place += 1
    sign = source[place]
    return InstrumentError(f"at character {place + 1}: {_UNREADABLE.get(sign, f'{sign!r} has no meaning here')}")


class _Parser:
    """Precedence climbing."""

    def __init__(self, tokens: list[_Token], *, columns: bool) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0
        self._columns = columns

    def whole(self) -> Node:
        part = self._operation(1)
        if self._next.kind != "end":
            raise self._unexpected("an operator such as = or and" if self._next.text != ")" else "no further ')'")
        return part.node

    def _operation(self, loosest: int) -> _Part:
        """A value, and the operators after it that bind at least so tightly."""
        left = self._value()
        while (binding := self._binding()) >= loosest:
            token = self._advance()
            left = self._combined(token, left, self._operation(binding + 1))
        return left

    def _binding(self) -> int:
        return _BINDING.get(self._next.text, 0) if self._next.kind in {"sign", "word"} else 0

    def _combined(self, token: _Token, left: _Part, right: _Part) -> _Part:
        match token.text:
            case "or":
                return _joined(AnyOf, left, right)
            case "and":
                return _joined(AllOf, left, right)
            case sign if sign in _COMPARISONS:
                node: Node = Comparison(left.node, sign, right.node)
            case sign:
                node = Arithmetic(left.node, sign, right.node)
        return self._limited(token, _Part(node, max(left.height, right.height) + 1))

    def _limited(self, token: _Token, part: _Part) -> _Part:
        if part.height > HIGHEST:
            raise InstrumentError(f"at character {token.place + 1}: too many operators; use a calculation for a part")
        return part

    def _value(self) -> _Part:
        token = self._next
        if self._take("-"):
            return self._inside(token, self._negative)
        if self._take("("):
            return self._inside(token, self._bracketed)
        return self._named(self._advance()) if token.kind == "word" else _Part(self._plain_value(token))

    def _plain_value(self, token: _Token) -> Node:
        if token.kind == "question":
            return AnswerTo(self._advance().text)
        if token.kind == "text":
            return Literal(self._advance().text)
        if token.kind == "number":
            return Literal(float(self._advance().text))
        if self._take("."):
            return Current()
        raise self._unexpected("a question, a text or a number" + (" (write = once)" if token.text == "=" else ""))

    def _negative(self) -> _Part:
        of = self._operation(_UNARY)
        return self._limited(self._next, _Part(Negative(of.node), of.height + 1))

    def _bracketed(self) -> _Part:
        part = self._operation(1)
        self._expect(")")
        return part

    def _named(self, token: _Token) -> _Part:
        if self._take("("):
            return self._inside(token, lambda: self._call(token))
        if token.text in _BINDING:
            raise _wrong(token, f"a question, a text or a number was expected, not '{token.text}'")
        if token.text in {"true", "false", "today"}:
            raise _wrong(token, f"write {token.text}()")
        if not self._columns:
            raise _wrong(token, f"write '{token.text}' for a text, or ${{{token.text}}} for an answer")
        return _Part(Column(token.text))

    def _call(self, token: _Token) -> _Part:
        arguments = self._arguments()
        values = tuple(argument.node for argument in arguments)
        height = max((argument.height for argument in arguments), default=0) + 1
        if token.text == "not":
            _check_count(token, len(values), 1, 1, "not(condition)")
            return self._limited(token, _Part(Negation(values[0]), height))
        _check_call(token, values)
        return self._limited(token, _Part(Call(token.text, values), height))

    def _arguments(self) -> list[_Part]:
        if self._take(")"):
            return []
        arguments = [self._operation(1)]
        while self._take(","):
            arguments.append(self._operation(1))
        self._expect(")")
        return arguments

    def _inside(self, token: _Token, rule: Callable[[], _Part]) -> _Part:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _wrong(token, "too many brackets inside each other; use a calculation for a part")
        part = rule()
        self._depth -= 1
        return part

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place]

    def _advance(self) -> _Token:
        self._place += 1
        return self._tokens[self._place - 1]

    def _take(self, sign: str) -> bool:
        if self._next.kind == "sign" and self._next.text == sign:
            self._place += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise self._unexpected(f"'{sign}'")

    def _unexpected(self, wanted: str) -> InstrumentError:
        found = f", not '{self._next.text}'" if self._next.text else ""
        return _wrong(self._next, f"{wanted} was expected{found}")


def _wrong(token: _Token, text: str) -> InstrumentError:
    return InstrumentError(f"at character {token.place + 1}: {text}")


def _joined(kind: type[AllOf] | type[AnyOf], left: _Part, right: _Part) -> _Part:
    """`a and b and c` is one list of three, however long it gets."""
    if isinstance(left.node, kind):
        return _Part(kind((*left.node.parts, right.node)), max(left.height, right.height + 1))
    return _Part(kind((left.node, right.node)), max(left.height, right.height) + 1)


def _check_call(token: _Token, arguments: tuple[Node, ...]) -> None:
    name = token.text
    if name == "today":
        _check_count(token, len(arguments), 0, 0, "today()")
        return
    if name not in FUNCTIONS:
        raise _wrong(token, f"{name}() can't be used{_instead(name)}")
    function = FUNCTIONS[name]
    _check_count(token, len(arguments), function.least, function.most, function.usage)
    if name == "once" and any(isinstance(part, AnswerTo | Current) for part in walk(arguments[0])):
        raise _wrong(token, "once() can only hold what never changes in an interview, such as today()")
    if name in {"regex", "format-date"}:
        _check_fixed(token, arguments[1])


def _instead(name: str) -> str:
    if name in _INSTEAD:
        return f"; {_INSTEAD[name]}"
    known = difflib.get_close_matches(name, [*FUNCTIONS, "not", "today"], n=1)
    return f"; did you mean {known[0]}()?" if known else ""


def _check_count(token: _Token, count: int, least: int, most: int | None, usage: str) -> None:
    if count < least or (most is not None and count > most):
        raise _wrong(token, f"write {usage}; {count} {'value was' if count == 1 else 'values were'} given")


def _check_fixed(token: _Token, argument: Node) -> None:
    """The pattern of regex() and the format of format-date() must be texts, so that they are checked now and not in an
    interview."""
    if not isinstance(argument, Literal) or not isinstance(argument.value, str):
        raise _wrong(token, f"the second value of {token.text}() must be a text in quotation marks")
    if token.text == "format-date":
        if "%" in DATE_CODE.sub("", argument.value):
            raise _wrong(token, "format-date() knows %Y, %y, %m, %n, %d and %e")
        return
    try:
        parse_pattern(argument.value)
    except PatternError as error:
        raise _wrong(token, f"regex(): {error}") from None
