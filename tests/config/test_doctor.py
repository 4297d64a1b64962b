"""What doctor finds: each thing that can be wrong with an installation, and nothing in one that is healthy."""

import os
import shutil
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import Settings
from tests.conftest import Commit
from tests.fieldwork.making import (
    TUESDAY,
    Person,
    call,
    get_case,
    make_cases,
    make_programme,
    make_user,
    overwrite,
    stored_instrument,
)
from tests.rights.test_objections import ANN, digests
from tests.world import loaded_wave

from aftercall.accounts.models import User
from aftercall.accounts.second_factor import SecondFactorAdapter
from aftercall.config import doctor
from aftercall.config.private_files import database_files, restrict_existing
from aftercall.consents.models import Consent, ConsentDigest
from aftercall.core import vault
from aftercall.core.audit import SystemActor
from aftercall.core.models import InstalledVersion, JournalEntry, KeyTombstone
from aftercall.core.tombstones import destroy_erased
from aftercall.dispositions.codes import BY_CODE
from aftercall.fieldwork.free_text import encrypt_text
from aftercall.fieldwork.models import Answer, Attempt, Interview
from aftercall.fieldwork.operations import record_outcome
from aftercall.handover.answers import AnswersKey
from aftercall.handover.models import Release, ReleasedCase
from aftercall.instrument.canonical import document_digest
from aftercall.programmes import folders, kept_extracts
from aftercall.programmes.models import Programme
from aftercall.programmes.operations import MATCH_KEY
from aftercall.questionnaires.models import InstrumentVersion
from aftercall.rights.objections import object_at_once
from aftercall.suppression.models import ObjectionSource

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """An installation of its own, whose files only its owner can read."""
    settings.HOME, settings.KEYS_DIR = tmp_path / "home", tmp_path / "keys"
    settings.ROOT_KEY_FILE = tmp_path / "keys" / "root.key"
    settings.HOME.mkdir(mode=0o700)
    settings.KEYS_DIR.mkdir(mode=0o700)
    settings.DEMO = False
    restrict_existing(*database_files(str(connection.settings_dict["NAME"])))
    umask = os.umask(0o077)
    vault.long_lived_key(MATCH_KEY)
    yield tmp_path
    os.umask(umask)


def findings() -> list[str]:
    return list(doctor.examine().findings)


def the_finding() -> str:
    [finding] = findings()
    return finding


def test_a_new_installation_is_healthy() -> None:
    assert doctor.examine().passed


def test_an_installation_in_which_everything_opens_or_has_been_erased_is_healthy(commit: Commit) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)), Person("CASE2"))
    object_at_once(person=ANN, source=ObjectionSource.LETTER, actor=SystemActor("test"), at=TUESDAY)
    commit()
    found = doctor.examine()
    assert (found.findings, found.opened, found.erased) == ([], 3, 1)


@pytest.mark.parametrize("destroyed", ["key", "ring"])
def test_a_missing_tombstone_is_found(destroyed: str) -> None:
    cases = make_cases(Person("CASE1"), Person("CASE2"))
    ring = cases[0].released.ring
    vault.destroy_key(ring, 1) if destroyed == "key" else vault.destroy_ring(ring)
    first, count = ("CASE2", 1) if destroyed == "key" else ("CASE1", 2)
    assert the_finding() == (
        f"Contact details: {count} cannot be opened, and no tombstone says that they were erased, first those of case "
        f"{first}. Put back the folder in AFTERCALL_KEYS that belongs to this database"
    )


def test_a_value_that_opens_although_its_wave_is_erased_is_found_and_can_be_destroyed(commit: Commit) -> None:
    make_cases()
    Release.objects.update(erased_at=TUESDAY)
    reference = Release.objects.get().wave.reference
    said = f"The retention of {reference} has ended, but its keys can still be used. Run './go aftercall doctor"
    assert [finding.startswith(said) for finding in findings()] == [True, True]  # contact details and answers
    assert destroy_erased(rings=doctor.erased_rings(), actor=SystemActor("console"), at=TUESDAY) == 2
    commit()
    assert findings() == []


@pytest.mark.parametrize("retention_has_ended", [False, True])
def test_a_key_that_came_back_is_found_and_can_be_destroyed_again(
    commit: Commit, installation: Path, *, retention_has_ended: bool
) -> None:
    ring = make_cases()[0].released.ring
    shutil.copy(installation / "keys" / f"{ring}.ring", installation / "copy")
    slot = None if retention_has_ended else 0
    KeyTombstone.objects.create(ring=ring, slot=slot, recorded_at=TUESDAY, destroyed_at=TUESDAY)
    found = findings()
    assert found[0] == (
        "Contact details: 1 can be opened although a tombstone says that they were erased, first those of case CASE1. "
        "Run './go aftercall doctor --destroy-erased'"
    )
    assert found[1].startswith(f"1 key has a tombstone and can still be used, first in {ring}. Run")
    assert destroy_erased(rings=(), actor=SystemActor("console"), at=TUESDAY) == 1
    assert findings() == []


