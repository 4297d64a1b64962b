"""Reading TOML files written by people."""

import tomllib
from pathlib import Path
from typing import Any

from aftercall.errors import BadInput


def read_toml(path: Path) -> dict[str, Any]:
    """The entries of the file. Errors: BadInput where it can't be read, or is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise BadInput(f"{path}: can't be read as a UTF-8 text file") from None
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"{path.name}: is not TOML: {error}") from None
