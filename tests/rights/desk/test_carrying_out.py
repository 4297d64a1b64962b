"""What a person asks for is carried out from their request: objection, erasure, rectification, restriction."""

from datetime import timedelta

import pytest
from tests.conftest import Commit
from tests.consents.test_consents import give
from tests.fieldwork.making import TUESDAY, Person, call, get_case, make_cases, make_user
from tests.fieldwork.test_interviews import answer_in_order, begin
from tests.rights.desk.making import ANN, digests_of, fresh, make_officer, make_request

from aftercall.accounts.models import User
from aftercall.consents.details import open_details as open_consent
from aftercall.consents.queries import consents_of, is_in_force, is_restricted, usable_consents
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.fieldwork.states import CaseState
from aftercall.frames.recognition.suppression_keys import objection_digests
from aftercall.handover.answers import person_of
from aftercall.handover.models import answers_ring
from aftercall.handover.schedule import decrypt_contact
from aftercall.programmes.operations import MATCH_KEY
from aftercall.rights.desk import operations
from aftercall.rights.desk.held import held_about
from aftercall.rights.desk.models import Channel, EventKind, PauseReason, RequestKind, SubjectRequest
from aftercall.rights.desk.queries import cases_to_close
from aftercall.rights.desk.sealing import open_details
from aftercall.rights.desk.states import RequestState
from aftercall.rights.objections import digests_of as digests_of_person
from aftercall.rights.objections import object_at_once
from aftercall.suppression.models import CaseDigest, HouseholdDigest, Objection, ObjectionSource

pytestmark = pytest.mark.django_db
SOMEBODY = {"first_name": "Bob", "last_name": "Sample", "phone": "07700 900456", "postcode": "", "date_of_birth": ""}


@pytest.fixture
def officer() -> User:
    return make_officer()


@pytest.fixture(autouse=True)
def cases(db: None) -> None:
    """A case of Ann's, and one of somebody else's."""
    make_cases(Person("ANNS", digests=digests_of()), Person("OTHER"))


def test_an_objection_by_telephone_suppresses_the_person_and_erases_their_details(
    officer: User, commit: Commit
) -> None:
    request = make_request(RequestKind.OBJECTION)
    operations.object_for(request=request, actor=officer, at=TUESDAY)
    commit()
    case = get_case("ANNS")
    assert (case.state, case.final_disposition) == (CaseState.CLOSED, "2.113")
    assert not vault.key_exists(case.released.ring, case.released.key_slot)
    assert Objection.objects.get().source == ObjectionSource.TELEPHONE
    assert get_case("OTHER").state == CaseState.WAITING
    last = request.events.last()
    assert last
    assert (last.kind, last.about) == (EventKind.CARRIED_OUT, "They will not be surveyed; 1 case")
    operations.close(request=request, state=RequestState.ANSWERED, answer="Done", actor=officer, at=TUESDAY)
    assert fresh(request).is_closed


def test_a_whole_household_is_suppressed_only_if_the_person_asks_for_it(officer: User) -> None:
    key = vault.long_lived_key(MATCH_KEY)
    keys = objection_digests([ANN], match_key=key, whole_household=True)[0] - objection_digests([ANN], match_key=key)[0]
    HouseholdDigest.objects.bulk_create(HouseholdDigest(reference="OTHER", digest=digest) for digest in keys)
    operations.object_for(request=make_request(RequestKind.OBJECTION), actor=officer, at=TUESDAY)
    assert get_case("OTHER").state == CaseState.WAITING
    request = make_request(RequestKind.OBJECTION)
    operations.object_for(request=request, actor=officer, at=TUESDAY, whole_household=True)
    assert get_case("OTHER").state == CaseState.CLOSED
    assert str(getattr(request.events.last(), "about", "")).startswith("Nobody in their household will be surveyed")


def test_an_erasure_is_an_objection_too(officer: User, commit: Commit) -> None:
    request = make_request(RequestKind.ERASURE, channel=Channel.LETTER)
    operations.erase(request=request, cases=["ANNS", "OTHER"], actor=officer, at=TUESDAY)
    commit()
    released = get_case("ANNS").released
    for ring in (released.ring, answers_ring(released.ring)):
        assert not vault.key_exists(ring, released.key_slot)
    assert person_of(get_case("OTHER").released)
    assert request.events.last().about == "Contact details of 1 case, answers of 0 cases"  # type: ignore[union-attr]
    assert Objection.objects.get().source == ObjectionSource.LETTER


