"""The bulk files that stand beside the database: an extract's frame, its sample, and the sealed contact details
until the release."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from aftercall.core import vault
from aftercall.programmes.models import ExtractLoad


def load_folder(folder: str) -> Path:
    """The folder of one load. Frame and sample in it hold no names, numbers or birth dates."""
    return Path(settings.HOME) / "loads" / folder


def frame_folder(load: ExtractLoad) -> Path:
    """Where the frame of a load is, as `aftercall frame build` writes it."""
    return load_folder(load.folder) / "frame"


def frame_file(load: ExtractLoad) -> Path:
    """The frame itself, whose digest the audit log and the certificate hold."""
    return frame_folder(load) / "frame.parquet"


def sample_folder(load: ExtractLoad) -> Path:
    """Where the sample of a load is, as `aftercall sample draw` writes it."""
    return load_folder(load.folder) / "sample"


def seal_contacts(folder: str, ring: str, rows: Iterable[Mapping[str, str | None]]) -> None:
    """Write the contact details of the frame under a key of their own. They are in memory in clear, never on a disk."""
    vault.create_ring(ring, slots=1)
    plain = "\n".join(json.dumps({**row, "digests": _digests(row)}, ensure_ascii=False) for row in rows)
    path = _contacts_path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(vault.seal(vault.key(ring), plain.encode(), context=ring))


def _digests(row: Mapping[str, str | None]) -> list[str]:
    text = row["digests"]
    return text.split(";") if text else []


def open_contacts(load: ExtractLoad) -> Iterator[dict[str, Any]]:
    """The contact details of a load's frame, one mapping a person; `digests` is a list."""
    sealed = _contacts_path(load.folder).read_bytes()
    plain = vault.unseal(vault.key(load.contacts_ring), sealed, context=load.contacts_ring)
    return (json.loads(line) for line in plain.decode().split("\n") if line)


def destroy_contacts(load: ExtractLoad) -> None:
    """Destroy the key of a load's contact details, and then the file."""
    vault.destroy_ring(load.contacts_ring)
    _contacts_path(load.folder).unlink(missing_ok=True)


def remove(folder: str) -> None:
    """Remove a load's folder and its key: the load was not finished, or another one has taken its place."""
    vault.destroy_ring(contacts_ring(folder))
    shutil.rmtree(load_folder(folder), ignore_errors=True)


def contacts_ring(folder: str) -> str:
    """The name of the ring that holds a load's one key."""
    return f"contacts-{folder}"


def _contacts_path(folder: str) -> Path:
    return load_folder(folder) / "contacts.sealed"


def private_working_folder() -> str:
    """The folder in which files that hold personal values may lie for as long as they are read."""
    os.makedirs(settings.WORKING_DIR, exist_ok=True)  # noqa: PTH103 - a setting, perhaps a str
    return str(settings.WORKING_DIR)
