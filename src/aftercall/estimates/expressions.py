"""Simple expressions over columns, for derived columns and domains: `api00 > 880 and stype in ["E", "M"]`.

Comparisons, and, or, not, + - * /, in, missing(column), and has(column, 'word') for words separated by semicolons. A
column whose name is not an identifier is written column("its name"). The result is missing where a value it needs is
missing. Expressions are parsed, never executed.
"""

import ast
import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from aftercall.errors import BadInput
from aftercall.estimates.columns import Column
from aftercall.estimates.data import Data
from aftercall.methods.arrays import BoolArray, FloatArray

type _Operation = Callable[[Any, Any], Any]

_COMPARE: dict[type[ast.cmpop], _Operation] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_CALCULATE: dict[type[ast.operator], _Operation] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True, eq=False)
class _Value:
    """(n,) numbers, NaN where missing; or text, None where missing; or both if the column can be read as either.

    boolean: whether the numbers are 1 and 0 for true and false.
    """

    numbers: FloatArray | None
    text: NDArray[np.object_] | None = None
    boolean: bool = False


def derive(data: Data, name: str, expression: str, where: str) -> Column:
    """A column derived from others. Raises BadInput if the expression is invalid."""
    value = _Evaluator(data, where).evaluate(expression)
    if value.boolean and value.numbers is not None:
        truth = pa.array(value.numbers == 1, mask=np.isnan(value.numbers))
        return Column(name, where, truth)
    values = value.text if value.numbers is None else value.numbers
    return Column(name, where, pa.array(values, from_pandas=True))


def rows_where(data: Data, expression: str, where: str) -> BoolArray:
    """(n,) the rows for which the expression is true, without those where it is missing."""
    value = _Evaluator(data, where).evaluate(expression)
    if not value.boolean or value.numbers is None:
        raise BadInput(f"{where}: must be a comparison, such as year == 2024")
    return np.asarray(value.numbers == 1)


def columns_of(expression: str) -> set[str]:
    """The columns that an expression uses. Raises BadInput if it is invalid."""
    try:
        return set(_columns_of(ast.parse(expression.strip(), mode="eval").body))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise BadInput(f"{expression}: is not a valid expression") from None


