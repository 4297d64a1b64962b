"""The audit log: changes and removals are detected later."""

import hashlib
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st
from tests.tampering import without_triggers

from aftercall.core import audit
from aftercall.core.models import AuditEntry

AT = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
ACTOR = audit.SystemActor("test")


def record(action: str = "thing.done") -> AuditEntry:
    return audit.record(actor=ACTOR, action=action, subject="wave:2025-03", at=AT, details={"n": 1})


@pytest.mark.django_db
def test_an_entry_records_who_did_what_to_what_and_when() -> None:
    entry = AuditEntry.objects.get(pk=record().pk)
    assert (entry.actor, entry.role, entry.action, entry.subject, entry.at) == (
        "test", "system", "thing.done", "wave:2025-03", AT,
    )  # fmt: skip
    assert audit.changed_entries() == []


@pytest.mark.django_db
def test_the_log_agrees_with_every_earlier_head() -> None:
    heads = []
    for number in range(9):
        record(f"step.{number}")
        heads.append(audit.head())
    assert all(audit.agrees_with(head) for head in heads)


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["at", "actor", "role", "action", "subject", "details"])
def test_a_changed_entry_is_detected(field: str) -> None:
    for _ in range(3):
        record()
    head, second = audit.head(), AuditEntry.objects.order_by("id")[1]
    value = {"at": AT.replace(year=2024), "details": {"n": 2}}.get(field, "another")
    with without_triggers():
        AuditEntry.objects.filter(pk=second.pk).update(**{field: value})
    assert audit.changed_entries() == [second.pk]
    assert not audit.agrees_with(head)


@pytest.mark.django_db
def test_a_changed_entry_whose_hash_was_changed_too_is_detected_with_an_earlier_head() -> None:
    for _ in range(3):
        record()
    head, second = audit.head(), AuditEntry.objects.order_by("id")[1]
    second.action = "something.else"
    second.leaf_hash = audit.leaf_hash(second)
    with without_triggers():
        second.save()
    assert audit.changed_entries() == []
    assert not audit.agrees_with(head)


@pytest.mark.django_db
@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_removed_entry_is_detected_with_an_earlier_head(position: int) -> None:
    for number in range(3):
        record(f"step.{number}")
    head = audit.head()
    with without_triggers():
        AuditEntry.objects.order_by("id")[position].delete()
    assert not audit.agrees_with(head)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE core_auditentry SET action = 'x'", "DELETE FROM core_auditentry"])
def test_the_database_refuses_to_change_or_remove_entries(statement: str) -> None:
    record()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert AuditEntry.objects.get().action == "thing.done"


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=40))
def test_the_tree_hash_follows_rfc_9162(leaves: list[bytes]) -> None:
    assert audit.merkle_root(leaves) == rfc_9162_root(leaves)


def rfc_9162_root(leaves: list[bytes]) -> bytes:
    """The tree hash exactly as defined in RFC 9162, section 2.1.1, on leaf hashes."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + rfc_9162_root(leaves[:k]) + rfc_9162_root(leaves[k:])).digest()
