"""What waits for the data protection officer in the audit log and among the keys."""

from datetime import UTC, datetime, timedelta

import pytest

from aftercall.core.audit import SystemActor
from aftercall.core.models import KeyTombstone
from aftercall.core.operations import check_audit_log
from aftercall.core.waiting import CHECK_EVERY, audit_log_to_check, keys_to_destroy, last_audit_check

AT = datetime(2025, 3, 4, 10, tzinfo=UTC)
OFFICER = SystemActor("tests")

pytestmark = pytest.mark.django_db


def test_a_key_whose_destruction_was_interrupted_waits_until_it_is_destroyed() -> None:
    assert list(keys_to_destroy(AT)) == []
    for ring in ("a", "b"):
        KeyTombstone.objects.create(ring=ring, recorded_at=AT)
    [item] = keys_to_destroy(AT)
    assert item.text == "2 keys still to be destroyed"
    assert "since 4 March 2025 at 10:00am" in item.details
    KeyTombstone.objects.update(destroyed_at=AT)
    assert list(keys_to_destroy(AT)) == []


def test_the_audit_log_is_to_be_checked_until_it_has_been_and_again_a_month_later() -> None:
    assert "never been checked" in next(audit_log_to_check(AT)).details
    assert list(last_audit_check(AT)) == []
    check_audit_log(actor=OFFICER, at=AT)
    almost_a_month_later = AT + CHECK_EVERY - timedelta(hours=1)
    assert list(audit_log_to_check(almost_a_month_later)) == []
    [item] = last_audit_check(almost_a_month_later)
    assert (item.text, item.details) == (
        "The audit log was last checked on 4 March 2025",
        "Check it again by 4 April 2025.",
    )
    assert "last checked on 4 March 2025" in next(audit_log_to_check(AT + CHECK_EVERY)).details
    assert list(last_audit_check(AT + CHECK_EVERY)) == []
