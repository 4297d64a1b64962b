"""Writing a command's output: the file appears complete or not at all, and only its owner can read it."""

import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from aftercall.errors import BadInput


def write_text(out: Path, parts: Iterable[str]) -> int:
    """Write the parts one after another, in place of an earlier file. Returns how many there were. Raises BadInput if
    the file cannot be written."""
    count = 0
    partial = out.with_name(f".{out.name}.partial-{secrets.token_hex(4)}")
    try:
        partial.touch(mode=0o600)
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            for part in parts:
                file.write(part)
                count += 1
        os.replace(partial, out)  # noqa: PTH105 - replaces an earlier file in one step
    except OSError as error:
        raise BadInput(f"{out}: could not be written ({error.strerror or error})") from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return count
