"""Objections and recent contacts, kept only as digests."""

from datetime import UTC, date, datetime

import pytest

from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.suppression import queries
from aftercall.suppression.models import ContactDigest, Objection, ObjectionSource
from aftercall.suppression.operations import forget_cases, forget_contacts, record_objection, remember_contacts

pytestmark = pytest.mark.django_db
AT = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
LAST = date(2025, 3, 28)


def record(*digests: str) -> Objection:
    return record_objection(digests=digests, source=ObjectionSource.CALL, actor=SystemActor("test"), at=AT)


def test_an_objection_puts_every_digest_on_the_list_once() -> None:
    record("b", "a", "a")
    assert queries.suppressed_digests() == ["a", "b"]


def test_the_objections_of_two_people_who_share_a_digest_are_both_recorded() -> None:
    record("a", "b")
    record("b", "c")
    assert queries.suppressed_digests() == ["a", "b", "c"]
    assert Objection.objects.count() == 2


def test_an_objection_without_digests_is_refused_and_nothing_is_stored() -> None:
    with pytest.raises(Refused, match="date of birth or postcode"):
        record()
    assert not Objection.objects.exists()
    assert not AuditEntry.objects.exists()


def test_the_audit_entry_of_an_objection_does_not_identify_the_person() -> None:
    record("a")
    assert AuditEntry.objects.get().details == {"source": "call"}


def test_cases_are_found_by_any_of_their_digests() -> None:
    contact({"CASE1": ["a", "b"], "CASE2": ["c"], "CASE3": ["b"]}, last_call_on=LAST)
    assert queries.cases_matching(["b"]) == ["CASE1", "CASE3"]
    assert sorted(queries.digests_of_case("CASE1")) == ["a", "b"]


def contact(people: dict[str, list[str]], *, last_call_on: date, months: int = 12) -> None:
    remember_contacts(people=people, last_call_on=last_call_on, repeat_contact_months=months)


def test_contacts_are_remembered_in_an_order_and_with_dates_that_lead_to_no_case() -> None:
    contact({"CASE1": ["d", "b"], "CASE2": ["c", "a", "b"]}, last_call_on=LAST)
    rows = ContactDigest.objects.order_by("pk").values_list("digest", "last_call_on", "free_on")
    assert list(rows) == [(digest, LAST, date(2026, 3, 28)) for digest in "abcd"]


def test_the_digests_that_lead_to_a_case_are_forgotten_and_the_contact_is_not() -> None:
    contact({"CASE1": ["a"], "CASE2": ["b"]}, last_call_on=LAST)
    assert forget_cases(["CASE1"]) == 1
    assert (queries.cases_matching(["a"]), queries.cases_matching(["b"])) == ([], ["CASE2"])
    assert queries.digests_contacted_lately(on=LAST, months=12) == {"a", "b"}


@pytest.mark.parametrize(
    ("on", "months", "forgotten"),
    [(date(2026, 3, 27), 12, 0), (date(2026, 3, 28), 12, 1), (date(2026, 3, 28), 18, 0), (date(2026, 9, 28), 18, 1)],
)
def test_contacts_are_forgotten_once_no_programme_needs_them(on: date, months: int, forgotten: int) -> None:
    contact({"CASE1": ["a"]}, last_call_on=LAST)
    assert forget_contacts(on=on, months=months) == forgotten


@pytest.mark.parametrize(
    ("on", "months", "expected"),
    [
        (date(2025, 9, 29), 6, {"a"}),  # its own interval of 12 months is the longer one
        (date(2026, 3, 27), 6, {"a"}),
        (date(2026, 3, 28), 6, set()),
        (date(2026, 3, 28), 18, {"a"}),  # the interval of the programme that asks is the longer one
        (date(2026, 9, 27), 18, {"a"}),
        (date(2026, 9, 28), 18, set()),
    ],
)
def test_a_person_is_contacted_again_only_after_the_longer_interval_counted_from_the_last_possible_call(
    on: date, months: int, expected: set[str]
) -> None:
    contact({"CASE1": ["a"]}, last_call_on=LAST)
    assert queries.digests_contacted_lately(on=on, months=months) == expected


def test_a_person_is_not_contacted_while_another_wave_may_still_call_even_without_an_interval() -> None:
    contact({"CASE1": ["a"]}, last_call_on=LAST, months=0)
    assert queries.digests_contacted_lately(on=date(2025, 3, 27), months=0) == {"a"}
    assert queries.digests_contacted_lately(on=date(2025, 3, 28), months=0) == set()
