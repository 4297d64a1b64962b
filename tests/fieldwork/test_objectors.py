"""Nobody on the suppression list is called, even if their case was left open."""

import pytest
from tests.conftest import Commit
from tests.fieldwork.making import TUESDAY, Person, call, claim, get_case, make_cases

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.models import AuditEntry
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.operations.objectors import PersonObjected
from aftercall.fieldwork.states import CaseState
from aftercall.suppression.models import Objection, ObjectionSource, SuppressedDigest


def suppress(digest: str) -> None:
    """Put a digest on the list without closing the case, as a restored database may have it."""
    objection = Objection.objects.create(source=ObjectionSource.LETTER, recorded_at=TUESDAY)
    SuppressedDigest.objects.create(objection=objection, digest=digest)


def assert_withdrawn(reference: str) -> None:
    case = get_case(reference)
    assert (case.state, case.final_disposition, case.claimed_by_id) == (CaseState.CLOSED, "2.113", None)
    assert not vault.key_exists(case.released.ring, case.released.key_slot)
    assert AuditEntry.objects.filter(action="case.withdrawn", subject=f"case:{reference}").count() == 1


def test_the_next_case_is_that_of_somebody_who_has_not_objected(interviewer: User, commit: Commit) -> None:
    make_cases(Person("CASE1", digests=["a"]), Person("CASE2", digests=["b", "c"]), Person("CASE3", digests=["d"]))
    suppress("a")
    suppress("c")
    assert claim(interviewer).released.reference == "CASE3"
    commit()
    assert_withdrawn("CASE1")
    assert_withdrawn("CASE2")
    assert AuditEntry.objects.filter(action="case.claimed").count() == 1


def test_nobody_is_left_to_call_if_everybody_has_objected(interviewer: User) -> None:
    make_cases(Person("CASE1", digests=["a"]))
    suppress("a")
    assert operations.claim_next_case(interviewer=interviewer, at=TUESDAY) is None


def test_a_person_who_objected_after_the_case_was_claimed_is_not_dialled(interviewer: User, commit: Commit) -> None:
    make_cases(Person("CASE1", digests=["a"]))
    case = claim(interviewer)
    suppress("a")
    with pytest.raises(PersonObjected, match="asked not to be surveyed"):
        operations.start_call(case=case, interviewer=interviewer, at=TUESDAY)
    commit()
    assert_withdrawn("CASE1")
    assert not Attempt.objects.exists()


def test_the_details_of_a_person_who_objected_during_the_call_are_not_shown_again(
    interviewer: User, commit: Commit
) -> None:
    make_cases(Person("CASE1", digests=["a"]))
    attempt = call(interviewer)
    suppress("a")
    with pytest.raises(PersonObjected):
        operations.view_contact(attempt=attempt, interviewer=interviewer, at=TUESDAY)
    commit()
    assert_withdrawn("CASE1")
    assert not AuditEntry.objects.filter(action="contact.seen").exists()