def _columns_of(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Name() | ast.Attribute():
            yield _dotted(node)
        case ast.Call(func=ast.Name(id="column"), args=[ast.Constant(value=str(name))]):
            yield name
        case ast.Call(args=arguments):
            for argument in arguments:
                yield from _columns_of(argument)
        case _:
            for child in ast.iter_child_nodes(node):
                yield from _columns_of(child)


def _dotted(node: ast.expr) -> str:
    """A name with dots, such as sch.wide, is one column. Raises ValueError for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=before, attr=name):
            return f"{_dotted(before)}.{name}"
        case _:
            raise ValueError


class _Evaluator:
    """Evaluates expressions over the data. where: the key they are from, for messages."""

    def __init__(self, data: Data, where: str) -> None:
        self._data = data
        self._where = where

    def evaluate(self, expression: str) -> _Value:
        try:
            tree = ast.parse(expression.strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise self._invalid() from None
        try:
            return self._value(tree.body)
        except (RecursionError, OverflowError):  # too deep, or a number too large for a float
            raise self._invalid() from None

    def _value(self, node: ast.expr) -> _Value:
        match node:
            case ast.Name() | ast.Attribute():
                return self._column(self._name(node))
            case ast.Constant():
                return self._constant(node.value)
            case ast.BoolOp():
                return self._and_or(node)
            case ast.UnaryOp():
                return self._unary(node)
            case ast.Compare(left=left, ops=[how], comparators=[right]):
                return self._compare(left, how, right)
            case _:
                return self._operation(node)

    def _operation(self, node: ast.expr) -> _Value:
        match node:
            case ast.BinOp():
                return self._calculate(node)
            case ast.Call(func=ast.Name(id="has"), args=[column, ast.Constant(value=str(word))], keywords=[]):
                return self._has(self._value(column), word)
            case ast.Call(func=ast.Name(id=called), args=[argument], keywords=[]):
                return self._call(called, argument)
            case _:
                raise self._invalid()

    def _name(self, node: ast.expr) -> str:
        try:
            return _dotted(node)
        except ValueError:
            raise self._invalid() from None

    def _column(self, name: str) -> _Value:
        column = self._data.column(name, self._where)
        if pa.types.is_boolean(column.array.type):
            return _Value(column.numbers(), boolean=True)
        levels = column.levels()
        text = np.array([*levels.labels, None], dtype=np.object_)[levels.codes]
        return _Value(column.numbers() if column.is_number else None, text)

    def _constant(self, value: object) -> _Value:
        if isinstance(value, str):
            return _Value(None, np.full(self._data.size, value, dtype=np.object_))
        if isinstance(value, bool | int | float):
            return _Value(np.full(self._data.size, float(value)), boolean=isinstance(value, bool))
        raise self._invalid()

    def _and_or(self, node: ast.BoolOp) -> _Value:
        parts = np.array([self._boolean(value) for value in node.values])
        decisive = 0.0 if isinstance(node.op, ast.And) else 1.0
        result = np.where(np.isnan(parts).any(axis=0), np.nan, 1 - decisive)
        return _Value(np.where((parts == decisive).any(axis=0), decisive, result), boolean=True)

    def _unary(self, node: ast.UnaryOp) -> _Value:
        if isinstance(node.op, ast.Not):
            return _Value(1 - self._boolean(node.operand), boolean=True)
        if isinstance(node.op, ast.USub):
            return _Value(-self._numbers(self._value(node.operand)))
        raise self._invalid()

    def _boolean(self, node: ast.expr) -> FloatArray:
        value = self._value(node)
        if not value.boolean or value.numbers is None:
            raise BadInput(f"{self._where}: and, or and not can only join comparisons")
        return value.numbers

    def _compare(self, left: ast.expr, how: ast.cmpop, right: ast.expr) -> _Value:
        if isinstance(how, ast.In | ast.NotIn):
            if not isinstance(right, ast.List | ast.Tuple) or not right.elts:
                raise BadInput(f"{self._where}: in needs a list after it, such as stype in ['E', 'M']")
            same = [ast.Compare(left, [ast.Eq()], [element]) for element in right.elts]
            found = self._and_or(ast.BoolOp(ast.Or(), list[ast.expr](same)))
            return found if isinstance(how, ast.In) else _Value(1 - self._numbers(found), boolean=True)
        if type(how) not in _COMPARE:
            raise self._invalid()
        return self._compared(self._value(left), _COMPARE[type(how)], self._value(right))

    def _compared(self, one: _Value, compare: _Operation, other: _Value) -> _Value:
        if one.numbers is not None and other.numbers is not None:
            missing = np.isnan(one.numbers) | np.isnan(other.numbers)
            found = compare(one.numbers, other.numbers)
        elif one.text is not None and other.text is not None:
            missing = _is_null(one.text) | _is_null(other.text)
            found = compare(np.where(missing, "", one.text), np.where(missing, "", other.text))
        else:
            raise BadInput(f"{self._where}: compares text with a number; put text in quotation marks")
        return _Value(np.where(missing, np.nan, found.astype(np.float64)), boolean=True)

    def _calculate(self, node: ast.BinOp) -> _Value:
        one, other = self._value(node.left), self._value(node.right)
        if isinstance(node.op, ast.Add) and (one.numbers is None or other.numbers is None):
            return self._concatenated(one, other)
        if type(node.op) not in _CALCULATE:
            raise self._invalid()
        with np.errstate(divide="ignore", invalid="ignore"):
            found = _CALCULATE[type(node.op)](self._numbers(one), self._numbers(other))
        return _Value(np.where(np.isfinite(found), found, np.nan))

    def _concatenated(self, one: _Value, other: _Value) -> _Value:
        if one.text is None or other.text is None:
            raise BadInput(f"{self._where}: adds text to a number; put text in quotation marks")
        missing = _is_null(one.text) | _is_null(other.text)
        text = np.where(missing, "", one.text) + np.where(missing, "", other.text)
        text[missing] = None
        return _Value(None, text)

    def _call(self, called: str, argument: ast.expr) -> _Value:
        match called, argument:
            case "column", ast.Constant(value=str(name)):
                return self._column(name)
            case "missing", _:
                return _Value(_missing(self._value(argument)).astype(np.float64), boolean=True)
            case _:
                raise self._invalid()

    def _has(self, value: _Value, word: str) -> _Value:
        """Whether a list of words, separated by semicolons, has the word."""
        if value.text is None:
            raise BadInput(f"{self._where}: has needs a text column, such as has(codes, 'slow')")
        found = {text: _has_word(text, word) for text in dict.fromkeys(value.text)}
        return _Value(np.array([found[text] for text in value.text], dtype=np.float64), boolean=True)

    def _numbers(self, value: _Value) -> FloatArray:
        if value.numbers is None:
            raise BadInput(f"{self._where}: calculates with text; use columns of numbers")
        return value.numbers

    def _invalid(self) -> BadInput:
        return BadInput(
            f"{self._where}: is not a valid expression; compare columns, such as year == 2024, and join comparisons by "
            "and, or, not"
        )


def _has_word(text: str | None, word: str) -> float:
    return np.nan if text is None else float(word in (part.strip() for part in text.split(";")))


def _missing(value: _Value) -> BoolArray:
    if value.numbers is not None:
        return np.isnan(value.numbers)
    return _is_null(value.text) if value.text is not None else np.zeros(0, dtype=np.bool_)


def _is_null(text: NDArray[np.object_]) -> BoolArray:
    return np.asarray(pa.array(text, pa.string()).is_null().to_numpy(zero_copy_only=False))
