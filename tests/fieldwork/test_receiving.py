"""Receiving a release into fieldwork."""

from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries
from tests.conftest import Commit
from tests.fieldwork.making import TUESDAY, Person, at, get_case, make_cases, make_release

from aftercall.accounts.models import User
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.fieldwork import operations
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.states import CaseState
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import record_objection


def test_each_person_becomes_a_case_with_their_own_contact_window(db: None) -> None:
    make_cases(Person("CASE1", reported_on=date(2025, 1, 3)), Person("CASE2", reported_on=date(2025, 1, 31)))
    first, second = get_case("CASE1"), get_case("CASE2")
    assert (first.opens_on, first.closes_on) == (date(2025, 2, 28), date(2025, 3, 28))
    assert (second.opens_on, second.closes_on) == (date(2025, 3, 28), date(2025, 4, 25))
    assert first.next_call_from == at(28, 0, month=2)
    assert (first.state, first.attempts_made) == (CaseState.WAITING, 0)


def test_receiving_a_release_is_audited(db: None) -> None:
    [case, *_] = make_cases(Person("CASE1"), Person("CASE2"))
    entry = AuditEntry.objects.get(action="release.received")
    expected = {"cases": 2, "digest": case.released.release.digest}
    assert (entry.subject, entry.details) == ("wave:victims-1-2025-01", expected)


def test_a_release_can_be_received_only_once(interviewer: User) -> None:
    release = make_release([Person("CASE1")])
    operations.receive_release(release=release, actor=interviewer, at=TUESDAY)
    with pytest.raises(Refused, match="already been received"):
        operations.receive_release(release=release, actor=interviewer, at=TUESDAY)
    assert Case.objects.count() == 1


def test_cases_of_people_who_objected_since_the_release_are_closed_and_erased(
    interviewer: User, commit: Commit
) -> None:
    release = make_release([Person("CASE1", digests=["a"]), Person("CASE2")])
    record_objection(digests=["a"], source=ObjectionSource.LETTER, actor=interviewer, at=TUESDAY)
    operations.receive_release(release=release, actor=interviewer, at=TUESDAY)
    commit()
    objected, other = get_case("CASE1"), get_case("CASE2")
    assert (objected.state, objected.final_disposition) == (CaseState.CLOSED, "2.113")
    assert not vault.key_exists(release.ring, objected.released.key_slot)
    assert other.state == CaseState.WAITING
    assert vault.key_exists(release.ring, other.released.key_slot)


def test_receiving_many_cases_takes_few_queries(
    interviewer: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    release = make_release([Person(f"CASE{number}") for number in range(200)])
    with django_assert_max_num_queries(12):
        operations.receive_release(release=release, actor=interviewer, at=TUESDAY)
