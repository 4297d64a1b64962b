"""Frames that were built once need not be built again: the same inputs give the same frame, as tests/frames show.

Most tests of the rooms above begin with a loaded wave, and a frame takes seconds. The first of each kind is built; the
next with the same inputs gets a copy, and is told of steps, contact details and doubtful matches as if it were built.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from aftercall.frames.build import STEPS, Lists
from aftercall.frames.flow import Flow
from aftercall.frames.rules import FrameRules

type Build = Callable[..., Flow]
type Rows = list[Mapping[str, object]]


@dataclass(frozen=True)
class _Built:
    folder: Path
    flow: Flow
    contacts: Rows
    doubtful: Rows


class RememberedFrames:
    """`build_frame`, as the loads call it, with a memory. `shelf`: a folder to keep frames in."""

    def __init__(self, build: Build, shelf: Path) -> None:
        self._build = build
        self._shelf = shelf
        self._known: dict[str, _Built] = {}

    def __call__(
        self,
        extracts: Sequence[Path],
        *,
        out: Path,
        contacts: Callable[[Iterator[Mapping[str, Any]]], None],
        doubtful: Callable[[Iterator[Mapping[str, Any]]], None],
        **given: Any,
    ) -> Flow:
        key = _key(extracts, given["rules"], given["as_of"].isoformat(), given["lists"])
        if key in self._known:
            return _again(self._known[key], out, contacts, doubtful, given["progress"])
        kept: tuple[Rows, Rows] = ([], [])
        telling = {"contacts": _keeping(contacts, kept[0]), "doubtful": _keeping(doubtful, kept[1])}
        flow = self._build(extracts, out=out, **telling, **given)
        folder = self._shelf / key
        shutil.copytree(out, folder)
        self._known[key] = _Built(folder, flow, *kept)
        return flow


def _keeping(tell: Callable[[Iterator[Mapping[str, Any]]], None], kept: Rows) -> Callable[[Iterator[Any]], None]:
    def told(rows: Iterator[Mapping[str, object]]) -> None:
        kept.extend(rows)
        tell(iter(kept))

    return told


def _again(
    built: _Built,
    out: Path,
    contacts: Callable[..., None],
    doubtful: Callable[..., None],
    progress: Callable[..., None],
) -> Flow:
    for done in range(1, STEPS):
        progress(done, STEPS)
    contacts(iter(built.contacts))
    doubtful(iter(built.doubtful))
    progress(STEPS, STEPS)
    shutil.copytree(built.folder, out)
    return built.flow


def _key(extracts: Sequence[Path], rules: FrameRules, as_of: str, lists: Lists) -> str:
    said = [as_of, rules.to_mapping(), *(path.name for path in extracts), *map(_content, extracts)]
    said += [_content(getattr(lists, field.name)) for field in fields(Lists)]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _content(value: object) -> object:
    return hashlib.sha256(value.read_bytes()).hexdigest() if isinstance(value, Path) else value
