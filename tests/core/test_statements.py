"""The hand-built statements do what the ORM would do."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model
from pytest_django import DjangoAssertNumQueries
from tests.fieldwork.making import TUESDAY, Person, call, get_case, make_cases, make_user

from aftercall.accounts.models import User
from aftercall.core.statements import exists, fetch, insert, select, update_where
from aftercall.fieldwork.models import Attempt, Case
from aftercall.fieldwork.states import CaseState
from aftercall.handover.models import ReleasedCase
from aftercall.programmes.models import CallingRules


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


def test_a_row_is_fetched_with_the_rows_that_its_foreign_keys_lead_to(
    db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    (case,) = make_cases()
    with django_assert_num_queries(1):
        fetched = fetch(Case, case.pk, "released", "calling")
        same = fetched.released, fetched.calling
    for row, expected in zip(same, (case.released, CallingRules.objects.get()), strict=True):
        assert _values(row) == _values(type(expected)._default_manager.get(pk=row.pk))
    assert fetch(ReleasedCase, case.released_id, "release").release.fields == case.released.release.fields


def _values(row: Model) -> dict[str, object]:
    values = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in values.items()}


def test_our_own_condition_selects_rows_in_its_order(db: None) -> None:
    cases = make_cases(*(Person(f"CASE{number}") for number in range(3)))
    assert select(Case, "ORDER BY id DESC") == cases[::-1]
    assert select(Case, "WHERE id > %s ORDER BY id", [cases[0].pk]) == cases[1:]
    assert select(Case, "WHERE attempts_made > %s", [0]) == []


@pytest.mark.parametrize("lock", [True, False])
def test_a_row_exists_only_if_every_field_matches(interviewer: User, *, lock: bool) -> None:
    assert exists(User, lock=lock, pk=interviewer.pk, is_active=True)
    assert not exists(User, lock=lock, pk=interviewer.pk, is_active=False)
    assert not exists(User, lock=lock, pk=interviewer.pk + 1, is_active=True)
