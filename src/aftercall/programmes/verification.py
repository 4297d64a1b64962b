"""Verifying a certificate against the audit log. Anyone can do this, without the frame itself."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from aftercall.core import audit
from aftercall.core.models import AuditEntry
from aftercall.core.words import date_and_time
from aftercall.errors import BadInput
from aftercall.frames.canonical import read_digest_lines
from aftercall.frames.certificate import Certificate
from aftercall.frames.verify import seed_was_committed

# How a message names each of the two files; it starts with this.
CERTIFICATE_FILE, DIGEST_FILE = "The certificate", "The digest"


@dataclass(frozen=True)
class Check:
    """A statement about the certificate, and whether it holds."""

    words: str
    holds: bool


@dataclass(frozen=True)
class _Entries:
    """The audit entries that belong to a certificate. plan: holds the commitment to the seed; load: holds the digest of
    the frame; draw: holds the digest of the certificate; end: holds the digest of the frame that was deleted when
    retention ended."""

    plan: AuditEntry | None
    load: AuditEntry | None
    draw: AuditEntry | None
    end: AuditEntry | None


def verify_certificate(certificate_file: bytes, digest_file: bytes) -> list[Check]:
    """Compare a certificate.json with the audit log, and with the digests of someone's copies of the certified files.

    Raises BadInput if either file has the wrong format.
    """
    certificate = Certificate.from_bytes(certificate_file, CERTIFICATE_FILE)
    digests = read_digest_lines(digest_file, DIGEST_FILE)
    if "frame.parquet" not in digests:
        raise BadInput(
            f"{DIGEST_FILE} file has no line for frame.parquet. Choose digests.sha256 from the ZIP file of the draw"
        )
    entries = _find_entries(certificate)
    certified = {"frame.parquet": certificate.frame_file_digest, "sample.parquet": certificate.sample_file_digest}
    return [
        Check(_("The seed matches the commitment to it"), seed_was_committed(certificate)),
        Check(
            _when(_("We committed to this seed before the extract was loaded"), entries.plan),
            _was_planned_before_load(entries),
        ),
        Check(
            _when(_("The frame was fixed before the draw"), entries.load),
            entries.load is not None and entries.load.details.get("frame") == certificate.frame_file_digest,
        ),
        Check(_when(_("The certificate is identical to that of our draw"), entries.draw), entries.draw is not None),
        *(
            Check(
                _("The digest of your %(file)s matches the certificate") % {"file": name},
                digests[name] == certified[name],
            )
            for name in certified
            if name in digests
        ),
        *_deleted_frame(entries.end, certificate),
    ]


def _deleted_frame(end: AuditEntry | None, certificate: Certificate) -> list[Check]:
    """Once retention has ended, nobody can draw the sample again with our copy of the frame."""
    if end is None:
        return []
    words = _when(_("The frame that we deleted when retention ended was this one"), end)
    return [Check(words, end.details.get("frame") == certificate.frame_file_digest)]


def _find_entries(certificate: Certificate) -> _Entries:
    plan = _unaltered_entry("wave.planned", details__seed_commitment=certificate.seed_commitment)
    draw = _unaltered_entry("sample.drawn", details__certificate=certificate.digest())
    load = _unaltered_entry("extract.loaded", subject=draw.subject, pk__lt=draw.pk) if draw else None
    end = _unaltered_entry("retention.ended", subject=draw.subject) if draw else None
    return _Entries(plan, load, draw, end)


def _unaltered_entry(action: str, **values: object) -> AuditEntry | None:
    """The last entry with these values, or None if there is none or it is not as this service wrote it."""
    entry = AuditEntry.objects.filter(action=action, **values).order_by("-pk").first()
    return entry if entry and audit.is_genuine(entry) else None


def _was_planned_before_load(entries: _Entries) -> bool:
    if entries.plan is None or entries.draw is None or entries.plan.subject != entries.draw.subject:
        return False
    loads = AuditEntry.objects.filter(action="extract.loaded", subject=entries.plan.subject)
    return not loads.filter(pk__lt=entries.plan.pk).exists()


def _when(words: str, entry: AuditEntry | None) -> str:
    if entry is None:
        return words
    when = _("(entry %(number)s of the audit log, %(time)s)") % {"number": entry.pk, "time": date_and_time(entry.at)}
    return f"{words} {when}"
