"""Objections and recent contacts, kept only as digests."""

from datetime import UTC, date, datetime

import pytest

from aftercall.core.audit import SystemActor
from aftercall.core.errors import Refused
from aftercall.core.models import AuditEntry
from aftercall.suppression import queries
from aftercall.suppression.models import ContactDigest, Objection, ObjectionSource
from aftercall.suppression.operations import build_contact_digests, record_objection

pytestmark = pytest.mark.django_db
AT = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)


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
    for reference, digests in {"CASE1": ["a", "b"], "CASE2": ["c"], "CASE3": ["b"]}.items():
        ContactDigest.objects.bulk_create(
            build_contact_digests(reference=reference, digests=digests, released_on=date(2025, 2, 5))
        )
    assert queries.cases_matching(["b"]) == ["CASE1", "CASE3"]
    assert sorted(queries.digests_of_case("CASE1")) == ["a", "b"]


def test_only_contacts_since_the_given_date_are_recent() -> None:
    for day in (date(2024, 1, 1), date(2025, 1, 1)):
        ContactDigest.objects.bulk_create(build_contact_digests(reference="CASE1", digests=["a"], released_on=day))
    assert queries.recent_contacts(since=date(2024, 6, 1)) == [("a", date(2025, 1, 1))]
