"""A backup of the database is restored. Everyone who objected since is still suppressed, and nothing erased returns."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from tests.faults.restoring import back_up, restore
from tests.fieldwork.making import TUESDAY, Person, get_case, make_cases, make_user

from aftercall.config.schedule import complete_interrupted
from aftercall.core import audit, vault
from aftercall.core.models import AuditEntry, KeyTombstone
from aftercall.fieldwork.operations import claim_next_case
from aftercall.fieldwork.states import CaseState
from aftercall.handover.models import Release
from aftercall.rights import objections
from aftercall.rights.models import ErasureCertificate
from aftercall.rights.retention import end_retention
from aftercall.rights.verification import check_certificate
from aftercall.suppression.models import Objection, ObjectionSource
from aftercall.suppression.queries import suppressed_digests

pytestmark = pytest.mark.django_db(transaction=True)
OBJECTORS = 48
TEST = audit.SystemActor("test")


@pytest.fixture(autouse=True)
def one_digest_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real digests take a second for each person. Which they are does not matter here."""
    monkeypatch.setattr(objections, "person_digests", lambda person, **_: {person["phone"]})


def people() -> list[Person]:
    return [Person(f"CASE{number}", digests=[str(number)]) for number in range(OBJECTORS)]


def keys_that_exist() -> int:
    ring = Release.objects.get().ring
    return sum(vault.key_exists(ring, slot) for slot in range(OBJECTORS))


@pytest.mark.parametrize("keys_are_restored_too", [False, True])
def test_after_a_restore_every_objection_still_holds(tmp_path: Path, *, keys_are_restored_too: bool) -> None:
    interviewer = make_user()
    make_cases(*people())
    back_up(tmp_path / "backup.json")
    keys = shutil.copytree(settings.KEYS_DIR, tmp_path / "keys")
    for number in range(OBJECTORS):
        person = {"phone": str(number)}
        objections.object_at_once(person=person, source=ObjectionSource.LETTER, actor=TEST, at=TUESDAY)
    suppressed = suppressed_digests()
    restore(tmp_path / "backup.json")
    if keys_are_restored_too:
        (keys / "journal").unlink(missing_ok=True)
        shutil.copytree(keys, settings.KEYS_DIR, dirs_exist_ok=True)
        assert keys_that_exist() == OBJECTORS

    assert (Objection.objects.count(), get_case("CASE1").state) == (0, CaseState.WAITING)
    assert complete_interrupted(at=TUESDAY) == 2 * OBJECTORS  # each an objection and a tombstone
    assert (Objection.objects.count(), suppressed_digests()) == (OBJECTORS, suppressed)
    assert {get_case(one.reference).state for one in people()} == {CaseState.CLOSED}
    assert claim_next_case(interviewer=interviewer, at=TUESDAY) is None
    assert keys_that_exist() == 0
    assert not KeyTombstone.objects.filter(destroyed_at=None).exists()
    entry = AuditEntry.objects.get(action="database.restored")
    assert entry.details == {"applied_again": {"objection": OBJECTORS, "tombstone": OBJECTORS}}
    assert complete_interrupted(at=TUESDAY) == 0


def test_after_a_restore_the_retention_of_a_wave_has_still_ended(tmp_path: Path) -> None:
    make_cases(Person("CASE1"))
    back_up(tmp_path / "backup.json")
    release = Release.objects.get()
    certificate = end_retention(wave=release.wave, actor=TEST, at=TUESDAY)
    restore(tmp_path / "backup.json")
    complete_interrupted(at=TUESDAY)
    assert KeyTombstone.objects.filter(ring=release.ring).exists()
    assert not vault.key_exists(release.ring)
    assert Release.objects.get().erased_at
    again = ErasureCertificate.objects.get()
    assert (again.document, again.issued_at) == (certificate.document, TUESDAY)
    assert all(check.holds for check in check_certificate(again.document.encode(), "The file"))
