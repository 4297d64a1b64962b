"""Expressions that are put together once.

Python needs longer to put the expressions of a step together than the engine needs for the rows of one person or of a
small file. A server that looks people up, or a worker that loads several files, needs the same ones again and again.
"""

from collections.abc import Callable
from functools import lru_cache, wraps

import ibis.expr.operations as ops
import ibis.expr.types as ir

_KEPT = 256  # results of each function
_forget: list[Callable[[], None]] = []


def remembered[**P, T](derive: Callable[P, T]) -> Callable[P, T]:
    """Keep what a function derives from expressions and other hashable values, and from nothing else.

    Two tables are the same if they have the same name and columns, or come from such tables in the same way.
    """

    derive_again: Callable[..., T] = derive

    @lru_cache(maxsize=_KEPT)
    def derive_from(*keys: object) -> T:
        return derive_again(*(key.to_expr() if isinstance(key, ops.Node) else key for key in keys))

    _forget.append(derive_from.cache_clear)

    @wraps(derive)
    def remember(*arguments: P.args, **named: P.kwargs) -> T:
        return derive(*arguments, **named) if named else derive_from(*map(_hashable, arguments))

    return remember


def forget() -> None:
    """Forget all that has been remembered."""
    for clear in _forget:
        clear()


def _hashable(value: object) -> object:
    # To compare two columns is to write another expression, so expressions themselves are no keys.
    return value.op() if isinstance(value, ir.Expr) else value