def test_a_rectification_corrects_the_persons_cases_and_no_others(officer: User) -> None:
    request = make_request(RequestKind.RECTIFICATION)
    changes = {"phone": "+447700900456", "last_name": "Sample"}
    chosen = {"request": request, "cases": ["ANNS", "OTHER"], "actor": officer, "at": TUESDAY}
    operations.rectify(**chosen, changes=changes)  # type: ignore[arg-type]
    assert decrypt_contact(get_case("ANNS").released).phone == "+447700900456"
    assert decrypt_contact(get_case("OTHER").released).phone == "+447700900123"
    assert AuditEntry.objects.get(action="case.corrected").subject == "case:ANNS"
    assert request.events.last().about == "Last name and phone of 1 case"  # type: ignore[union-attr]
    for values, message in (({}, "at least one corrected"), (changes, "already have these details")):
        with pytest.raises(Refused, match=message):
            operations.rectify(**chosen, changes=values)  # type: ignore[arg-type]
    with pytest.raises(Refused, match="at least one case"):
        operations.rectify(request=request, cases=["OTHER"], changes=changes, actor=officer, at=TUESDAY)


def test_a_rectification_reaches_what_the_person_agreed_to(officer: User) -> None:
    consent, other = give(digests_of()), give(["digest of Bob"])
    request = make_request(RequestKind.RECTIFICATION)
    changes = {"phone": "+447700900456", "last_name": "Sample"}
    operations.rectify(request=request, cases=[], changes=changes, actor=officer, at=TUESDAY)
    consent.refresh_from_db()
    assert open_consent(consent) == {"name": "Ann Sample", "phone": "+447700900456"}
    assert open_consent(other)["phone"] == "+447700900123"
    assert AuditEntry.objects.get(action="consent.corrected").subject == consent.subject
    assert request.events.last().about == "Last name and phone of 0 cases, 1 consent"  # type: ignore[union-attr]
    moved = digests_of(last_name="Sample", phone="07700 900456", date_of_birth="", postcode="", address="")
    assert consents_of(moved) == [consent]  # if they object with the new ones only


def test_an_objection_with_corrected_details_finds_the_case(officer: User) -> None:
    request = make_request(RequestKind.RECTIFICATION)
    new = {"phone": "+447700900456"}
    operations.rectify(request=request, cases=["ANNS"], changes=new, actor=officer, at=TUESDAY)
    known = decrypt_contact(get_case("ANNS").released)
    person = {"first_name": known.first_name, "last_name": known.last_name, "phone": known.phone}
    assert object_at_once(person=person, source=ObjectionSource.EMAIL, actor=officer, at=TUESDAY) == 1
    assert get_case("ANNS").state == CaseState.CLOSED


def test_name_and_postal_address_are_enough_for_an_objection(officer: User) -> None:
    request = make_request(RequestKind.OBJECTION, phone="", date_of_birth="", postcode="")
    assert cases_to_close(request) == []
    CaseDigest.objects.bulk_create(CaseDigest(reference="ANNS", digest=one) for one in digests_to_object(request))
    assert [found.reference for found in cases_to_close(request) or []] == ["ANNS"]
    operations.object_for(request=request, actor=officer, at=TUESDAY)
    assert get_case("ANNS").state == CaseState.CLOSED
    nameless = make_request(RequestKind.OBJECTION, phone="", date_of_birth="", postcode="", address="")
    assert cases_to_close(nameless) is None
    with pytest.raises(Refused, match="not enough to recognise"):
        operations.object_for(request=nameless, actor=officer, at=TUESDAY)


def digests_to_object(request: SubjectRequest) -> set[str]:
    details = open_details(request)
    assert details
    return digests_of_person(details.person)


def test_a_restriction_pauses_the_case_and_can_be_lifted_after_the_request_is_closed(officer: User) -> None:
    request = make_request(RequestKind.RESTRICTION)
    chosen = {"request": request, "cases": ["ANNS"], "actor": officer, "at": TUESDAY}
    with pytest.raises(Refused, match="not in force"):
        operations.lift(request=request, actor=officer, at=TUESDAY)
    operations.restrict(**chosen)  # type: ignore[arg-type]
    assert get_case("ANNS").state == CaseState.RESTRICTED
    with pytest.raises(Refused, match="restricted already"):
        operations.restrict(**chosen)  # type: ignore[arg-type]
    operations.close(request=request, state=RequestState.ANSWERED, answer="Paused", actor=officer, at=TUESDAY)
    assert operations.erase_old_requests(at=TUESDAY + timedelta(days=300)) == 0  # it could not be lifted any more
    operations.lift(request=request, actor=officer, at=TUESDAY)
    assert get_case("ANNS").state == CaseState.CALL_AGAIN
    assert operations.erase_old_requests(at=TUESDAY + timedelta(days=300)) == 1


