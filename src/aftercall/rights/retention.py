"""The end of a wave's retention: contact details are erased, and so is everything that links answers to people."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from aftercall.core import audit, audit_keys, journal
from aftercall.fieldwork.operations.erasing import erase_fieldwork
from aftercall.handover.models import Release, Return
from aftercall.handover.operations import erase_release
from aftercall.handover.wave_data import link_wave, unique_people, write_retained
from aftercall.programmes import folders
from aftercall.programmes.models import ExtractLoad, Wave
from aftercall.programmes.operations.erasing import erase_load, lock_for_erasure
from aftercall.programmes.retention import retention_ends_on
from aftercall.rights import certificates
from aftercall.rights.models import ErasureCertificate
from aftercall.suppression.operations import lock_suppression_list

RETENTION = audit.SystemActor("retention")
JOURNAL_KIND = "retention"


@transaction.atomic
def end_retention(*, wave: Wave, actor: audit.Actor, at: datetime) -> ErasureCertificate:
    """Erase everything that leads from a wave's answers to people, and issue a signed certificate of it.

    What analyses need is first written to a file without ids. Keys and files are destroyed on commit; a destruction
    that is interrupted is completed at the next start or by the next job. Refused if it has been done before.
    """
    lock_suppression_list()
    load = lock_for_erasure(wave)
    wave = load.wave
    kept = _keep_for_analyses(load)
    files = [_described(path, folders.load_folder(load.folder)) for path in folders.files_to_erase(load)]
    erased = _erase(load, at)
    statement = _statement(wave, at) | {"erased": erased, "files": files} | kept
    document = certificates.sign(statement, audit_keys.signing_key())
    journal.record(JOURNAL_KIND, {"wave": wave.reference, "ended_at": at.isoformat(), "certificate": document})
    return _issue(wave, document, actor, issued_at=at, at=at)


def replay(payload: Mapping[str, object], at: datetime) -> None:
    """End again the retention of a wave that a restored database still has. Its keys were destroyed then, so what
    analyses need was kept then or not at all, and the certificate is that of the first time."""
    wave = Wave.objects.filter(reference=payload["wave"], load__erased_at=None, load__isnull=False).first()
    if wave is None:
        return
    load = lock_for_erasure(wave)
    _erase(load, at)
    ended_at = datetime.fromisoformat(str(payload["ended_at"]))
    _issue(load.wave, str(payload["certificate"]), RETENTION, issued_at=ended_at, at=at)


def _issue(wave: Wave, document: str, actor: audit.Actor, *, issued_at: datetime, at: datetime) -> ErasureCertificate:
    statement = certificates.read_certificate(document.encode(), "The certificate").statement
    details = {
        "cases": statement["erased"].get("cases", 0),
        "files": len(statement["files"]),
        "frame": certificates.frame_digest(statement),
        "certificate": certificates.digest(document),
    }
    audit.record(actor=actor, action="retention.ended", subject=wave.subject, at=at, details=details)
    return ErasureCertificate.objects.create(wave=wave, issued_at=issued_at, document=document)


def _keep_for_analyses(load: ExtractLoad) -> dict[str, Any]:
    """Write what analyses need of a returned wave, and describe it. Nothing is kept of other waves."""
    if not Return.objects.filter(wave=load.wave).exists():
        return {"kept": [], "respondents": {"number": 0, "unique_in_frame": 0, "unique_in_sample": 0}}
    data = link_wave(load.wave)
    path = folders.retained_file(load)
    write_retained(data, path)
    in_frame, in_sample = unique_people(load.wave, data.sample)
    number = sum(person.responded for person in data.sample)
    return {
        "kept": [_described(path, path.parent)],
        "respondents": {"number": number, "unique_in_frame": in_frame, "unique_in_sample": in_sample},
    }


def _erase(load: ExtractLoad, at: datetime) -> dict[str, int]:
    counts = erase_fieldwork(wave=load.wave)
    release = Release.objects.select_for_update().filter(wave=load.wave).first()
    if release:
        counts |= erase_release(release=release, at=at)
    return counts | {"match_decisions": erase_load(load=load, at=at)}


def _statement(wave: Wave, at: datetime) -> dict[str, Any]:
    version = wave.version
    return {
        "kind": certificates.KIND,
        "wave": wave.reference,
        "programme": version.programme.name,
        "month": f"{wave.month:%Y-%m}",
        "ended_at": at.isoformat(),
        "rule": {
            "programme_version": version.number,
            "last_call_on": wave.last_call_on.isoformat(),
            "retention_weeks": version.survey.retention_weeks,
            "due_on": retention_ends_on(wave).isoformat(),
        },
    }


def _described(path: Path, folder: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return {"name": path.relative_to(folder).as_posix(), "sha256": sha256, "bytes": path.stat().st_size}