@pytest.mark.parametrize("sealed", [b"", b"short", b"x" * 60])
def test_a_damaged_value_is_found(sealed: bytes) -> None:
    make_cases()
    ReleasedCase.objects.update(sealed_contact=sealed)
    assert "Contact details: 1 do not open with their keys, first those of case CASE1. Put back" in the_finding()


def test_another_root_key_is_found(installation: Path) -> None:
    make_cases()
    (installation / "keys" / "root.key").write_bytes(b"k" * 32)
    assert the_finding().startswith("The audit log's last entry was not written with the keys in AFTERCALL_KEYS. Put")


def test_a_lost_root_key_is_found_and_not_replaced(installation: Path) -> None:
    make_cases()
    (installation / "keys" / "root.key").unlink()
    assert the_finding().startswith(
        "The key that opens all others is missing (root.key in AFTERCALL_KEYS). Put it back"
    )
    assert not (installation / "keys" / "root.key").exists()


def test_notes_and_verbatims_are_opened_too(no_minimum_call: None) -> None:
    interviewer = make_user()
    make_cases()
    attempt = call(interviewer)
    record_outcome(
        attempt=attempt,
        disposition=BY_CODE["2.31"],
        interviewer=interviewer,
        at=TUESDAY,
        note="asked for Zoë",
        needs="Relay UK",
    )
    case = get_case("CASE1")
    interview = Interview.objects.create(case=case, attempt=attempt, consented_at=TUESDAY)
    key = AnswersKey.of(case.released)
    told = {"interview": interview, "at": TUESDAY, "sealed_answer": key.seal_answer("more", "yes")}
    Answer.objects.create(**told, sealed_text=encrypt_text(case, "told Zoë", about="more"))
    assert doctor.examine().opened == 6
    Attempt.objects.update(sealed_note=b"x" * 60)
    Answer.objects.update(sealed_text=b"x" * 60)
    notes, words = findings()
    assert notes.startswith("Notes of calls: 1 do not open with their keys, first those of case CASE1.")
    assert words.startswith("Answers in people’s own words: 1 do not open with their keys, first those of case CASE1.")
    Answer.objects.update(sealed_answer=b"x" * 60)
    answers, _ = findings()  # without the answer, nobody knows which question the words are about
    assert answers.startswith("Answers: 1 do not open with their keys, first those of case CASE1.")


def test_the_modules_of_people_are_opened_too() -> None:
    make_cases(Person("CASE1", modules="burglary"), Person("CASE2"))
    assert doctor.examine().opened == 5
    ReleasedCase.objects.filter(reference="CASE1").update(sealed_modules=b"x" * 60)
    assert "Modules of people: 1 do not open with their keys, first those of case CASE1." in the_finding()


def test_what_is_kept_of_a_frame_is_opened_too(
    cached_frames: None, researcher: User, extract: Path, installation: Path
) -> None:
    load = loaded_wave(researcher, extract).load
    kept_extracts.destroy(load.folder)
    kept_extracts.keep(load.folder, extract)
    restrict_existing(installation)
    before = doctor.examine()
    assert (before.findings, before.opened) == ([], 3 + sum(1 for _ in kept_extracts.sealed_pieces(load.folder)))
    (folders.load_folder(load.folder) / "contacts.sealed").unlink()
    assert the_finding().startswith("Contact details of frames: 1 do not open with their keys, first those of victims")


def test_the_secrets_of_second_factors_are_opened_too() -> None:
    user = make_user()
    secret = SecondFactorAdapter().encrypt("secret")
    Authenticator.objects.create(user=user, type="totp", data={"secret": secret})
    Authenticator.objects.create(user=user, type="webauthn", data={"credential": {}})
    assert doctor.examine().opened == 1
    Authenticator.objects.filter(type="totp").update(data={"secret": b64encode(b"other").decode()})
    assert the_finding().startswith(
        f"Secrets of second factors: 1 do not open with their keys, first those of user {user.pk}"
    )


def test_files_that_others_can_read_are_found(installation: Path) -> None:
    (installation / "keys" / "root.key").write_bytes(b"k" * 32)
    (installation / "keys" / "root.key").chmod(0o640)
    assert the_finding().startswith(
        f"1 file or folder can be used by other users of this machine, first {installation}/keys/root.key. Run: chmod"
    )


