"""Temporarily dropping the audit log's triggers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from aftercall.core import audit_triggers


@contextmanager
def without_triggers() -> Iterator[None]:
    """Run the block without the triggers, which a database administrator could drop. Works in a transaction, too."""
    audit_triggers.switch_off(connection.schema_editor())
    try:
        yield
    finally:
        audit_triggers.switch_on(connection.schema_editor())
