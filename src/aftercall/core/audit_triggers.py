"""The triggers that keep the audit log append-only, for each database."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE_ON = [
    f"""CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON core_auditentry
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"""
    for verb in ("UPDATE", "DELETE")
]
SQLITE_OFF = [f"DROP TRIGGER audit_no_{verb}" for verb in ("update", "delete")]

POSTGRESQL_ON = [
    """CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
       $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$""",
    """CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON core_auditentry
       FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()""",
]
POSTGRESQL_OFF = ["DROP TRIGGER audit_append_only ON core_auditentry", "DROP FUNCTION audit_is_append_only()"]


def switch_on(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers: from now on no statement can change or delete an entry."""
    _run(schema_editor, SQLITE_ON, POSTGRESQL_ON)


def switch_off(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers: to undo the migration, and for tests that change entries."""
    _run(schema_editor, SQLITE_OFF, POSTGRESQL_OFF)


def _run(schema_editor: BaseDatabaseSchemaEditor, sqlite: list[str], postgresql: list[str]) -> None:
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgresql:
        schema_editor.execute(statement)
