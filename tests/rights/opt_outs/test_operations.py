"""The contact details of people who opted out are destroyed after the cooling time, at once, or later."""

from datetime import timedelta

import pytest
from tests.conftest import Commit
from tests.fieldwork.making import TUESDAY, Person, get_case, make_cases, make_release, make_user
from tests.rights.test_objections import ANN, details_exist, digests

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import vault
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.fieldwork import operations as fieldwork
from aftercall.fieldwork.states import CaseState
from aftercall.rights.objections import opt_out
from aftercall.rights.opt_outs import operations
from aftercall.rights.opt_outs.operations import (
    erase_after_cooling_time,
    erase_now,
    keep_all_longer,
    keep_longer,
)
from aftercall.rights.opt_outs.queries import waiting_requests
from aftercall.suppression.models import COOLING_TIME, Objection

BEN = {"first_name": "Ben", "last_name": "Sample", "phone": "07700 900456"}
DAY = timedelta(days=1)
END = TUESDAY + COOLING_TIME


@pytest.fixture
def officer(db: None) -> User:
    return make_user(Role.DATA_PROTECTION, signed=False)


@pytest.fixture
def opted_out(db: None) -> Objection:
    """Ann, who has a case and opted out on Tuesday. Someone else with a case did not."""
    make_cases(Person("CASE1", digests=digests(ANN)), Person("CASE2"))
    opt_out(person=ANN, at=TUESDAY)
    return Objection.objects.get()


def test_details_are_destroyed_when_the_cooling_time_is_over_and_not_before(
    opted_out: Objection, commit: Commit
) -> None:
    assert erase_after_cooling_time(at=END - DAY) == 0
    commit()
    assert details_exist("CASE1")
    assert erase_after_cooling_time(at=END) == 1
    commit()
    assert not details_exist("CASE1")
    assert details_exist("CASE2")
    assert erase_after_cooling_time(at=END) == 0
    entries = AuditEntry.objects.filter(actor="opt-outs").values_list("action", "subject", "details")
    assert list(entries) == [
        ("opt_out.erased", opted_out.subject, {"cases": 1}),
        ("case.withdrawn", "case:CASE1", {}),
    ]


def test_the_officer_can_have_them_destroyed_at_once(opted_out: Objection, officer: User, commit: Commit) -> None:
    erase_now(objection=opted_out, actor=officer, at=TUESDAY)
    commit()
    assert not details_exist("CASE1")
    for operation in (erase_now, keep_longer):
        with pytest.raises(Refused, match="already been destroyed"):
            operation(objection=opted_out, actor=officer, at=TUESDAY)
    assert erase_after_cooling_time(at=END) == 0


def test_the_officer_can_keep_them_longer_but_never_undo_the_objection(opted_out: Objection, officer: User) -> None:
    keep_longer(objection=opted_out, actor=officer, at=END - DAY)
    assert erase_after_cooling_time(at=END) == 0
    assert get_case("CASE1").state == CaseState.CLOSED
    assert erase_after_cooling_time(at=END - DAY + COOLING_TIME) == 1


def test_all_that_wait_can_be_kept_longer_at_once(opted_out: Objection, officer: User) -> None:
    opt_out(person=BEN, at=TUESDAY)  # has no case, so there is nothing to keep
    assert list(waiting_requests()) == [opted_out]
    assert keep_all_longer(actor=officer, at=TUESDAY + DAY) == 1
    assert erase_after_cooling_time(at=END) == 1  # Ben's
    assert erase_after_cooling_time(at=END + DAY) == 1
    entry = AuditEntry.objects.get(action="opt_outs.kept_longer")
    assert (entry.subject, entry.details) == ("objections", {"requests": 1})


def test_details_in_a_release_that_was_not_received_wait_and_are_destroyed_too(db: None, commit: Commit) -> None:
    release = make_release([Person("CASE1", digests=digests(ANN)), Person("CASE2", digests=digests(BEN))])
    released = release.cases.get(reference="CASE1")
    opt_out(person=ANN, at=TUESDAY)
    assert erase_after_cooling_time(at=END) == 1
    opt_out(person=BEN, at=END)
    fieldwork.receive_release(release=release, actor=release.released_by, at=END)
    commit()
    assert not vault.key_exists(released.ring, released.key_slot)
    assert details_exist("CASE2")
    assert {get_case(name).state for name in ("CASE1", "CASE2")} == {CaseState.CLOSED}


def test_a_destruction_that_fails_is_raised_only_after_the_others(
    opted_out: Objection, monkeypatch: pytest.MonkeyPatch, commit: Commit
) -> None:
    opt_out(person=BEN, at=TUESDAY)
    released_cases_of = operations.released_cases_of

    def fail_for_ann(objection: Objection) -> object:
        if objection == opted_out:
            raise OSError("the disk is full")
        return released_cases_of(objection)

    monkeypatch.setattr(operations, "released_cases_of", fail_for_ann)
    with pytest.raises(OSError, match="full"):
        erase_after_cooling_time(at=END)
    assert Objection.objects.exclude(erased_at=None).count() == 1
    monkeypatch.undo()
    assert erase_after_cooling_time(at=END) == 1