def test_a_file_is_counted_once_where_a_folder_is_in_another(installation: Path, settings: Settings) -> None:
    settings.HOME, settings.DEMO = installation, True
    (installation / "keys" / "root.key").write_bytes(b"k" * 32)
    (installation / "keys" / "root.key").chmod(0o640)
    assert the_finding().startswith("1 file")


def test_a_newer_database_is_found() -> None:
    MigrationRecorder(connection).record_applied("core", "9999_of_a_newer_version")
    assert the_finding() == (
        "The database is newer than this program, which does not know 1 migration of it, first "
        "core.9999_of_a_newer_version. Install the version that set up the database"
    )


def test_a_database_that_was_set_up_by_a_version_that_this_one_does_not_know_is_found() -> None:
    InstalledVersion.objects.create(version="99.0", installed_at=TUESDAY)
    assert the_finding().startswith("The database was set up by version 99.0, which is newer than this program (")


def test_a_database_that_has_not_been_set_up_for_this_version_is_found() -> None:
    MigrationRecorder(connection).record_unapplied("workbench", "0001_initial")
    assert the_finding().startswith("The database has not been set up for this version. Run")


@pytest.mark.parametrize("folder", ["keys", ""])
def test_keys_in_the_home_are_found_except_in_a_demo(settings: Settings, folder: str) -> None:
    settings.KEYS_DIR = settings.HOME / folder
    settings.KEYS_DIR.mkdir(exist_ok=True)
    finding = the_finding()
    assert finding.startswith("The keys are in the home folder, so whoever has a copy of it can read contact details.")
    assert finding.endswith(
        f"to {settings.HOME}-keys, and start again; or move it elsewhere and set AFTERCALL_KEYS to the new place"
    )
    settings.DEMO = True
    assert findings() == []


def test_a_lost_key_of_digests_is_found() -> None:
    make_cases()
    vault.destroy_ring("match")
    assert the_finding().startswith("The key of the digests of those who objected or were contacted is missing (match")


def test_the_audit_log_of_other_keys_is_found() -> None:
    make_cases()
    vault.destroy_ring("audit-entries")
    vault.long_lived_key("audit-entries")
    assert the_finding().startswith("The audit log's last entry was not written with the keys in AFTERCALL_KEYS. Put")


def test_a_restored_database_is_found(commit: Commit) -> None:
    make_cases()
    object_at_once(person=ANN, source=ObjectionSource.LETTER, actor=SystemActor("test"), at=TUESDAY)
    commit()
    JournalEntry.objects.all().delete()
    KeyTombstone.objects.all().delete()  # which the journal still knows
    assert the_finding() == (
        "The database was restored from a backup. It has forgotten 1 entry of the journal. "
        "Start Aftercall: it applies them again before it serves"
    )


def test_a_missing_journal_is_found(commit: Commit, installation: Path) -> None:
    make_cases()
    object_at_once(person=ANN, source=ObjectionSource.LETTER, actor=SystemActor("test"), at=TUESDAY)
    commit()
    (installation / "keys" / "journal").unlink()
    assert the_finding().startswith("The journal is missing (journal in AFTERCALL_KEYS). Put back")


def test_a_missing_key_of_the_digests_of_consents_is_found() -> None:
    """It would be made again, and then no objection would end a record."""
    ConsentDigest.objects.create(consent=agreed_to(make_programme()), digest="digest")
    assert the_finding().startswith("The key of the digests of those who agreed to be contacted is missing (consent-")


def agreed_to(programme: Programme) -> Consent:
    day = TUESDAY.date()
    return Consent.objects.create(
        programme=programme, name="contact", purpose="P", given_on=day, ends_on=day, ended_on=day, ring="consent-ENDED"
    )


@pytest.mark.parametrize("title", ["Another title", None])
def test_a_questionnaire_that_was_exchanged_in_the_database_is_found(title: str | None) -> None:
    """With its digest, or as a version that nobody has approved."""
    version = stored_instrument()
    assert findings() == []
    document = version.document | ({"title": title} if title else {"version": 9})
    digest = document_digest(document)
    number = document["version"]
    if title:
        overwrite(InstrumentVersion, document=document, digest=digest)
    else:
        InstrumentVersion.objects.create(
            name=version.name, version=number, title="T", document=document, digest=digest, stored_at=TUESDAY
        )
    assert the_finding() == (
        f"The questionnaire {version.name} version {number} is not the one that was stored. "
        "Restore the database from a backup"
    )
