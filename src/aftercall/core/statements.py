"""SQL statements on one table, built without the ORM because they are run for every telephone call and every answer.

Django takes twenty times as long to compile such a statement as the database takes to run it, and saving an answer
consists of little else. Table and column names come from the models, never from input; values are passed as parameters,
converted by the models' fields.
"""

from collections.abc import Mapping

from django.db import connection
from django.db.models import Field, Model


def update_where(model: type[Model], changes: Mapping[str, object], **where: object) -> int:
    """UPDATE the rows whose fields equal these values (None: IS NULL; a tuple: one of them). Returns the row count."""
    assignments, parameters = [], []
    for name, value in changes.items():
        field = _field(model, name)
        assignments.append(f"{_column(field)} = %s")
        parameters.append(field.get_db_prep_save(value, connection))
    conditions, condition_parameters = _conditions(model, where)
    sql = f"UPDATE {_quoted(model._meta.db_table)} SET {', '.join(assignments)} WHERE {conditions}"  # noqa: S608, SLF001 - our own names; _meta is documented
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters + condition_parameters)
        return int(cursor.rowcount)


def fetch[Row: Model](model: type[Row], key: int) -> Row:
    """The row with this key, with all of its columns. Raises the model's DoesNotExist if there is none."""
    sql = f"SELECT * FROM {_quoted(model._meta.db_table)} WHERE {_column(_field(model, 'pk'))} = %s"  # noqa: S608, SLF001 - our own names; _meta is documented
    rows = model._default_manager.raw(sql, [key])  # noqa: SLF001 - Django's documented API
    for row in rows:
        return row
    raise model.DoesNotExist  # type: ignore[attr-defined]  # every model has one


def insert(row: Model) -> None:
    """INSERT a new row. If it has no primary key yet, the database generates one, which is set on the row."""
    fields = [field for field in row._meta.concrete_fields if row.pk is not None or not field.primary_key]  # noqa: SLF001 - Django's documented API
    columns = ", ".join(_column(field) for field in fields)
    placeholders = ", ".join(["%s"] * len(fields))
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    key = _column(_field(type(row), "pk"))
    sql = f"INSERT INTO {_quoted(row._meta.db_table)} ({columns}) VALUES ({placeholders}) RETURNING {key}"  # noqa: S608, SLF001 - our own names; _meta is documented
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row.pk = cursor.fetchone()[0]


def highest_key(model: type[Model]) -> int:
    """The highest primary key, or 0 where there is no row."""
    sql = f"SELECT MAX({_column(_field(model, 'pk'))}) FROM {_quoted(model._meta.db_table)}"  # noqa: S608, SLF001 - our own names; _meta is documented
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return int(cursor.fetchone()[0] or 0)


def _conditions(model: type[Model], where: Mapping[str, object]) -> tuple[str, list[object]]:
    conditions, parameters = [], []
    for name, value in where.items():
        field = _field(model, name)
        allowed = value if isinstance(value, tuple) else (value,)
        if value is None:
            conditions.append(f"{_column(field)} IS NULL")
            continue
        conditions.append(f"{_column(field)} IN ({', '.join(['%s'] * len(allowed))})")
        parameters += [field.get_db_prep_save(choice, connection) for choice in allowed]
    return " AND ".join(conditions), parameters


def _field(model: type[Model], name: str) -> "Field[object, object]":
    return model._meta.pk if name == "pk" else model._meta.get_field(name)  # type: ignore[return-value]  # noqa: SLF001 - reverse relations are never used here


def _column(field: "Field[object, object]") -> str:
    return _quoted(str(field.column))


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
