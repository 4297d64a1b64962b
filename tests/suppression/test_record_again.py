"""Applying journalled objections again: what is already there stays as it is."""

from datetime import UTC, datetime

from aftercall.core.audit import SystemActor
from aftercall.core.models import JournalEntry
from aftercall.suppression.models import COOLING_TIME, Objection, ObjectionSource, SuppressedDigest
from aftercall.suppression.operations import add_digests, record_again, record_imported, record_objection
from aftercall.suppression.queries import suppressed_digests

AT = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)


def payload(*digests: str, source: ObjectionSource = ObjectionSource.LETTER) -> dict[str, object]:
    return {"digests": list(digests), "source": source.value, "recorded_at": AT.isoformat()}


def test_an_objection_is_recorded_once_with_all_its_digests(db: None) -> None:
    for digests in (("a", "b"), ("a", "b"), ("b", "c")):
        assert record_again(payload(*digests)) == list(digests)
    assert (Objection.objects.get().recorded_at, suppressed_digests()) == (AT, ["a", "b", "c"])


def test_another_persons_objection_of_the_same_moment_is_another(db: None) -> None:
    record_again(payload("a"))
    record_again(payload("b"))
    assert Objection.objects.count() == 2


def test_the_cooling_time_of_a_public_request_ends_when_it_did(db: None) -> None:
    record_again(payload("a", source=ObjectionSource.PUBLIC_SITE))
    assert Objection.objects.get().erase_at == AT + COOLING_TIME


def test_digests_that_are_added_later_are_journalled_too(db: None) -> None:
    actor, source = SystemActor("test"), ObjectionSource.LETTER
    objection = record_objection(digests=["a"], source=source, actor=actor, at=AT)
    record_imported(people=[["x"], ["y", "z"]], known=0, actor=actor, at=AT)
    assert add_digests(objection.pk, ["a", "b"]) == 1
    assert add_digests(objection.pk, ["b"]) == 0
    payloads = [dict(entry.payload) for entry in JournalEntry.objects.order_by("number")]
    assert [payload["digests"] for payload in payloads] == [["a"], ["x"], ["y", "z"], ["a", "b"]]
    kept = list(suppressed_digests())
    SuppressedDigest.objects.all().delete()
    Objection.objects.all().delete()
    for payload in payloads:
        record_again(payload)
    assert (Objection.objects.count(), list(suppressed_digests())) == (3, kept)
