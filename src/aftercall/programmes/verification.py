"""What the audit log says about a certificate that somebody holds: for anybody, without the frame itself."""

from dataclasses import dataclass

from aftercall.core import audit
from aftercall.core.models import AuditEntry
from aftercall.core.words import moment
from aftercall.errors import BadInput
from aftercall.frames.canonical import read_digest_lines
from aftercall.frames.certificate import Certificate
from aftercall.frames.verify import seed_was_committed

# How a message begins about the one file or the other.
STATED, HELD = "The certificate", "The digest"


@dataclass(frozen=True)
class Check:
    """One thing that must hold, in words, and whether it does."""

    words: str
    holds: bool


@dataclass(frozen=True)
class _Record:
    """What the log holds on a draw: planned (seed committed to), loaded (frame fixed), drawn (certificate made)."""

    planned: AuditEntry | None
    loaded: AuditEntry | None
    drawn: AuditEntry | None


def verify_certificate(certificate: bytes, digests: bytes) -> list[Check]:
    """Compare a certificate.json and the digests of the files that somebody holds with the audit log.

    Errors: BadInput where one of them is not what it should be.
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
    planned = _genuine("wave.planned", details__seed_commitment=certificate.seed_commitment)
    drawn = _genuine("sample.drawn", details__certificate=certificate.digest())
    loaded = _genuine("extract.loaded", subject=drawn.subject, pk__lt=drawn.pk) if drawn else None
    return _Record(planned, loaded, drawn)


def _genuine(action: str, **values: object) -> AuditEntry | None:
    """The last such entry, if it still says what it said when it was written."""
    entry = AuditEntry.objects.filter(action=action, **values).order_by("-pk").first()
    return entry if entry and audit.leaf_hash(entry) == entry.leaf_hash else None


def _in_time(record: _Record) -> bool:
    if record.planned is None or record.drawn is None or record.planned.subject != record.drawn.subject:
        return False
    earlier = AuditEntry.objects.filter(action="extract.loaded", subject=record.planned.subject)
    return not earlier.filter(pk__lt=record.planned.pk).exists()


def _when(words: str, entry: AuditEntry | None) -> str:
    return f"{words} (entry {entry.pk} of the audit log, {moment(entry.at)})" if entry else words
