"""An imported list suppresses everyone on it and closes their cases, or changes nothing."""

import pytest
from tests.conftest import Commit
from tests.fieldwork.making import TUESDAY, Person, get_case, make_cases
from tests.rights.test_objections import ANN, digests

from aftercall.core import vault
from aftercall.core.audit import SystemActor
from aftercall.core.list_files import ListRefused
from aftercall.core.models import AuditEntry
from aftercall.fieldwork.states import CaseState
from aftercall.frames.recognition.suppression_keys import objection_digests
from aftercall.programmes.operations import MATCH_KEY
from aftercall.rights.imported.operations import Import, import_list
from aftercall.rights.imported.reading import ListedPerson
from aftercall.rights.objections import object_at_once
from aftercall.suppression.models import HouseholdDigest, Objection, ObjectionSource, SuppressedDigest

pytestmark = pytest.mark.django_db
ACTOR = SystemActor("test")
BOB = {"first_name": "Bob", "last_name": "Sample", "address": "Flat 2, 14 Elm Rd", "phone": "020 7946 0123"}


def imported(*people: ListedPerson) -> Import:
    return import_list(people=people, file="old.csv", actor=ACTOR, at=TUESDAY)


def test_everyone_on_the_list_is_suppressed_and_their_cases_are_closed(commit: Commit) -> None:
    make_cases(Person("CASE1", digests=digests(ANN)), Person("CASE2"))
    assert imported(ListedPerson(2, ANN), ListedPerson(3, BOB)) == Import(added=2, known=0, cases=1)
    commit()
    case = get_case("CASE1")
    assert (case.state, get_case("CASE2").state) == (CaseState.CLOSED, CaseState.WAITING)
    assert not vault.key_exists(case.released.ring, case.released.key_slot)
    assert set(Objection.objects.values_list("source", flat=True)) == {ObjectionSource.IMPORTED}
    assert AuditEntry.objects.get(action="objections.imported").details == {"added": 2, "known": 0}


def test_a_list_that_is_imported_again_adds_nobody() -> None:
    imported(ListedPerson(2, ANN), ListedPerson(3, ANN))
    assert Objection.objects.count() == 1
    before = SuppressedDigest.objects.count()
    assert imported(ListedPerson(2, ANN)) == Import(added=0, known=1, cases=0)
    assert SuppressedDigest.objects.count() == before


def test_if_somebody_cannot_be_recognised_nothing_is_imported() -> None:
    with pytest.raises(ListRefused, match=r"old\.csv, row 3: is not enough to recognise a person"):
        imported(ListedPerson(2, ANN), ListedPerson(3, {"first_name": "Ann", "last_name": "Example"}))
    assert not Objection.objects.exists()


def test_the_household_is_suppressed_only_if_asked() -> None:
    """Somebody else lives in the flat and shares the number."""
    make_cases(Person("CASE1", digests=["their own"]))
    home = {"address": "14/2 Elm Road", "postcode": "ZA1 1AA", "phone": "+442079460123"}
    [household] = objection_digests([home], match_key=vault.long_lived_key(MATCH_KEY), whole_household=True)
    HouseholdDigest.objects.bulk_create(HouseholdDigest(reference="CASE1", digest=digest) for digest in household)
    object_at_once(person=BOB, source=ObjectionSource.LETTER, actor=ACTOR, at=TUESDAY)
    assert get_case("CASE1").state == CaseState.WAITING
    object_at_once(person=BOB, source=ObjectionSource.LETTER, actor=ACTOR, at=TUESDAY, whole_household=True)
    assert get_case("CASE1").state == CaseState.CLOSED


def test_a_household_on_a_list_is_suppressed_as_a_whole() -> None:
    assert imported(ListedPerson(2, {"phone": BOB["phone"]}, whole_household=True)).added == 1
    with pytest.raises(ListRefused):
        imported(ListedPerson(2, {"phone": BOB["phone"]}))
