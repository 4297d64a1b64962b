"""A backup of the database is restored. Everyone who objected since is still suppressed, and nothing erased returns."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from tests.cached_digests import cached_person_digests
from tests.consents.test_consents import give
from tests.consultations.making import OVER, author, closed, make_open
from tests.faults.restoring import back_up, restore
from tests.fieldwork.making import TUESDAY, Person, get_case, make_cases, make_programme, make_user
from tests.publication.small_runs import NOON, approved, published, small_run
from tests.rights.desk.making import ANN, make_officer, make_request
from tests.world import make_researcher

from aftercall.config.doctor import SEALED
from aftercall.config.schedule import complete_interrupted
from aftercall.consents.operations import restrict_consents
from aftercall.consents.queries import usable_consents
from aftercall.consultations.operations.releasing import withdraw as withdraw_parts
from aftercall.consultations.operations.releasing import write_outcome
from aftercall.core import audit, vault
from aftercall.core.models import AuditEntry, KeyTombstone
from aftercall.core.sealed_values import check_sealed_values
from aftercall.fieldwork.operations import claim_next_case
from aftercall.fieldwork.operations.objecting import close_after_objection, erase_details
from aftercall.fieldwork.operations.restricting import restrict_again
from aftercall.fieldwork.states import CaseState
from aftercall.handover.models import Release
from aftercall.handover.operations import withdraw_answers
from aftercall.publication.operations import publish_due, withdraw
from aftercall.publication.states import PublicationState
from aftercall.rights import objections
from aftercall.rights.desk import operations as desk
from aftercall.rights.desk import sealing
from aftercall.rights.desk.models import EventKind, RequestKind, SubjectRequest
from aftercall.rights.desk.operations.trail import record
from aftercall.rights.desk.sealing import Details, open_details
from aftercall.rights.desk.states import RequestState
from aftercall.rights.desk.waiting import requests_to_complete
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
    monkeypatch.setattr(sealing, "person_digests", cached_person_digests)


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


def test_after_a_restore_a_restriction_holds_and_one_that_was_lifted_does_not(tmp_path: Path) -> None:
    officer = make_officer()
    digests = [f"digest {number}" for number in range(4)]
    make_cases(Person("CASE1", digests=digests[:2]), Person("CASE2", digests=digests[2:]))
    give(digests[:2])
    lifted = make_request(RequestKind.RESTRICTION, actor=officer)
    restrict(lifted, digests[2:])
    back_up(tmp_path / "backup.json")
    desk.lift(request=lifted, actor=officer, at=TUESDAY)
    restrict(make_request(RequestKind.RESTRICTION, actor=officer), digests[:2])
    restore(tmp_path / "backup.json")

    assert (get_case("CASE1").state, get_case("CASE2").state) == (CaseState.WAITING, CaseState.RESTRICTED)
    complete_interrupted(at=TUESDAY)
    assert (get_case("CASE1").state, get_case("CASE2").state) == (CaseState.RESTRICTED, CaseState.CALL_AGAIN)
    assert not usable_consents()
    request = SubjectRequest.objects.latest("pk")
    desk.lift(request=request, actor=officer, at=TUESDAY)  # its request is there again
    assert get_case("CASE1").state == CaseState.CALL_AGAIN


@transaction.atomic
def restrict(request: SubjectRequest, digests: list[str]) -> None:
    """As desk.restrict does for a person who is recognised by these digests."""
    restrict_consents(restriction=request.reference, digests=digests)
    restrict_again(actor=TEST, at=TUESDAY)


def test_after_a_restore_nobody_calls_a_person_who_withdrew_their_answers(tmp_path: Path) -> None:
    interviewer = make_user()
    [case] = make_cases(Person("CASE1"))
    back_up(tmp_path / "backup.json")
    with transaction.atomic():  # as desk.withdraw
        erase_details(cases=close_after_objection(references=["CASE1"], at=TUESDAY), actor=TEST, at=TUESDAY)
        withdraw_answers(case=case.released, actor=TEST, at=TUESDAY)
    restore(tmp_path / "backup.json")
    complete_interrupted(at=TUESDAY)
    assert get_case("CASE1").state == CaseState.CLOSED
    assert claim_next_case(interviewer=interviewer, at=TUESDAY) is None


def test_after_a_restore_requests_are_on_the_desk_again_without_who_asked(tmp_path: Path) -> None:
    officer = make_officer()
    known = make_request(RequestKind.ACCESS, actor=officer)
    back_up(tmp_path / "backup.json")
    desk.extend(request=known, reason="There are many", actor=officer, at=TUESDAY)
    late = make_request(RequestKind.COMPLAINT, actor=officer)
    desk.close(request=late, state=RequestState.ANSWERED, outcome="upheld", answer="Sorry", actor=officer, at=TUESDAY)
    corrected = make_request(RequestKind.RECTIFICATION, actor=officer)
    done = {"actor": officer, "at": TUESDAY, "action": "request.rectification_carried_out"}
    record(corrected, EventKind.CARRIED_OUT, about="Phone of 1 case", **done)  # type: ignore[arg-type]
    desk.close(request=corrected, state=RequestState.ANSWERED, answer="Done", actor=officer, at=TUESDAY)
    due = SubjectRequest.objects.get(pk=known.pk).due_on
    restore(tmp_path / "backup.json")
    complete_interrupted(at=TUESDAY)

    assert SubjectRequest.objects.get(reference=known.reference).due_on == due
    assert open_details(known)
    late = SubjectRequest.objects.get(reference=late.reference)
    assert (late.is_closed, late.outcome, open_details(late)) == (True, "upheld", Details())
    assert EventKind.RESTORED in late.events.values_list("kind", flat=True)
    corrected = SubjectRequest.objects.get(reference=corrected.reference)
    assert not corrected.is_closed  # the correction was lost, so it must be made again
    assert "The correction was lost. Make it again" in corrected.events.values_list("about", flat=True)
    [item] = requests_to_complete()
    assert item.text == f"Enter again who made request {corrected.reference}"
    desk.change_details(request=corrected, details=ANN, actor=officer, at=TUESDAY)
    assert not list(requests_to_complete())
    assert check_sealed_values(SEALED).findings == []


def test_after_a_restore_results_that_were_withdrawn_are_not_public_again(tmp_path: Path) -> None:
    """Nor are those that the backup takes for approved: they would become public by themselves."""
    programme, researcher = make_programme(), make_researcher()
    public = published(small_run(programme, researcher), researcher)
    waiting = approved(small_run(programme, researcher, first=date(2025, 2, 1)), researcher)
    back_up(tmp_path / "backup.json")
    publish_due(at=NOON)
    for publication in (public, waiting):
        withdraw(publication=publication, reason="It named somebody.", actor=researcher, at=NOON)
    restore(tmp_path / "backup.json")
    complete_interrupted(at=NOON)
    publish_due(at=NOON)
    for publication in (public, waiting):
        publication.refresh_from_db()
    assert (public.state, public.withdrawal) == (PublicationState.WITHDRAWN, "It named somebody.")
    assert waiting.state == PublicationState.DRAFT


def test_after_a_restore_withdrawn_parts_of_a_consultation_are_not_public_again(tmp_path: Path) -> None:
    consultation, robin = closed(make_open()), author()
    write_outcome(consultation=consultation, decision="It named Ann.", account="You said", actor=robin, at=OVER)
    [release] = consultation.releases.all()
    release.state, release.published_at = PublicationState.PUBLISHED, OVER
    release.save()
    back_up(tmp_path / "backup.json")
    withdraw_parts(consultation=consultation, fields=[release.field], reason="It named somebody.", actor=robin, at=OVER)
    release.refresh_from_db()
    content = release.content
    restore(tmp_path / "backup.json")
    complete_interrupted(at=OVER)
    release.refresh_from_db()
    assert (release.state, release.reason) == (PublicationState.WITHDRAWN, "It named somebody.")
    assert release.content == content
