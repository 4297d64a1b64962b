"""The audit log's triggers, put back or taken away for a moment."""

from django.db import connection

from aftercall.core import audit_triggers


class triggers:  # noqa: N801 - reads as a statement
    """The triggers, put back for one test: elsewhere the test runner has to be able to empty the tables."""

    switched_off_again = True

    def __enter__(self) -> None:
        if connection.vendor == "sqlite":
            self._switch(audit_triggers.switch_on)

    def __exit__(self, *error: object) -> None:
        if connection.vendor == "sqlite":
            self._switch(audit_triggers.switch_off)

    def _switch(self, which: object) -> None:
        with connection.schema_editor() as editor:
            which(editor)  # type: ignore[operator]


class without_triggers:  # noqa: N801 - reads as a statement
    """What somebody with full power over the database could do."""

    def __enter__(self) -> None:
        if connection.vendor == "postgresql":
            connection.cursor().execute("ALTER TABLE core_auditentry DISABLE TRIGGER audit_append_only")

    def __exit__(self, *error: object) -> None:
        if connection.vendor == "postgresql":
            connection.cursor().execute("ALTER TABLE core_auditentry ENABLE TRIGGER audit_append_only")
