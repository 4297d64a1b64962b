"""Answers, and whose they are, can be read only while the case's key exists."""

from pathlib import Path

import pytest
from tests.conftest import Commit
from tests.fieldwork.making import TUESDAY, Person, make_release
from tests.world import fresh, returned_wave

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.dispositions.codes import OBJECTION
from aftercall.handover.answers import AnswersKey, answers_of, person_of
from aftercall.handover.models import ReleasedCase, ReturnedCase, answers_ring
from aftercall.handover.operations import withdraw_answers
from aftercall.handover.wave_data import read_wave
from aftercall.programmes.models import Programme

pytestmark = pytest.mark.django_db
OFFICER = SystemActor("officer")


def test_the_length_of_an_encrypted_answer_does_not_tell_it_from_another() -> None:
    [case] = make_release([Person("CASE1")]).cases.all()
    key = AnswersKey.of(case)
    short, long = key.seal_answer("whole", "no"), key.seal_answer("contact_dissatisfied", "not_applicable")
    assert len(short) == len(long)
    assert key.open_answer(long) == ("contact_dissatisfied", "not_applicable")
    assert len(key.seal_return({"whole": "no"})) == len(key.seal_return(dict.fromkeys("abcdefgh", "dissatisfied")))


def test_what_is_encrypted_for_one_case_cannot_be_read_as_another_cases() -> None:
    first, second = make_release([Person("CASE1"), Person("CASE2")]).cases.order_by("key_slot")
    with pytest.raises(vault.InvalidTag):
        AnswersKey.of(second).open_person(first.sealed_person)


def test_withdrawn_answers_cannot_be_read_and_leave_the_contact_details(commit: Commit) -> None:
    [case] = make_release([Person("CASE1")]).cases.all()
    backup = ReleasedCase.objects.get()
    withdraw_answers(case=case, actor=OFFICER, at=TUESDAY)
    commit()
    assert person_of(ReleasedCase.objects.get()) is None
    assert person_of(backup) is None
    assert not vault.key_exists(answers_ring(case.ring), case.key_slot)
    assert vault.key_exists(case.ring, case.key_slot)
    assert AuditEntry.objects.get(action="answers.withdrawn").subject == "case:CASE1"
    with pytest.raises(Refused, match="already been withdrawn"):
        withdraw_answers(case=case, actor=OFFICER, at=TUESDAY)


def test_answers_cannot_be_withdrawn_once_nobody_can_tell_whose_they_are() -> None:
    release = make_release([Person("CASE1")])
    release.erased_at = TUESDAY
    release.save()
    with pytest.raises(Refused, match="Retention has ended"):
        withdraw_answers(case=release.cases.get(), actor=OFFICER, at=TUESDAY)


@pytest.mark.usefixtures("cached_frames")
def test_someone_who_withdrew_their_answers_counts_as_one_who_objected(
    programme: Programme, researcher: User, tmp_path: Path, commit: Commit
) -> None:
    wave = returned_wave(researcher, tmp_path, programme=programme)
    before = read_wave(wave)
    row = ReturnedCase.objects.exclude(sealed_answers=b"").select_related("case").first()
    assert row is not None
    withdraw_answers(case=row.case, actor=OFFICER, at=TUESDAY)
    commit()
    after = read_wave(fresh(wave))
    assert answers_of(row) == {}
    assert after.totals.outcomes == before.totals.outcomes | {
        "1.1": before.totals.outcomes["1.1"] - 1,
        OBJECTION.code: before.totals.outcomes.get(OBJECTION.code, 0) + 1,
    }
    assert sum(person.responded for person in after.sample) == sum(person.responded for person in before.sample) - 1
