"""The certificate of erasure: what it says, who signed it, and what is compared with it."""

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from tests.cli.test_main import Result
from tests.cli.test_main import aftercall as aftercall  # noqa: PLC0414 - a fixture
from tests.conftest import Commit
from tests.fieldwork.making import Person, at, make_cases
from tests.world import drawn_wave, fresh

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import audit_keys, vault
from aftercall.core.audit import SystemActor
from aftercall.core.models import AuditEntry
from aftercall.errors import BadInput
from aftercall.frames.canonical import digest_lines
from aftercall.programmes import folders
from aftercall.programmes.models import Wave
from aftercall.programmes.operations import stop_abandoned_loads
from aftercall.programmes.verification import verify_certificate
from aftercall.rights import certificates
from aftercall.rights.models import ErasureCertificate
from aftercall.rights.retention import end_retention
from aftercall.rights.verification import check_certificate

pytestmark = pytest.mark.django_db
TESTS = SystemActor("tests")
ENDED = at(18, 9, month=7)


@pytest.fixture
def certificate(commit: Commit) -> ErasureCertificate:
    """The certificate of a wave that was released to two people and never returned."""
    [case, _] = make_cases(Person("CASE1"), Person("CASE2"))
    ended = end_retention(wave=case.wave, actor=TESTS, at=ENDED)
    commit()
    return ended


@pytest.fixture
def ended(cached_frames: None, researcher: User, extract: Path, commit: Commit) -> Wave:
    """A wave with a frame and a sample that was never released, and whose retention has ended."""
    wave = drawn_wave(researcher, extract)
    end_retention(wave=wave, actor=TESTS, at=ENDED)
    commit()
    return fresh(wave)


def failed(document: str | bytes) -> list[str]:
    content = document.encode() if isinstance(document, str) else document
    return [check.words for check in check_certificate(content, "C.json") if not check.holds]


def test_it_says_what_was_erased_when_and_by_which_rule(certificate: ErasureCertificate) -> None:
    statement = json.loads(certificate.document)["statement"]
    assert (statement["wave"], statement["month"]) == ("victims-1-2025-01", "2025-01")
    assert statement["rule"] == {
        "programme_version": 1,
        "last_call_on": "2025-04-25",
        "retention_weeks": 12,
        "due_on": "2025-07-18",
    }
    assert datetime.fromisoformat(statement["ended_at"]) == ENDED
    assert (statement["erased"]["cases"], statement["erased"]["case_digests"]) == (2, 2)
    assert statement["respondents"]["number"] == 0
    entry = AuditEntry.objects.get(action="retention.ended")
    assert entry.details["certificate"] == certificates.digest(certificate.document)
    assert failed(certificate.document) == []


def test_a_changed_certificate_is_neither_signed_nor_in_the_log(certificate: ErasureCertificate) -> None:
    changed = certificate.document.replace('"cases": 2', '"cases": 3')
    assert [words.partition(" (")[0] for words in failed(changed)] == [
        "The certificate is signed with the key of our audit log",
        "The certificate is identical to the one that we issued",
    ]


def test_a_certificate_that_somebody_else_signed_is_found_out(certificate: ErasureCertificate) -> None:
    statement = json.loads(certificate.document)["statement"]
    assert len(failed(certificates.sign(statement, Ed25519PrivateKey.generate()))) == 2


def test_a_key_or_file_that_came_back_is_found(ended: Wave) -> None:
    document = ErasureCertificate.objects.get().document
    assert failed(document) == []
    vault.create_ring(ended.load.contacts_ring, slots=1)
    folders.frame_file(ended.load).write_bytes(b"from a backup")
    assert failed(document) == ["No file that it lists exists any more", "No key of the wave exists any more"]


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"\xff", b'{"statement": {"kind": "x"}, "key": "", "signature": ""}']
)
def test_another_file_is_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(BadInput, match=r"^C\.json is not a certificate of erasure"):
        check_certificate(content, "C.json")


def test_after_the_end_certificate_frame_digest_and_audit_log_still_agree(ended: Wave) -> None:
    sample = ended.sample.certificate
    digests = digest_lines({"frame.parquet": sample["frame_file_digest"]})
    checks = verify_certificate(json.dumps(sample).encode(), digests.encode())
    assert all(check.holds for check in checks)
    assert checks[-1].words.startswith("The frame that we deleted when retention ended was this one (entry ")
    assert "18 July 2025" in checks[-1].words
    frame = next(check for check in check_certificate(_document(), "C.json") if "was loaded" in check.words)
    assert frame.holds


def _document() -> bytes:
    return ErasureCertificate.objects.get().document.encode()


