"""Checking a certificate of erasure: its signature, the audit log, and that what it says was erased is gone."""

from collections.abc import Mapping
from typing import Any

from aftercall.core import audit, audit_keys, vault
from aftercall.core.models import AuditEntry
from aftercall.core.words import date_and_time
from aftercall.handover.models import Release, answers_ring
from aftercall.programmes import folders
from aftercall.programmes.models import ExtractLoad
from aftercall.programmes.verification import Check
from aftercall.rights.certificates import digest, frame_digest, read_certificate


def check_certificate(content: bytes, name: str) -> list[Check]:
    """Compare a certificate with the audit log, and with what there still is. `name` is how messages name the file.
    Raises BadInput if it is not a certificate."""
    certificate = read_certificate(content, name)
    subject = f"wave:{certificate.statement['wave']}"
    end = _genuine_entry("retention.ended", subject, details__certificate=digest(content))
    load = _genuine_entry("extract.loaded", subject)
    frame = frame_digest(certificate.statement)
    checks = [
        Check(
            "The certificate is signed with the key of our audit log", certificate.is_signed_by(audit_keys.public_key())
        ),
        Check(_when("The certificate is identical to the one that we issued", end), end is not None),
        Check("No file that it lists exists any more", not _existing_files(certificate.statement)),
        Check("No key of the wave exists any more", not _existing_rings(certificate.statement)),
    ]
    if frame:
        words = _when("The frame that was deleted is the one that was loaded", load)
        checks.append(Check(words, load is not None and load.details.get("frame") == frame))
    return checks


def _genuine_entry(action: str, subject: str, **values: object) -> AuditEntry | None:
    entry = AuditEntry.objects.filter(action=action, subject=subject, **values).order_by("-pk").first()
    return entry if entry and audit.is_genuine(entry) else None


def _load(statement: Mapping[str, Any]) -> ExtractLoad | None:
    return ExtractLoad.objects.filter(wave__reference=statement["wave"]).first()


def _existing_files(statement: Mapping[str, Any]) -> bool:
    load = _load(statement)
    return load is not None and bool(folders.files_to_erase(load))


def _existing_rings(statement: Mapping[str, Any]) -> bool:
    load = _load(statement)
    release = Release.objects.filter(wave__reference=statement["wave"]).first()
    rings = [load.contacts_ring] if load else []
    rings += [release.ring, answers_ring(release.ring)] if release else []
    return any(vault.key_exists(ring) for ring in rings)


def _when(words: str, entry: AuditEntry | None) -> str:
    return f"{words} (entry {entry.pk} of the audit log, {date_and_time(entry.at)})" if entry else words
