"""Temporarily dropping the audit log's triggers."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from aftercall.core import audit_triggers


@contextmanager
def without_triggers() -> Iterator[None]:
    """Drop the triggers for the block, as a database administrator could. Works inside a transaction, too."""
    audit_triggers.switch_off(connection.schema_editor())
    try:
        yield
    finally:
        audit_triggers.switch_on(connection.schema_editor())
