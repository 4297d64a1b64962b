"""The bulk files outside the database: an extract's frame, its sample and, until the release, the encrypted contact
details."""

import json
import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from aftercall.core import tombstones, vault
from aftercall.frames.certificate import CERTIFICATE
from aftercall.frames.contacts import DIGESTS
from aftercall.frames.flow import FLOW_FILE
from aftercall.frames.frame_file import FRAME_FILE, RULES_FILE
from aftercall.frames.recognition.register import REGISTER
from aftercall.programmes.models import ExtractLoad
from aftercall.suppression.operations import lock_suppression_list

CONTACTS, MATCHES, ACCENTED_NAME = "contacts", "matches", "accented-name"
_SEALED = (CONTACTS, MATCHES, ACCENTED_NAME)
_RING, _REWRITTEN = "contacts-", "."

RETAINED = "retained.parquet"
# What stays of a load when retention ends: counts, rules and the certificate of the draw are about nobody.
_KEPT_AFTER_RETENTION = frozenset({FLOW_FILE, RULES_FILE, CERTIFICATE, RETAINED})


def load_folder(folder: str) -> Path:
    """The folder of one load. Its frame and sample hold no names, phone numbers or dates of birth."""
    return Path(settings.HOME) / "loads" / folder


def frame_folder(load: ExtractLoad) -> Path:
    """The folder of a load's frame, in the format of `aftercall frame build`."""
    return load_folder(load.folder) / "frame"


def frame_file(load: ExtractLoad) -> Path:
    """The frame's file. Its digest is in the audit log and in the certificate."""
    return frame_folder(load) / FRAME_FILE


def register_file(load: ExtractLoad) -> Path:
    """The register of persons after this load: keyed digests and ids."""
    return frame_folder(load) / REGISTER


def rejected_file(load: ExtractLoad) -> Path:
    """The problems in the rejected rows: row, column, code and how to fix it, without any value of the extract."""
    return frame_folder(load) / "rejected.csv"


def sample_folder(load: ExtractLoad) -> Path:
    """The folder of a load's sample, in the format of `aftercall sample draw`."""
    return load_folder(load.folder) / "sample"


def retained_file(load: ExtractLoad) -> Path:
    """What analyses need of the wave after its retention has ended, without ids."""
    return load_folder(load.folder) / RETAINED


def encrypt_contacts(ring: str, rows: Iterable[Mapping[str, str | None]]) -> None:
    """Encrypt the contact details of a frame with their own key and write them. Unencrypted, they are only ever in
    memory."""
    rewrite_contacts(ring, ({**row, **_digests(row)} for row in rows))


def rewrite_contacts(ring: str, people: Iterable[Mapping[str, object]]) -> None:
    """Encrypt contact details as `decrypt_contacts` returns them, with the key of this ring."""
    _encrypt(_sealed_file(ring, CONTACTS), ring, ring, people)


def _digests(row: Mapping[str, str | None]) -> dict[str, list[str]]:
    return {use: joined.split(";") if (joined := row.get(use)) else [] for use in DIGESTS}


def name_of(person: Mapping[str, Any]) -> str:
    """The name of somebody in the frame."""
    return " ".join(filter(None, (person.get("first_name"), person.get("last_name"))))


def decrypt_contacts(load: ExtractLoad) -> Iterator[dict[str, Any]]:
    """The contact details of a load's frame, one mapping per person; each of contacts.DIGESTS is a list."""
    return _decrypt(_sealed_file(load.contacts_ring, CONTACTS), load.contacts_ring, load.contacts_ring)


def encrypt_matches(ring: str, pairs: Iterable[Mapping[str, object]]) -> int:
    """Encrypt the possible matches of a load with the key of its contact details and write them. Returns their
    number."""
    return _encrypt(_sealed_file(ring, MATCHES), ring, f"{ring}/matches", pairs)


def decrypt_matches(load: ExtractLoad) -> list[dict[str, Any]]:
    """The possible matches of a load, in the order in which the frame build found them."""
    path = _sealed_file(load.contacts_ring, MATCHES)
    return list(_decrypt(path, load.contacts_ring, f"{load.contacts_ring}/matches")) if path.exists() else []


def encrypt_accented_name(ring: str, name: str) -> None:
    """Encrypt a name of a load that shows whether its encoding was read correctly, with the key of its contact
    details."""
    _encrypt(_sealed_file(ring, ACCENTED_NAME), ring, f"{ring}/accented-name", [{"name": name}])


def decrypt_accented_name(load: ExtractLoad) -> str:
    """A name of the load that shows whether its encoding was read correctly, or nothing if there is none."""
    path = _sealed_file(load.contacts_ring, ACCENTED_NAME)
    if not path.exists():
        return ""
    [row] = _decrypt(path, load.contacts_ring, f"{load.contacts_ring}/accented-name")
    return str(row["name"])


def _encrypt(path: Path, ring: str, context: str, rows: Iterable[Mapping[str, object]]) -> int:
    vault.create_ring(ring, slots=1)
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(vault.encrypt(vault.key(ring), "\n".join(lines).encode(), context=context))
    return len(lines)


