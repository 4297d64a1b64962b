"""Reading TOML that people wrote: the only place where it is parsed, because a small text can need much memory."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from aftercall.errors import BadInput

# No mapping or exclusions that people write are nearly as long, nor their keys as deep.
LONGEST = 200_000
_DEEPEST = 20
_LONGEST_WORD = 1_000
# Texts and comments. A quotation mark that nothing closes makes the rest no TOML, whatever it is.
_QUOTED = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*+"{3,5}'
    r"|'''(?:[^']|'(?!''))*+'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*+"'
    r"|'[^'\n]*+'"
    r"|#[^\n]*+"
    r"|[\"'].*+",
    re.DOTALL,
)
_BETWEEN = re.compile(r"[=,\[\]{}\n]")


def read_toml(path: Path) -> dict[str, Any]:
    """The entries of the file. Errors: BadInput where it can't be read, or is not TOML."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{path}: can't be read as a UTF-8 text file") from None
    return parse_toml(text, path.name)


def parse_toml(
    text: str, where: str, *, longest: int = LONGEST, parse_float: Callable[[str], Any] = float
) -> dict[str, Any]:
    """The entries of the text. `where`: named in errors. Errors: BadInput where it is not TOML, or nobody's writing."""
    if len(text) > longest:
        raise BadInput(f"{where}: is too long; use at most {longest:,} characters")
    text = text.removeprefix("\ufeff")  # with which some editors begin a file
    _refuse_deep(_QUOTED.sub("", text), where)
    try:
        return tomllib.loads(text, parse_float=parse_float)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{where}: is not TOML: {error}") from None
    except (ArithmeticError, RecursionError, ValueError):
        raise BadInput(f"{where}: is not TOML: it has a number or a date that can't be read") from None


def _refuse_deep(bare: str, where: str) -> None:
    """Refuse what takes time or memory out of proportion. `bare`: the text without its quoted parts and comments."""
    depth = 0
    for bracket in re.findall(r"[\[\]{}]", bare):
        depth += 1 if bracket in "[{" else -1
        if depth > _DEEPEST:
            raise BadInput(f"{where}: has too many brackets inside each other; use at most {_DEEPEST}")
    for part in _BETWEEN.split(bare):
        if part.count(".") > _DEEPEST:
            raise BadInput(f"{where}: has too many dots in a key; use at most {_DEEPEST}")
        if len(part.strip()) > _LONGEST_WORD:
            raise BadInput(f"{where}: has a key or a number of more than {_LONGEST_WORD:,} characters")
