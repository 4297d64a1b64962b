"""Frames that are built once and shared between tests.

Many tests of the rooms above `frames` start with a loaded wave, and building a frame takes seconds. With the fixture
`cached_frames`, the first load of some inputs builds the frame. A later load of the same inputs gets a copy, and its
callbacks are called as if the frame had been built: the same inputs give the same frame, as tests/frames shows.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from aftercall.frames.building.progress import STEP_COUNT
from aftercall.frames.flow import Flow
from aftercall.frames.lists import Lists
from aftercall.frames.rules import FrameRules

type Build = Callable[..., Flow]
type Rows = list[Mapping[str, object]]
type TakeRows = Callable[[Iterator[Mapping[str, Any]]], None]


@dataclass(frozen=True)
class _CachedFrame:
    folder: Path
    flow: Flow
    contacts: Rows
    possible_matches: Rows


class FrameCache:
    """A replacement for `build_frame`, called in the same way. folder: where the frames are kept."""

    def __init__(self, build: Build, folder: Path) -> None:
        self._build = build
        self._folder = folder
        self._frames: dict[str, _CachedFrame] = {}

    def __call__(
        self, extracts: Sequence[Path], *, out: Path, contacts: TakeRows, possible_matches: TakeRows, **inputs: Any
    ) -> Flow:
        key = _key(extracts, inputs["rules"], f"{inputs['as_of']} {inputs['mapping']}", inputs["lists"])
        if key in self._frames:
            return _copy_frame(self._frames[key], out, contacts, possible_matches, inputs["progress"])
        seen_contacts: Rows = []
        seen_matches: Rows = []
        callbacks = {
            "contacts": _recording(contacts, seen_contacts),
            "possible_matches": _recording(possible_matches, seen_matches),
        }
        flow = self._build(extracts, out=out, **callbacks, **inputs)
        folder = self._folder / key
        shutil.copytree(out, folder)
        self._frames[key] = _CachedFrame(folder, flow, seen_contacts, seen_matches)
        return flow


def _recording(callback: TakeRows, seen: Rows) -> TakeRows:
    """Wrap a callback so that its rows are also added to `seen`."""

    def take(rows: Iterator[Mapping[str, Any]]) -> None:
        seen.extend(rows)
        callback(iter(seen))

    return take


def _copy_frame(
    frame: _CachedFrame, out: Path, contacts: TakeRows, possible_matches: TakeRows, progress: Callable[[int, int], None]
) -> Flow:
    for done in range(1, STEP_COUNT):
        progress(done, STEP_COUNT)
    contacts(iter(frame.contacts))
    possible_matches(iter(frame.possible_matches))
    progress(STEP_COUNT, STEP_COUNT)
    shutil.copytree(frame.folder, out)
    return frame.flow


def _key(extracts: Sequence[Path], rules: FrameRules, others: str, lists: Lists) -> str:
    inputs = [others, rules.to_mapping(), *(path.name for path in extracts), *map(_digest_if_file, extracts)]
    inputs += [_digest_if_file(getattr(lists, field.name)) for field in fields(Lists)]
    return hashlib.sha256(repr(inputs).encode()).hexdigest()


def _digest_if_file(value: object) -> object:
    return hashlib.sha256(value.read_bytes()).hexdigest() if isinstance(value, Path) else value
