"""Frames that are built once and shared between tests.

Many tests of the rooms above `frames` start with a loaded wave, and building a frame takes seconds. With the fixture
`cached_frames`, the first load of some inputs builds the frame. A later load of the same inputs gets a copy, and its
callbacks are called as if the frame had been built: the same inputs give the same frame, as tests/frames shows. The
processes of one `./go test` share their frames, and use the same match key for that.
"""

import fcntl
import hashlib
import os
import pickle
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from aftercall.frames.building.progress import STEP_COUNT
from aftercall.frames.flow import Flow
from aftercall.frames.lists import Lists
from aftercall.frames.rules import FrameRules

type Build = Callable[..., Flow]
type Rows = list[Mapping[str, object]]
type TakeRows = Callable[[Iterator[Mapping[str, Any]]], None]

SHARED_MATCH_KEY = b"a match key that all tests share"
_FRAME, _RECEIVED = "frame", "received"


def shared_folder() -> Path | None:
    """Where the processes of this run of tests keep their frames (see tools/check.py), if it has several."""
    name = os.environ.get("SHARED_FRAMES")
    return Path(name) if name else None


@dataclass(frozen=True)
class _Received:
    """What a build returned and gave to its callbacks."""

    flow: Flow
    contacts: Rows
    possible_matches: Rows


class FrameCache:
    """A replacement for `build_frame`, called in the same way. folder: where the frames are kept."""

    def __init__(self, build: Build, folder: Path) -> None:
        self._build = build
        self._folder = folder

    def __call__(
        self, extracts: Sequence[Path], *, out: Path, contacts: TakeRows, possible_matches: TakeRows, **inputs: Any
    ) -> Flow:
        key = _key(extracts, inputs["rules"], f"{inputs['as_of']} {inputs['mapping']}", inputs["lists"])
        kept = self._folder / key
        with locked(self._folder / f"{key}.lock"):  # so that no other process builds the same
            if not kept.exists():
                return self._build_and_keep(kept, extracts, out, contacts, possible_matches, inputs)
        return _copy_frame(kept, out, contacts, possible_matches, inputs["progress"])

    def _build_and_keep(
        self,
        kept: Path,
        extracts: Sequence[Path],
        out: Path,
        contacts: TakeRows,
        possible_matches: TakeRows,
        inputs: Mapping[str, Any],
    ) -> Flow:
        seen_contacts: Rows = []
        seen_matches: Rows = []
        callbacks = {
            "contacts": _recording(contacts, seen_contacts),
            "possible_matches": _recording(possible_matches, seen_matches),
        }
        flow = self._build(extracts, out=out, **callbacks, **inputs)
        unfinished = Path(mkdtemp(dir=self._folder))
        shutil.copytree(out, unfinished / _FRAME)
        (unfinished / _RECEIVED).write_bytes(pickle.dumps(_Received(flow, seen_contacts, seen_matches)))
        unfinished.rename(kept)
        return flow


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """For what only one process at a time may do: make what all share."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _recording(callback: TakeRows, seen: Rows) -> TakeRows:
    """Wrap a callback so that its rows are also added to `seen`."""

    def take(rows: Iterator[Mapping[str, Any]]) -> None:
        seen.extend(rows)
        callback(iter(seen))

    return take


def _copy_frame(
    kept: Path, out: Path, contacts: TakeRows, possible_matches: TakeRows, progress: Callable[[int, int], None]
) -> Flow:
    received: _Received = pickle.loads((kept / _RECEIVED).read_bytes())  # noqa: S301 - written by this run of tests
    for done in range(1, STEP_COUNT):
        progress(done, STEP_COUNT)
    contacts(iter(received.contacts))
    possible_matches(iter(received.possible_matches))
    progress(STEP_COUNT, STEP_COUNT)
    shutil.copytree(kept / _FRAME, out)
    return received.flow


def _key(extracts: Sequence[Path], rules: FrameRules, others: str, lists: Lists) -> str:
    inputs = [others, rules.to_mapping(), *(path.name for path in extracts), *map(_digest_if_file, extracts)]
    inputs += [_digest_if_file(getattr(lists, field.name)) for field in fields(Lists)]
    return hashlib.sha256(repr(inputs).encode()).hexdigest()


def _digest_if_file(value: object) -> object:
    return hashlib.sha256(value.read_bytes()).hexdigest() if isinstance(value, Path) else value
