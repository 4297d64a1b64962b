"""The audit log's triggers, taken away for a moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from aftercall.core import audit_triggers


@contextmanager
def without_triggers() -> Iterator[None]:
    """What an administrator of the database could do. An open transaction may be rolled back afterwards."""
    audit_triggers.switch_off(connection.schema_editor())
    try:
        yield
    finally:
        audit_triggers.switch_on(connection.schema_editor())
