"""SQL statements built without the ORM, because they are run for every telephone call and every answer.

Django takes twenty times as long to compile such a statement as the database takes to run it, and saving an answer
consists of little else. Table and column names come from the models, never from input; values are passed as parameters,
converted by the models' fields.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model


def update_where(model: type[Model], changes: Mapping[str, object], **where: object) -> int:
    """UPDATE the rows whose fields equal these values (None: IS NULL; a tuple: one of them). Returns the row count."""
    connection, assignments, parameters = _connection(), [], []
    for name, value in changes.items():
        field = _field(model, name)
        assignments.append(f"{_column(model, name)} = %s")
        parameters.append(field.get_db_prep_save(value, connection))
    conditions, condition_parameters = _conditions(model, where, connection)
    sql = f"UPDATE {_table(model)} SET {', '.join(assignments)} WHERE {conditions}"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters + condition_parameters)
        return int(cursor.rowcount)


def exists(model: type[Model], *, lock: bool = False, **where: object) -> bool:
    """Whether there is a row whose fields equal these values, as in `update_where`. lock: if there is, no other
    transaction may change it until this one ends (on SQLite, IMMEDIATE transactions already ensure this)."""
    connection = _connection()
    conditions, parameters = _conditions(model, where, connection)
    locking = " FOR NO KEY UPDATE" if lock and connection.features.has_select_for_update else ""
    sql = f"SELECT 1 FROM {_table(model)} WHERE {conditions} LIMIT 1{locking}"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone() is not None


def fetch[Row: Model](model: type[Row], key: int, *related: str) -> Row:
    """The row with this key, and the rows to which these of its foreign keys lead, which must not be null, in one
    query. Raises the model's DoesNotExist if there is none."""
    key_column = f"{_table(model)}.{_column(model, 'pk')}"
    for row in select(model, f"WHERE {key_column} = %s", [key], *related):
        return row
    raise model.DoesNotExist  # type: ignore[attr-defined]  # every model has one


def select[Row: Model](
    model: type[Row], which: str = "", parameters: Sequence[int | str] = (), *related: str
) -> list[Row]:
    """The rows, with all of their columns, that the rest of the statement selects: our own SQL, such as "WHERE ...".
    related: as in `fetch`."""
    connection = _connection()
    with connection.cursor() as cursor:
        cursor.execute(f"{_selection(model, related)} {which}", parameters)
        return [_row(model, related, values, connection) for values in cursor.fetchall()]


def insert(row: Model) -> None:
    """INSERT a new row. If it has no primary key yet, the database generates one, which is set on the row."""
    model, connection = type(row), _connection()
    fields = [field for field in _fields(model) if row.pk is not None or not field.primary_key]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_insertion(model, with_key=row.pk is not None), values)
        row.pk = cursor.fetchone()[0]


def highest_key(model: type[Model]) -> int:
    """The highest primary key, or 0 where there is no row."""
    with _connection().cursor() as cursor:
        cursor.execute(f"SELECT MAX({_column(model, 'pk')}) FROM {_table(model)}")  # noqa: S608 - our own names
        return int(cursor.fetchone()[0] or 0)


def _connection() -> BaseDatabaseWrapper:
    """This thread's connection. Each function asks for it once, because `django.db.connection` looks it up again
    whenever it is used."""
    return connections[DEFAULT_DB_ALIAS]


@cache
def _table(model: type[Model]) -> str:
    """The model's table, quoted."""
    return _connection().ops.quote_name(model._meta.db_table)  # noqa: SLF001 - documented


@cache
def _column(model: type[Model], name: str) -> str:
    """The column of one of the model's fields, quoted. "pk" is the primary key."""
    return _connection().ops.quote_name(str(_field(model, name).column))


@cache
def _insertion(model: type[Model], *, with_key: bool) -> str:
    fields = [field for field in _fields(model) if with_key or not field.primary_key]
    columns = ", ".join(_column(model, field.name) for field in fields)
    placeholders = ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {_table(model)} ({columns}) VALUES ({placeholders}) RETURNING {_column(model, 'pk')}"  # noqa: S608 - our own names


@cache
def _selection(model: type[Model], related: Sequence[str]) -> str:
    models = [model, *(_related_model(model, name) for name in related)]
    columns = [f"{_table(one)}.{_column(one, field.name)}" for one in models for field in _fields(one)]
    joins = [
        f" JOIN {_table(other)} ON {_table(other)}.{_column(other, 'pk')} = {_table(model)}.{_column(model, name)}"
        for name, other in zip(related, models[1:], strict=True)
    ]
    return f"SELECT {', '.join(columns)} FROM {_table(model)}{''.join(joins)}"  # noqa: S608 - our own names


def _row[Row: Model](
    model: type[Row], related: Sequence[str], values: Sequence[object], connection: BaseDatabaseWrapper
) -> Row:
    own = len(_fields(model))
    row = _instance(model, values[:own], connection)
    for name in related:
        other = _related_model(model, name)
        setattr(row, name, _instance(other, values[own : own + len(_fields(other))], connection))
        own += len(_fields(other))
    return row


def _instance[Row: Model](model: type[Row], values: Sequence[object], connection: BaseDatabaseWrapper) -> Row:
    """A row from what the database returned, which each field converts as in the ORM."""
    converted = list(values)
    for index, expression in _converted(model):
        for convert in _converters(expression, connection):
            converted[index] = convert(converted[index], expression, connection)
    return model.from_db(connection.alias, _names(model), converted)


def _converters(expression: Any, connection: BaseDatabaseWrapper) -> list[Any]:
    return [*connection.ops.get_db_converters(expression), *expression.get_db_converters(connection)]


@cache
def _converted(model: type[Model]) -> tuple[tuple[int, Any], ...]:
    """The positions and expressions of the columns whose values this database returns in another form."""
    columns = enumerate(field.cached_col for field in _fields(model))
    return tuple((index, expression) for index, expression in columns if _converters(expression, _connection()))


@cache
def _fields(model: type[Model]) -> tuple["Field[Any, Any]", ...]:
    return tuple(model._meta.concrete_fields)  # noqa: SLF001 - Django's documented API


@cache
def _names(model: type[Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in _fields(model))


def _conditions(
    model: type[Model], where: Mapping[str, object], connection: BaseDatabaseWrapper
) -> tuple[str, list[Any]]:
    conditions, parameters = list[str](), list[Any]()
    for name, value in where.items():
        if value is None:
            conditions.append(f"{_column(model, name)} IS NULL")
            continue
        allowed = value if isinstance(value, tuple) else (value,)
        conditions.append(f"{_column(model, name)} IN ({', '.join(['%s'] * len(allowed))})")
        field = _field(model, name)
        parameters += [field.get_db_prep_save(choice, connection) for choice in allowed]
    return " AND ".join(conditions), parameters


@cache
def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    return model._meta.pk if name == "pk" else model._meta.get_field(name)  # type: ignore[return-value]  # noqa: SLF001 - reverse relations are never used here


def _related_model(model: type[Model], name: str) -> type[Model]:
    return _field(model, name).related_model  # type: ignore[return-value]  # only foreign keys are asked for
