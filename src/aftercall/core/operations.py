"""Checking the audit log."""

from datetime import datetime

from django.db import transaction

from aftercall.core import audit
from aftercall.core.queries import AUDIT_CHECKED


def check_audit_log(*, actor: audit.Actor, at: datetime) -> tuple[audit.Head, list[int]]:
    """Compare every entry with the hash taken when it was written. Returns the log's head and the changed entries' ids.

    The check itself is then recorded, in an entry that the head does not cover. The log is read outside the
    transaction, because that takes a while and no one else could write meanwhile.
    """
    head, changed = audit.head(), audit.changed_entries()
    details = {"entries": head.size, "tree_hash": head.root, "changed": len(changed)}
    with transaction.atomic():
        audit.record(actor=actor, action=AUDIT_CHECKED, subject="audit", at=at, details=details)
    return head, changed
