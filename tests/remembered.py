"""A cache of frames, so that tests build each only once: equal inputs give equal frames, as tests/frames show.

Most tests of the rooms above start with a loaded wave, and a frame takes seconds. The first with given inputs is built;
later ones get a copy, with the same steps, contact details and possible matches reported.
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


@dataclass(frozen=True)
class _Built:
    folder: Path
    flow: Flow
    contacts: Rows
    possible_matches: Rows


class RememberedFrames:
    """`build_frame`, as loads call it, with a cache. `cache`: a folder to store frames in."""

    def __init__(self, build: Build, cache: Path) -> None:
        self._build = build
        self._cache = cache
        self._known: dict[str, _Built] = {}

    def __call__(
        self,
        extracts: Sequence[Path],
        *,
        out: Path,
        contacts: Callable[[Iterator[Mapping[str, Any]]], None],
        possible_matches: Callable[[Iterator[Mapping[str, Any]]], None],
        **given: Any,
    ) -> Flow:
        key = _key(extracts, given["rules"], given["as_of"].isoformat(), given["lists"])
        if key in self._known:
            return _replay(self._known[key], out, contacts, possible_matches, given["progress"])
        received: tuple[Rows, Rows] = ([], [])
        receivers = {
            "contacts": _recording(contacts, received[0]),
            "possible_matches": _recording(possible_matches, received[1]),
        }
        flow = self._build(extracts, out=out, **receivers, **given)
        folder = self._cache / key
        shutil.copytree(out, folder)
        self._known[key] = _Built(folder, flow, *received)
        return flow


def _recording(
    receive: Callable[[Iterator[Mapping[str, Any]]], None], received: Rows
) -> Callable[[Iterator[Any]], None]:
    def record(rows: Iterator[Mapping[str, object]]) -> None:
        received.extend(rows)
        receive(iter(received))

    return record


def _replay(
    built: _Built,
    out: Path,
    contacts: Callable[..., None],
    possible_matches: Callable[..., None],
    progress: Callable[..., None],
) -> Flow:
    for done in range(1, STEP_COUNT):
        progress(done, STEP_COUNT)
    contacts(iter(built.contacts))
    possible_matches(iter(built.possible_matches))
    progress(STEP_COUNT, STEP_COUNT)
    shutil.copytree(built.folder, out)
    return built.flow


def _key(extracts: Sequence[Path], rules: FrameRules, as_of: str, lists: Lists) -> str:
    inputs = [as_of, rules.to_mapping(), *(path.name for path in extracts), *map(_content, extracts)]
    inputs += [_content(getattr(lists, field.name)) for field in fields(Lists)]
    return hashlib.sha256(repr(inputs).encode()).hexdigest()


def _content(value: object) -> object:
    return hashlib.sha256(value.read_bytes()).hexdigest() if isinstance(value, Path) else value