def test_only_files_that_are_about_nobody_remain(ended: Wave) -> None:
    folder = folders.load_folder(ended.load.folder)
    remaining = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert remaining == {"frame/flow.json", "frame/rules.json", "sample/certificate.json"}
    listed = {file["name"] for file in json.loads(_document())["statement"]["files"]}
    assert {"frame/frame.parquet", "frame/persons.parquet", "frame/register.parquet", "sample/sample.parquet"} <= listed
    assert {"frame/excluded.parquet", "frame/rejected.csv", "contacts.sealed"} <= listed


def test_files_that_a_killed_process_left_are_deleted_later(ended: Wave) -> None:
    folders.frame_file(ended.load).write_bytes(b"left")
    stop_abandoned_loads(at=ENDED)
    assert not folders.frame_file(ended.load).exists()


def test_the_page_of_the_wave_says_that_its_data_are_gone(
    ended: Wave, client_signed_in_as: Callable[[Role | None], Client]
) -> None:
    client = client_signed_in_as(Role.RESEARCHER)
    page = client.get(f"/waves/{ended.pk}/").content.decode()
    assert "Retention ended on 18 July 2025" in page
    assert "We deleted the frame when retention ended" in page
    assert "Release the sample to" not in page
    assert client.get(f"/waves/{ended.pk}/rejected/").status_code == 404
    assert client.get("/start/").status_code == 200


def test_the_field_manager_still_sees_the_progress_of_the_wave(
    certificate: ErasureCertificate, client_signed_in_as: Callable[[Role | None], Client]
) -> None:
    client = client_signed_in_as(Role.FIELD_MANAGER)
    assert client.get(f"/fieldwork/progress/{certificate.wave_id}/").status_code == 200
    assert "results for January 2025" not in client.get("/start/").content.decode()


def test_the_officer_sees_and_downloads_certificates(
    certificate: ErasureCertificate, client_signed_in_as: Callable[[Role | None], Client]
) -> None:
    client = client_signed_in_as(Role.DATA_PROTECTION)
    listing = client.get("/retention/").content.decode()
    assert "January 2025" in listing
    assert "18 July 2025" in listing
    page = client.get(f"/retention/{certificate.pk}/").content.decode()
    assert "12 weeks after the last possible call on 25 April 2025: version 1 of the programme" in page
    assert "2 cases" in page
    assert "Not every check passed" not in page
    response = client.get(f"/retention/{certificate.pk}/certificate.json")
    assert response.content.decode() == certificate.document
    assert response["Content-Disposition"] == 'attachment; filename="erasure-victims-1-2025-01.json"'


def test_before_any_retention_has_ended_the_page_says_so(
    client_signed_in_as: Callable[[Role | None], Client],
) -> None:
    assert "No retention has ended yet" in client_signed_in_as(Role.DATA_PROTECTION).get("/retention/").content.decode()


def test_the_page_warns_if_a_key_came_back(
    certificate: ErasureCertificate, client_signed_in_as: Callable[[Role | None], Client]
) -> None:
    vault.create_ring(certificate.wave.release.ring, slots=1)
    page = client_signed_in_as(Role.DATA_PROTECTION).get(f"/retention/{certificate.pk}/").content.decode()
    assert "Not every check passed" in page


def test_the_command_verifies_with_the_installation_and_with_the_key_alone(
    certificate: ErasureCertificate, tmp_path: Path, aftercall: Callable[..., Result]
) -> None:
    file = tmp_path / "C.json"
    file.write_text(certificate.document, encoding="utf-8")
    done = aftercall("retention", "verify", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Yes  The certificate is signed with the key of our audit log\n")
    assert aftercall("retention", "verify", str(file), "--key", str(audit_keys.public_key())).returncode == 0
    file.write_text(certificate.document.replace('"cases": 2', '"cases": 3'), encoding="utf-8")
    done = aftercall("retention", "verify", str(file), "--key", str(audit_keys.public_key()), "--json")
    assert (done.returncode, json.loads(done.stdout)["passed"]) == (1, False)
    missing = aftercall("retention", "verify", str(tmp_path / "none.json"))
    assert (missing.returncode, missing.stderr.count("\n")) == (2, 1)


def test_days_that_are_a_persons_own_are_replaced_by_those_of_the_wave(certificate: ErasureCertificate) -> None:
    case = certificate.wave.cases.select_related("released").first()
    assert case is not None
    assert (case.opens_on, case.closes_on) == (certificate.wave.first_call_on, certificate.wave.last_call_on)
    released = case.released
    assert (released.category, released.area, released.reported_on) == ("", "", date(2025, 1, 1))
    assert (bytes(released.sealed_person), bytes(released.sealed_contact)) == (b"", b"")
