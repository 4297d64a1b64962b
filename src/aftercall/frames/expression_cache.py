"""Caches expressions, so that each is built once.

Python needs longer to build the expressions of a step than the engine needs for the rows of one person or of a
small file. A server that looks people up, or a worker that loads several files, needs the same ones again and again.
"""

from collections.abc import Callable
from functools import lru_cache, wraps

import ibis.expr.operations as ops
import ibis.expr.types as ir

_CACHE_SIZE = 256  # results of each function
_cache_clears: list[Callable[[], None]] = []


def cached_expressions[**P, T](derive: Callable[P, T]) -> Callable[P, T]:
    """Cache what a function derives from its arguments: expressions and other hashable values.

    Two tables are the same if they have the same name and columns, or come from such tables in the same way.
    """

    derive_again: Callable[..., T] = derive

    @lru_cache(maxsize=_CACHE_SIZE)
    def derive_from(*keys: object) -> T:
        return derive_again(*(key.to_expr() if isinstance(key, ops.Node) else key for key in keys))

    _cache_clears.append(derive_from.cache_clear)

    @wraps(derive)
    def cached(*arguments: P.args, **named: P.kwargs) -> T:
        return derive(*arguments, **named) if named else derive_from(*map(_hashable, arguments))

    return cached


def clear_cached_expressions() -> None:
    """Empty the caches of all functions."""
    for clear in _cache_clears:
        clear()


def _hashable(value: object) -> object:
    # Comparing two expressions makes a third one, so they cannot be keys themselves.
    return value.op() if isinstance(value, ir.Expr) else value
