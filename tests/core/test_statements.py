"""The hand-built statements do what the ORM would do."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.fieldwork.making import TUESDAY, Person, call, get_case, make_cases, make_user

from aftercall.accounts.models import User
from aftercall.core.statements import fetch, insert, update_where
from aftercall.fieldwork.models import Attempt, Case
from aftercall.fieldwork.states import CaseState


@pytest.fixture
def interviewer(db: None) -> User:
    return make_user()


def test_only_rows_that_match_every_field_change(db: None) -> None:
    first, second = make_cases(Person("CASE1"), Person("CASE2"))
    changed = update_where(Case, {"attempts_made": 3, "tried_at": "x'; --"}, pk=first.pk, state=CaseState.WAITING)
    assert changed == 1
    assert (get_case("CASE1").attempts_made, get_case("CASE1").tried_at) == (3, "x'; --")
    assert get_case("CASE2").attempts_made == 0
    assert update_where(Case, {"attempts_made": 4}, pk=second.pk, state=CaseState.CLOSED) == 0


@pytest.mark.parametrize(("states", "changed"), [(("waiting", "open"), 2), (("open", "closed"), 0)])
def test_a_tuple_matches_any_of_its_values(db: None, states: tuple[str, ...], changed: int) -> None:
    make_cases(Person("CASE1"), Person("CASE2"))
    assert update_where(Case, {"attempts_made": 1}, state=states) == changed


def test_none_means_null_in_changes_and_in_conditions(db: None) -> None:
    make_cases()
    assert update_where(Case, {"appointment_at": TUESDAY}, appointment_at=None) == 1
    assert update_where(Case, {"appointment_at": None}, appointment_at=None) == 0
    assert get_case("CASE1").appointment_at == TUESDAY
    assert update_where(Case, {"appointment_at": None}, appointment_at=TUESDAY) == 1
    assert get_case("CASE1").appointment_at is None


def test_an_inserted_row_is_read_back_unchanged(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    exact_time = TUESDAY + timedelta(microseconds=123456)
    row = Attempt(
        case=attempt.case,
        number=2,
        interviewer=interviewer,
        phone="other",
        last_number=False,
        started_at=exact_time,
        ended_at=exact_time,
        sealed_note=b"\x00\xff",
    )
    insert(row)
    stored = Attempt.objects.get(pk=row.pk)
    for name in ("case_id", "number", "interviewer_id", "phone", "last_number", "started_at", "ended_at"):
        assert getattr(stored, name) == getattr(row, name)
    assert bytes(stored.sealed_note) == b"\x00\xff"


def test_database_constraints_apply_to_inserted_rows(interviewer: User) -> None:
    make_cases()
    attempt = call(interviewer)
    second = Attempt(
        case=attempt.case, number=2, interviewer=interviewer, phone="main", last_number=True, started_at=TUESDAY
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(second)
    assert Attempt.objects.get() == attempt


def test_a_fetched_row_equals_the_one_that_the_orm_gets(db: None) -> None:
    (case,) = make_cases()
    assert vars(fetch(Case, case.pk)).keys() >= {field.attname for field in Case._meta.concrete_fields}
    same = Case.objects.get(pk=case.pk)
    assert all(getattr(fetch(Case, case.pk), f.attname) == getattr(same, f.attname) for f in Case._meta.concrete_fields)
    with pytest.raises(Case.DoesNotExist):
        fetch(Case, case.pk + 1)