def _decrypt(path: Path, ring: str, context: str) -> Iterator[dict[str, Any]]:
    encrypted = path.read_bytes()
    plaintext = vault.decrypt(vault.key(ring), encrypted, context=context)
    return (json.loads(line) for line in plaintext.decode().split("\n") if line)


def sealed_files(load: ExtractLoad) -> Iterator[tuple[str, bytes]]:
    """The context and the encrypted content of each of a load's files. That of the contact details is empty if it is
    missing, because they are needed for the release."""
    ring = load.contacts_ring
    contacts = _sealed_file(ring, CONTACTS)
    yield ring, contacts.read_bytes() if contacts.exists() else b""
    for kind in (MATCHES, ACCENTED_NAME):
        if (path := _sealed_file(ring, kind)).exists():
            yield f"{ring}/{kind}", path.read_bytes()


def destroy_contacts_on_commit(load: ExtractLoad, *, at: datetime) -> None:
    """On commit, destroy the key of a load's contact details and possible matches, then delete the files."""
    ring = load.contacts_ring
    tombstones.destroy_ring_on_commit(ring, at=at)
    transaction.on_commit(lambda: _delete_sealed_files(ring), robust=True)


def files_to_erase(load: ExtractLoad) -> list[Path]:
    """The files of a load that must go when retention ends, in the order of their names."""
    files = (path for path in load_folder(load.folder).rglob("*") if path.is_file())
    return sorted(path for path in files if path.name not in _KEPT_AFTER_RETENTION)


def erase_on_commit(load: ExtractLoad, *, at: datetime) -> None:
    """On commit, destroy the key of a load's contact details if it still exists, then delete every file of the load
    that is about people."""
    if vault.key_exists(load.contacts_ring):
        tombstones.destroy_ring_on_commit(load.contacts_ring, at=at)
    transaction.on_commit(lambda: erase_files(load), robust=True)


def erase_files(load: ExtractLoad) -> None:
    """Delete every file of a load that is about people."""
    for path in files_to_erase(load):
        path.unlink(missing_ok=True)


def remove_load_on_commit(folder: str, ring: str, *, at: datetime) -> None:
    """On commit, destroy the key of a load that was stopped or replaced, then delete its folder."""
    tombstones.destroy_ring_on_commit(ring, at=at)
    transaction.on_commit(lambda: _delete_folder(folder), robust=True)


def remove_load(folder: str) -> None:
    """Destroy the key of a load that was never committed, and delete its folder. This cannot be rolled back."""
    remove_contacts(contacts_ring(folder))
    _delete_folder(folder)


def remove_contacts(ring: str) -> None:
    """Destroy the key of files that were never committed, and delete them. This cannot be rolled back."""
    vault.destroy_ring(ring)
    _delete_sealed_files(ring)


@transaction.atomic
def delete_leftovers() -> None:
    """Delete the files that a killed process left: those whose key it had destroyed or that no load refers to, folders
    of replaced loads, and files of loads whose retention has ended."""
    lock_suppression_list()  # nobody is being erased from files meanwhile
    loads = dict(ExtractLoad.objects.values_list("folder", "contacts_ring"))
    for ring in vault.rings_beginning_with(contacts_ring("")):
        if _REWRITTEN in ring and ring not in loads.values():
            vault.destroy_ring(ring)
    for load in ExtractLoad.objects.exclude(erased_at=None):
        erase_files(load)
    for path in (Path(settings.HOME) / "loads").glob("*"):
        if path.name in loads:
            _delete_unreadable_files(path, loads[path.name])
        elif not vault.key_exists(contacts_ring(path.name)) and (path / "frame" / FLOW_FILE).is_file():
            _delete_folder(path.name)  # without the flow, a load may still be writing it


def _delete_unreadable_files(folder: Path, ring: str) -> None:
    readable = {_sealed_file(ring, kind) for kind in _SEALED} if vault.key_exists(ring) else set()
    for path in folder.glob("*.sealed"):
        if path.name.partition(".")[0] in _SEALED and path not in readable:
            path.unlink(missing_ok=True)


def _delete_sealed_files(ring: str) -> None:
    for kind in _SEALED:
        _sealed_file(ring, kind).unlink(missing_ok=True)


def _delete_folder(folder: str) -> None:
    shutil.rmtree(load_folder(folder), ignore_errors=True)


def contacts_ring(folder: str) -> str:
    """The name of the ring that holds a new load's key."""
    return f"{_RING}{folder}"


def next_contacts_ring(ring: str) -> str:
    """A name for the ring of the same load's files when they are written again."""
    return f"{ring.partition(_REWRITTEN)[0]}{_REWRITTEN}{secrets.token_hex(4)}"


def _sealed_file(ring: str, kind: str) -> Path:
    """Where what is encrypted with this ring's key is kept: under another name each time it is written again."""
    folder, rewritten, times = ring.removeprefix(_RING).partition(_REWRITTEN)
    return load_folder(folder) / f"{kind}{rewritten}{times}.sealed"


def private_working_folder() -> str:
    """The folder for temporary files that hold personal data."""
    os.makedirs(settings.WORKING_DIR, exist_ok=True)  # noqa: PTH103 - the setting may be a str
    return str(settings.WORKING_DIR)
