"""Applying journalled objections again: what is already there stays as it is."""

from datetime import UTC, datetime

from aftercall.suppression.models import COOLING_TIME, Objection, ObjectionSource
from aftercall.suppression.operations import record_again
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
