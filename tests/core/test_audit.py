"""The audit log: the database refuses changes, and those made by someone who can drop its triggers are found."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings
from tests.tampering import without_triggers

from aftercall.core import audit
from aftercall.core.checkpoints import Head
from aftercall.core.log_check import AgainstHead, Fault, LogFault
from aftercall.core.models import AuditEntry

AT = datetime(2025, 3, 1, 9, 30, tzinfo=UTC)
ACTOR = audit.SystemActor("test")
pytestmark = pytest.mark.django_db


def record(action: str = "thing.done", at: datetime = AT) -> AuditEntry:
    return audit.record(actor=ACTOR, action=action, subject="wave:2025-03", at=at, details={"n": 1})


def records(number: int) -> list[AuditEntry]:
    return [record(f"step.{position}") for position in range(number)]


def findings() -> list[tuple[int, Fault]]:
    return [(finding.entry, finding.fault) for finding in audit.check().findings]


def test_an_entry_records_who_did_what_to_what_and_when() -> None:
    entry = AuditEntry.objects.get(pk=record().pk)
    assert (entry.actor, entry.role, entry.action, entry.subject, entry.at) == (
        "test", "system", "thing.done", "wave:2025-03", AT,
    )  # fmt: skip
    assert findings() == []


def test_numbers_have_no_gaps_although_an_action_was_rolled_back() -> None:
    record()
    with transaction.atomic():
        record()
        transaction.set_rollback(True)
    record()
    assert list(AuditEntry.objects.values_list("pk", flat=True)) == [1, 2]


def test_the_log_agrees_with_every_earlier_head() -> None:
    heads = [audit.head()]
    for number in range(9):
        record(f"step.{number}")
        heads.append(audit.head())
    check = audit.check()
    assert check.head == heads[-1]
    assert {check.compare(head) for head in heads} == {AgainstHead.EXTENDS}


# What someone does who can drop the triggers and recomputes every hash, but does not have the key of the entries.
type Attack = Callable[[random.Random, list[AuditEntry]], None]


def edit(rng: random.Random, entries: list[AuditEntry]) -> None:
    _rewrite(rng.choice(entries), actor="user:99")


def back_date(rng: random.Random, entries: list[AuditEntry]) -> None:
    _rewrite(rng.choice(entries), at=AT - timedelta(minutes=rng.randrange(1, 10_000)))


def replace(rng: random.Random, entries: list[AuditEntry]) -> None:
    entry = rng.choice(entries)
    AuditEntry.objects.filter(pk=entry.pk).delete()
    entry.details = {"n": rng.randrange(2, 100)}
    _insert(entry)


def delete(rng: random.Random, entries: list[AuditEntry]) -> None:
    position = rng.randrange(len(entries))
    AuditEntry.objects.filter(pk=entries[position].pk).delete()
    for entry in entries[position + 1 :]:
        AuditEntry.objects.filter(pk=entry.pk).update(id=entry.pk - 1)


def truncate(rng: random.Random, entries: list[AuditEntry]) -> None:
    AuditEntry.objects.filter(pk__gt=rng.randrange(len(entries))).delete()


def forge(rng: random.Random, entries: list[AuditEntry]) -> None:
    """An entry that nobody made, put in somewhere or added at the end."""
    position = rng.randrange(len(entries) + 1)
    for entry in reversed(entries[position:]):
        AuditEntry.objects.filter(pk=entry.pk).update(id=entry.pk + 1)
    _insert(AuditEntry(pk=position + 1, at=AT, actor="user:1", role="system", action="a.b", subject="s", mac="0" * 64))


def _rewrite(entry: AuditEntry, **changes: object) -> None:
    for name, value in changes.items():
        setattr(entry, name, value)
    AuditEntry.objects.filter(pk=entry.pk).update(**changes, leaf_hash=audit.leaf_hash(entry))


def _insert(entry: AuditEntry) -> None:
    entry.leaf_hash = audit.leaf_hash(entry)
    entry.save(force_insert=True)


@pytest.mark.parametrize("attack", [edit, replace, delete, truncate, back_date, forge])
def test_ten_tries_are_all_found_against_a_saved_head(attack: Attack) -> None:
    entries = records(8)
    saved = audit.head()
    rng = random.Random(attack.__name__)
    for _ in range(10):
        with transaction.atomic():
            with without_triggers():
                attack(rng, [AuditEntry.objects.get(pk=entry.pk) for entry in entries])
            check = audit.check()
            assert check.findings or check.compare(saved) is not AgainstHead.EXTENDS
            transaction.set_rollback(True)
    assert audit.check().compare(saved) is AgainstHead.EXTENDS


@pytest.mark.parametrize("field", ["at", "actor", "role", "action", "subject", "details"])
def test_a_changed_entry_is_named(field: str) -> None:
    records(3)
    value = {"at": AT.replace(year=2024), "details": {"n": 2}}.get(field, "another")
    with without_triggers():
        AuditEntry.objects.filter(pk=2).update(**{field: value})
    assert (2, Fault.CHANGED) in findings()


def test_an_entry_whose_hash_was_changed_too_is_named_because_its_code_is_wrong() -> None:
    entries = records(3)
    with without_triggers():
        _rewrite(entries[1], action="something.else")
    assert findings() == [(2, Fault.NOT_OURS)]


@pytest.mark.parametrize("leaf_hash", ["no hash", "00"])
def test_a_damaged_hash_is_named(leaf_hash: str) -> None:
    records(3)
    with without_triggers():
        AuditEntry.objects.filter(pk=2).update(leaf_hash=leaf_hash)
    assert findings() == [(2, Fault.CHANGED)]


def test_removed_entries_are_named() -> None:
    records(6)
    with without_triggers():
        AuditEntry.objects.filter(pk__in=(1, 3, 4)).delete()
    assert audit.check().findings == [LogFault(1, Fault.MISSING, 1), LogFault(3, Fault.MISSING, 4)]
    assert [str(finding) for finding in audit.check().findings] == ["Entry 1 is missing", "Entries 3 to 4 are missing"]


def test_a_log_that_is_shorter_than_a_saved_head_is_reported() -> None:
    records(3)
    check = audit.check()
    assert check.compare(Head(4, "00" * 32)) is AgainstHead.TOO_SHORT


def test_an_entry_is_out_of_order_if_it_is_dated_more_than_a_day_before_an_earlier_one() -> None:
    for days in (0, 3, 2):
        record(at=AT + timedelta(days=days))
    assert findings() == []
    record(at=AT + timedelta(days=2) - timedelta(seconds=1))
    record(at=AT + timedelta(days=3))
    assert findings() == [(4, Fault.BACK_DATED)]


def test_the_clock_of_a_demo_may_go_back_to_its_start_but_no_further(settings: Settings) -> None:
    settings.CLOCK_START = AT
    for hours in (50, 0, -1):
        record(at=AT + timedelta(hours=hours))
    assert findings() == [(3, Fault.BACK_DATED)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE core_auditentry SET action = 'x'",
        "DELETE FROM core_auditentry",
        """INSERT INTO core_auditentry SELECT 3, at, actor, role, action, subject, details, leaf_hash, mac
           FROM core_auditentry""",
        "INSERT INTO core_auditentry SELECT * FROM core_auditentry",
        """INSERT INTO core_auditentry SELECT * FROM core_auditentry WHERE true
           ON CONFLICT (id) DO UPDATE SET action = 'x'""",
    ],
)
def test_the_database_refuses_to_change_remove_or_insert_entries(statement: str) -> None:
    record()
    assert_refused(statement)


def test_the_database_refuses_to_replace_entries_and_to_empty_the_table() -> None:
    record()
    if connection.vendor == "sqlite":
        assert_refused("REPLACE INTO core_auditentry SELECT * FROM core_auditentry")
        assert_refused("INSERT OR REPLACE INTO core_auditentry SELECT * FROM core_auditentry")
        assert_refused("UPDATE OR REPLACE core_auditentry SET id = 1, action = 'x'")
    else:
        assert_refused("TRUNCATE core_auditentry")
        assert_refused("TRUNCATE core_auditentry, core_keytombstone RESTART IDENTITY CASCADE")


def assert_refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert AuditEntry.objects.get().action == "thing.done"
