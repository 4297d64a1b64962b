"""Writing a command's output: the file appears complete or not at all, and only its owner can read it."""

import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

from aftercall.errors import BadInput


def write_text(out: Path, parts: Iterable[str]) -> int:
    """Write the parts one after another, in place of an earlier file. Returns how many there were. Raises BadInput if
    the file cannot be written."""
    count = 0
    with _appearing(out) as file:
        for part in parts:
            file.write(part.encode())
            count += 1
    return count


def write_file(out: Path, content: bytes) -> None:
    """Write a whole file, in place of an earlier one. Raises BadInput if it cannot be written."""
    with _appearing(out) as file:
        file.write(content)


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write files that belong together, each whole, in place of earlier ones: none of them appears before all have been
    written. Raises BadInput if one cannot be written."""
    with ExitStack() as files:
        for out, content in contents.items():
            file = files.enter_context(_appearing(out))
            file.write(content)
            file.flush()


@contextmanager
def _appearing(out: Path) -> Iterator[IO[bytes]]:
    partial = out.with_name(f".{out.name}.partial-{secrets.token_hex(4)}")
    try:
        partial.touch(mode=0o600)
        with partial.open("wb") as file:
            yield file
        os.replace(partial, out)  # noqa: PTH105 - replaces an earlier file in one step
    except OSError as error:
        raise BadInput(f"{out}: could not be written ({error.strerror or error})") from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
