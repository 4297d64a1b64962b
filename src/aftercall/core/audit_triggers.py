"""The triggers that keep the audit log append-only, for each database.

No statement can change or delete an entry, empty the table, or add an entry with another number than the next. The last
also stops REPLACE, for which SQLite fires no trigger for the row that goes.
"""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_REFUSAL = "the audit log is append-only"
_IS_NOT_NEXT = "NEW.id <> (SELECT COALESCE(MAX(id), 0) + 1 FROM core_auditentry)"

SQLITE_ON = [
    *(
        f"""CREATE TRIGGER audit_no_{verb.lower()} BEFORE {verb} ON core_auditentry
            BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"""
        for verb in ("UPDATE", "DELETE")
    ),
    f"""CREATE TRIGGER audit_next_number BEFORE INSERT ON core_auditentry WHEN {_IS_NOT_NEXT}
        BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END""",
]
SQLITE_OFF = [f"DROP TRIGGER IF EXISTS audit_{name}" for name in ("no_update", "no_delete", "next_number")]

POSTGRESQL_ON = [
    f"""CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$""",
    f"""CREATE FUNCTION audit_takes_next_number() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN IF {_IS_NOT_NEXT} THEN RAISE EXCEPTION '{_REFUSAL}'; END IF; RETURN NEW; END $$""",
    """CREATE TRIGGER audit_append_only BEFORE UPDATE OR DELETE ON core_auditentry
       FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()""",
    """CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON core_auditentry
       FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()""",
    """CREATE TRIGGER audit_next_number BEFORE INSERT ON core_auditentry
       FOR EACH ROW EXECUTE FUNCTION audit_takes_next_number()""",
]
POSTGRESQL_OFF = [
    *(
        f"DROP TRIGGER IF EXISTS audit_{name} ON core_auditentry"
        for name in ("append_only", "no_truncate", "next_number")
    ),
    "DROP FUNCTION IF EXISTS audit_is_append_only()",
    "DROP FUNCTION IF EXISTS audit_takes_next_number()",
]


def statements(vendor: str, *, on: bool) -> list[str]:
    """The statements that create the triggers, or drop those that exist."""
    if vendor == "sqlite":
        return SQLITE_ON if on else SQLITE_OFF
    return POSTGRESQL_ON if on else POSTGRESQL_OFF


def switch_on(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Create the triggers."""
    _run(schema_editor, on=True)


def switch_off(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop the triggers: for migrations that change the table, and for tests that change entries."""
    _run(schema_editor, on=False)


def _run(schema_editor: BaseDatabaseSchemaEditor, *, on: bool) -> None:
    for statement in statements(schema_editor.connection.vendor, on=on):
        schema_editor.execute(statement)
