"""What is waiting for the data protection officer: keys to destroy, and the audit log to check."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from aftercall.core import queries, words
from aftercall.core.home import HomeItem

CHECK_EVERY = timedelta(days=31)


def keys_to_destroy(*_: object) -> Iterator[HomeItem]:
    """Keys that should have been destroyed and still exist. This happens only if a destruction was interrupted."""
    pending = queries.keys_to_destroy()
    if oldest := pending.first():
        yield HomeItem(
            f"{words.counted(pending.count(), 'key')} still to be destroyed",
            reverse("core:audit"),
            f"The oldest has been waiting since {words.date_and_time(oldest.recorded_at)}. A job destroys them within "
            "10 minutes. If they are still here after that, tell an administrator.",
            urgent=True,
        )


def audit_log_to_check(at: datetime, *_: object) -> Iterator[HomeItem]:
    """The audit log, if it has not been checked for a month."""
    last = queries.last_audit_check()
    if last is None:
        yield HomeItem(
            "Check the audit log", reverse("core:audit"), "It has never been checked. Check it once a month."
        )
    elif last.at + CHECK_EVERY <= at:
        yield HomeItem("Check the audit log", reverse("core:audit"), f"It was last checked on {words.day(last.at)}.")


def last_audit_check(at: datetime, *_: object) -> Iterator[HomeItem]:
    """When the audit log was last checked, unless it is time to check it again."""
    last = queries.last_audit_check()
    if last and last.at + CHECK_EVERY > at:
        yield HomeItem(
            f"The audit log was last checked on {words.day(last.at)}",
            reverse("core:audit"),
            f"Check it again by {words.day(last.at + CHECK_EVERY)}.",
        )