def test_a_restriction_reaches_what_the_person_agreed_to(officer: User) -> None:
    consent = give(digests_of())
    request = make_request(RequestKind.RESTRICTION)
    asked = {"request": request, "cases": [], "actor": officer, "at": TUESDAY}
    operations.restrict(**asked)  # type: ignore[arg-type]
    assert request.events.last().about == "Paused 0 cases; 1 consent may not be used"  # type: ignore[union-attr]
    assert is_in_force(request.reference)
    assert not usable_consents()
    assert is_restricted(digests_of())
    operations.lift(request=request, actor=officer, at=TUESDAY)
    assert list(usable_consents()) == [consent]
    assert not is_in_force(request.reference)


def test_a_restriction_also_pauses_what_is_released_later_until_the_last_one_is_lifted(officer: User) -> None:
    first, second = (make_request(RequestKind.RESTRICTION) for _ in range(2))
    for request in (first, second):
        operations.restrict(request=request, cases=[], actor=officer, at=TUESDAY)
    make_cases(Person("LATER", digests=digests_of()), Person("RELATIVE", digests=[digests_of()[0], "another"]))
    assert (get_case("LATER").state, get_case("RELATIVE").state) == (CaseState.RESTRICTED, CaseState.WAITING)
    operations.lift(request=first, actor=officer, at=TUESDAY)
    assert get_case("LATER").state == CaseState.RESTRICTED
    operations.lift(request=second, actor=officer, at=TUESDAY)
    assert get_case("LATER").state == CaseState.CALL_AGAIN
    assert AuditEntry.objects.filter(subject="case:LATER", action="case.restricted").count() == 1


def test_nothing_is_carried_out_for_another_kind_of_request_or_while_the_clock_is_stopped(officer: User) -> None:
    with pytest.raises(Refused, match="something else"):
        operations.object_for(request=make_request(RequestKind.ACCESS), actor=officer, at=TUESDAY)
    request = make_request(RequestKind.OBJECTION)
    operations.pause(request=request, reason=PauseReason.IDENTITY, note="Who?", actor=officer, at=TUESDAY)
    with pytest.raises(Refused, match="is stopped"):
        operations.object_for(request=request, actor=officer, at=TUESDAY)
    assert not Objection.objects.exists()


def test_a_person_whom_nobody_could_recognise_is_not_erased(officer: User) -> None:
    request = make_request(RequestKind.ERASURE, phone="", date_of_birth="", postcode="", address="")
    with pytest.raises(Refused, match="not enough to recognise"):
        operations.erase(request=request, cases=[], actor=officer, at=TUESDAY)


def test_withdrawn_answers_can_no_longer_be_read_and_the_case_is_closed(officer: User, commit: Commit) -> None:
    interviewer, request = make_user(), make_request(RequestKind.WITHDRAWAL)
    with pytest.raises(Refused, match="None of these cases has answers"):
        operations.withdraw(request=request, cases=["ANNS"], actor=officer, at=TUESDAY)
    interview = begin(call(interviewer))
    answer_in_order(interview, interviewer)
    assert held_about(digests_of()).cases[0].answers
    with pytest.raises(Refused, match="None of these cases has answers"):
        operations.withdraw(request=request, cases=["OTHER"], actor=officer, at=TUESDAY)
    with pytest.raises(Refused, match="Withdraw the answers first"):
        operations.close(request=request, state=RequestState.ANSWERED, answer="Done", actor=officer, at=TUESDAY)
    operations.withdraw(request=request, cases=["ANNS"], actor=officer, at=TUESDAY)
    commit()
    case = get_case("ANNS")
    assert (case.state, case.final_disposition) == (CaseState.CLOSED, "2.113")
    assert person_of(case.released) is None
    [held] = held_about(digests_of()).cases
    assert (held.answers, held.contact) == ([], None)
    assert not Objection.objects.exists()
    with pytest.raises(Refused, match="None of these cases has answers"):
        operations.withdraw(request=request, cases=["ANNS"], actor=officer, at=TUESDAY)
