"""Files that have been made are kept, because making one can take seconds: the next reader gets it at once. Each is
kept under a digest of what it shows, so that what was made of anything else is never served."""

import hashlib
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.forms import model_to_dict
from django.urls import reverse

from aftercall import __version__
from aftercall.core.errors import Refused
from aftercall.publication.files.catalogue import BY_ENDING, KINDS, FileKind
from aftercall.publication.files.content import Content, content_of
from aftercall.publication.models import Publication

# One at a time in this process, so that many first readers do not make the same file.
_making = Lock()


@dataclass(frozen=True)
class Download:
    """A file as it is offered: what it is, its format, its address on the site, and its size in bytes."""

    title: str
    format: str
    url: str
    size: int


def downloads(publication: Publication, site: str) -> list[Download]:
    """Every file of a public publication; none if it was withdrawn. site: the address of the site."""
    try:
        content = content_of(publication, site)
    except Refused:
        return []
    return [_download(content, kind) for kind in KINDS]


def _download(content: Content, kind: FileKind) -> Download:
    url = reverse("publication:file", args=[content.slug, f"{content.name}{kind.ending}"])
    return Download(kind.title, kind.format, url, len(file_of(content, kind)))


def kind_of(content: Content, file: str) -> FileKind | None:
    """Which of a publication's files has this name. The name that it had before a correction stays valid."""
    before = replace(content, corrected_by=None).name
    found = (BY_ENDING.get(file.removeprefix(name)) for name in (content.name, before) if file.startswith(name))
    return next((kind for kind in found if kind), None)


def file_of(content: Content, kind: FileKind) -> bytes:
    """The file, as it was kept or else made now."""
    place = Path(settings.HOME) / "publications" / f"{_digest(content)}{kind.ending}"
    with _making:
        with suppress(FileNotFoundError):
            return place.read_bytes()
        made = kind.make(content)
        _keep(place, made)
    return made


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
