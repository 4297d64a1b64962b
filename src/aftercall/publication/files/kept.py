"""Keeps the files that have been made, because making one can take seconds. Each is stored under a digest of what it
shows, so that an outdated file is never served."""

import hashlib
import os
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.forms import model_to_dict
from django.urls import reverse

from aftercall import __version__
from aftercall.core.addresses import usual_site
from aftercall.core.errors import Refused
from aftercall.publication import page_cache
from aftercall.publication.files.catalogue import BY_ENDING, KINDS, FileKind
from aftercall.publication.files.content import Content, content_of
from aftercall.publication.models import Publication
from aftercall.publication.queries import with_figures

# One at a time in this process, so that many first readers do not make the same file.
_making = Lock()


@dataclass(frozen=True)
class Download:
    """A file as it is offered: what it is, its format, its address on the site, and its size in bytes. size: None until
    it has been made."""

    title: str
    format: str
    url: str
    size: int | None


def downloads(publication: Publication, site: str) -> list[Download]:
    """Every file of a public publication; none if it was withdrawn. site: the address of the site."""
    try:
        content = content_of(publication, site)
    except Refused:
        return []
    return [_download(content, kind) for kind in KINDS]


def _download(content: Content, kind: FileKind) -> Download:
    url = reverse("publication:file", args=[content.slug, f"{content.name}{kind.ending}"])
    place = _place(content, kind)
    return Download(kind.title, kind.format, url, place.stat().st_size if place.exists() else None)


def kind_of(content: Content, file: str) -> FileKind | None:
    """Which of a publication's files has this name. The name that it had before a correction stays valid."""
    before = replace(content, corrected_by=None).name
    found = (BY_ENDING.get(file.removeprefix(name)) for name in (content.name, before) if file.startswith(name))
    return next((kind for kind in found if kind), None)


def file_of(content: Content, kind: FileKind) -> bytes:
    """The kept file, or one that is made now."""
    place = _place(content, kind)
    found = _kept(place)
    if found is not None:
        return found
    with _making:
        found = _kept(place)
        if found is None:
            found = kind.make(content)
            _keep(place, found)
    return found


def _kept(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return None


def make_files(*, at: datetime) -> int:  # noqa: ARG001 - as every job is called
    """Make the files of all public results that have not been made, and delete those that are of nothing public any
    more. Returns how many were made. Does nothing until something is published, corrected or withdrawn."""
    mark, done = _folder() / "made", _all_made()  # before: what is published meanwhile has its turn next time
    if mark.is_file() and mark.read_text() == done:
        return 0
    contents = [content_of(publication, usual_site()) for publication in with_figures()]
    wanted = {_place(content, kind): (content, kind) for content in contents for kind in KINDS}
    missing = [place for place in wanted if not place.exists()]
    for place in missing:
        file_of(*wanted[place])
    for place in _folder().glob("*.*"):
        if place not in wanted and not place.name.startswith("."):
            place.unlink(missing_ok=True)
    if missing:
        page_cache.empty()  # so that pages say how large the files are
    _keep(mark, done.encode())
    return len(missing)


def _all_made() -> str:
    """What the mark says once all files have been made."""
    return f"{__version__} {usual_site()} {page_cache.current_edition()}"


def _folder() -> Path:
    return Path(settings.HOME) / "publications"


def _place(content: Content, kind: FileKind) -> Path:
    return _folder() / f"{_digest(content)}{kind.ending}"


def _digest(content: Content) -> str:
    """A digest of all that the files show, and of the program that makes them."""
    lines = [model_to_dict(line) for line in (*content.figures, *content.changes)]
    what = (replace(content, figures=(), changes=()), lines, __version__, settings.DEMO)
    return hashlib.sha256(repr(what).encode()).hexdigest()


def _keep(place: Path, content: bytes) -> None:
    place.parent.mkdir(exist_ok=True)
    partial = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    try:
        partial.write_bytes(content)
        os.replace(partial, place)  # noqa: PTH105 - replaces an earlier file in one step
    finally:
        partial.unlink(missing_ok=True)
