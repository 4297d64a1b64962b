"""Verifying a certificate against the audit log. Anyone can do this, without the frame itself."""

from dataclasses import dataclass

from aftercall.core import audit
from aftercall.core.models import AuditEntry
from aftercall.core.words import date_and_time
from aftercall.errors import BadInput
from aftercall.frames.canonical import read_digest_lines
from aftercall.frames.certificate import Certificate
from aftercall.frames.verify import seed_was_committed

# The start of a message about each of the two files.
STATED, HELD = "The certificate", "The digest"


@dataclass(frozen=True)
class Check:
    """One condition, in words, and whether it holds."""

    words: str
    holds: bool


@dataclass(frozen=True)
class _Record:
    """The audit entries of a draw: planned (commitment to the seed), loaded (frame), drawn (certificate)."""

    planned: AuditEntry | None
    loaded: AuditEntry | None
    drawn: AuditEntry | None


def verify_certificate(certificate: bytes, digests: bytes) -> list[Check]:
    """Compare a certificate.json, and the digests of someone's copies of the certified files, with the audit log.

    Raises BadInput if either file has the wrong format.
    """
    stated = Certificate.from_bytes(certificate, STATED)
    held = read_digest_lines(digests, HELD)
    if "frame.parquet" not in held:
        raise BadInput(
            f"{HELD} file has no line for frame.parquet. Choose digests.sha256 from the ZIP file of the draw"
        )
    record = _record(stated)
    certified = {"frame.parquet": stated.frame_file_digest, "sample.parquet": stated.sample_file_digest}
    return [
        Check("The seed matches the commitment to it", seed_was_committed(stated)),
        Check(_when("We committed to this seed before the extract was loaded", record.planned), _in_time(record)),
        Check(
            _when("The frame was fixed before the draw", record.loaded),
            record.loaded is not None and record.loaded.details.get("frame") == stated.frame_file_digest,
        ),
        Check(_when("The certificate is identical to that of our draw", record.drawn), record.drawn is not None),
        *(
            Check(f"The digest of your {name} matches the certificate", held[name] == certified[name])
            for name in certified
            if name in held
        ),
    ]


def _record(certificate: Certificate) -> _Record:
    planned = _unaltered_entry("wave.planned", details__seed_commitment=certificate.seed_commitment)
    drawn = _unaltered_entry("sample.drawn", details__certificate=certificate.digest())
    loaded = _unaltered_entry("extract.loaded", subject=drawn.subject, pk__lt=drawn.pk) if drawn else None
    return _Record(planned, loaded, drawn)


def _unaltered_entry(action: str, **values: object) -> AuditEntry | None:
    """The last such entry, if it has not been altered since it was written."""
    entry = AuditEntry.objects.filter(action=action, **values).order_by("-pk").first()
    return entry if entry and audit.leaf_hash(entry) == entry.leaf_hash else None


def _in_time(record: _Record) -> bool:
    if record.planned is None or record.drawn is None or record.planned.subject != record.drawn.subject:
        return False
    earlier = AuditEntry.objects.filter(action="extract.loaded", subject=record.planned.subject)
    return not earlier.filter(pk__lt=record.planned.pk).exists()


def _when(words: str, entry: AuditEntry | None) -> str:
    return f"{words} (entry {entry.pk} of the audit log, {date_and_time(entry.at)})" if entry else words
