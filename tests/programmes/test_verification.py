"""Verifying a certificate and the digest of a frame against the audit log, without signing in."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.tampering import without_triggers
from tests.world import drawn_wave

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.models import AuditEntry
from aftercall.errors import BadInput
from aftercall.programmes import folders
from aftercall.programmes.models import Wave
from aftercall.programmes.verification import verify_certificate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cached_frames")]


@pytest.fixture
def wave(researcher: User, extract: Path) -> Wave:
    return drawn_wave(researcher, extract)


def certificate_file(wave: Wave, **changes: Any) -> bytes:
    return json.dumps({**wave.sample.certificate, **changes}).encode()


def digest_file(wave: Wave) -> bytes:
    content = (folders.frame_folder(wave.load) / "frame.parquet").read_bytes()
    return f"{hashlib.sha256(content).hexdigest()}  some/folder/frame.parquet\n".encode()


def failed_checks(certificate: bytes, digests: bytes) -> list[str]:
    return [check.words for check in verify_certificate(certificate, digests) if not check.holds]


def test_a_genuine_certificate_passes_every_check(wave: Wave) -> None:
    checks = verify_certificate(certificate_file(wave), digest_file(wave))
    assert [check.holds for check in checks] == [True] * 5
    assert "entry" in checks[1].words


def test_the_layout_of_the_certificate_file_does_not_matter(wave: Wave) -> None:
    text = json.dumps(dict(reversed(wave.sample.certificate.items())), indent=7)
    assert failed_checks(text.encode(), digest_file(wave)) == []


@pytest.mark.parametrize(
    "name", ["code_version", "sample", "population", "sample_digest", "rules_digest", "sample_file_digest"]
)
def test_a_certificate_with_any_changed_field_fails(wave: Wave, name: str) -> None:
    original = wave.sample.certificate[name]
    changed = original + 1 if isinstance(original, int) else original[:-1] + "f0"[original[-1] == "f"]
    checks = failed_checks(certificate_file(wave, **{name: changed}), digest_file(wave))
    assert any("identical to that of our draw" in words for words in checks)


def test_a_certificate_with_another_seed_fails(wave: Wave) -> None:
    checks = failed_checks(certificate_file(wave, seed="77" * 32), digest_file(wave))
    assert "The seed matches the commitment to it" in checks
    commitment = hashlib.sha256(bytes.fromhex("77" * 32)).hexdigest()
    forged = failed_checks(certificate_file(wave, seed="77" * 32, seed_commitment=commitment), digest_file(wave))
    assert "We committed to this seed before the extract was loaded" in forged


def test_the_digest_of_another_frame_fails(wave: Wave) -> None:
    [words] = failed_checks(certificate_file(wave), b"0" * 64 + b"  frame.parquet\n")
    assert words == "The digest of your frame.parquet matches the certificate"


def test_a_seed_committed_to_after_the_extract_was_loaded_fails(wave: Wave) -> None:
    entry = AuditEntry.objects.get(action="wave.planned")
    with without_triggers():
        AuditEntry.objects.filter(pk=entry.pk).update(action="other")
    again = {"action": entry.action, "subject": entry.subject, "at": entry.at, "details": entry.details}
    audit.record(actor=audit.SystemActor("test"), **again)  # after the entry of the load
    [words] = failed_checks(certificate_file(wave), digest_file(wave))
    assert words.startswith("We committed to this seed before the extract was loaded")


def test_an_altered_audit_entry_is_not_accepted(wave: Wave) -> None:
    entry = AuditEntry.objects.get(action="sample.drawn")
    with without_triggers():
        AuditEntry.objects.filter(pk=entry.pk).update(at=wave.load.loaded_at.replace(year=2024))
    assert any(
        "identical to that of our draw" in words for words in failed_checks(certificate_file(wave), digest_file(wave))
    )


@pytest.mark.parametrize(
    ("certificate", "digests", "error"),
    [
        (b"\xff", b"", "is not a certificate"),
        (b"[" * 100_000, b"", "is not a certificate"),
        (b"[]", b"", "is not a certificate"),
        (None, b"", "64 hexadecimal digits"),
        (None, b"zz  frame.parquet", "64 hexadecimal digits"),
        (None, b"0" * 64 + b"  other.parquet", "no line for frame.parquet"),
    ],
)
def test_files_of_the_wrong_format_are_refused(
    wave: Wave, certificate: bytes | None, digests: bytes, error: str
) -> None:
    with pytest.raises(BadInput, match=error):
        verify_certificate(certificate_file(wave) if certificate is None else certificate, digests)


@pytest.mark.parametrize(
    "changes",
    [
        {"design": {"fraction": "1e999999999"}},
        {"design": {"fraction": "1/0"}},
        {"design": []},
        {"population": 1e400},
        {"population": "40"},
        {"seed": 7},
        {"strata": [{"stratum": "a"}]},
        {"strata": 3},
        {"more": 1},
        {"seed_commitment": "\0"},
        {"code_version": "\ud800"},
    ],
)
def test_a_malformed_certificate_is_refused(wave: Wave, changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="is not a certificate"):
        verify_certificate(certificate_file(wave, **changes), digest_file(wave))


def test_anyone_can_verify_a_certificate_on_the_page(client: Client, wave: Wave) -> None:
    def post(digests: bytes) -> str:
        files = {
            "certificate": SimpleUploadedFile("certificate.json", certificate_file(wave)),
            "digests": SimpleUploadedFile("digests.sha256", digests),
        }
        return client.post(reverse("programmes:verify"), files).content.decode()

    matching = post(digest_file(wave))
    assert "The certificate and the digest match our log" in matching
    assert reverse("programmes:verify_guide") in matching
    assert "does not match our log" in post(b"0" * 64 + b"  frame.parquet")
    assert "two spaces and a file" in post(b"nothing of the kind")
    assert "Check that you have chosen the right one" in post(b"0" * 20_000)


def test_the_guide_names_every_check_of_the_page(client: Client, wave: Wave) -> None:
    guide = client.get(reverse("programmes:verify_guide")).content.decode()
    for check in verify_certificate(certificate_file(wave), digest_file(wave)):
        assert check.words.partition(" (entry")[0] in guide


def test_the_page_asks_for_both_files(client: Client) -> None:
    response = client.post(reverse("programmes:verify"), {})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Choose a certificate" in page
    assert "Choose a file with the digest of the frame" in page
