"""New and changed rows by the hundred thousand, each with its line of history. For history.py, lived.py and the chain.

Measured on PostgreSQL, 100,000 customers: `bulk_create` with history takes ten times as long as COPY with one
INSERT … SELECT. SQLite has no COPY; there one prepared statement takes all rows.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.base import ModelState
from django.db.models.sql import InsertQuery, UpdateQuery
from psycopg import sql

AMONG = {"postgresql": "= ANY(%s)", "sqlite": "IN (SELECT value FROM json_each(%s))"}
INSERT_MISSING = {
    "postgresql": "INSERT INTO {table} ({columns}) SELECT {same}new.* FROM ROWS FROM ({texts}) AS new "
    "ON CONFLICT DO NOTHING",
    "sqlite": "INSERT INTO {table} ({columns}) VALUES ({same}{texts}) ON CONFLICT DO NOTHING",
}
TEXT = (models.CharField, models.TextField)
WHOLE = (models.IntegerField, models.AutoField, models.ForeignKey)
Prepare = Callable[[Any], Any]
Record = TypeVar("Record", bound=models.Model)


class Slot(models.Expression):
    """The place of a value that each row brings."""

    def as_sql(self, compiler, connection):
        return "%s", [None]


def like(blank: Record, **values: Any) -> Record:
    """A new record with the columns of `blank` but for these, by their attnames: a tenth of what `Model()` takes."""
    new = type(blank).__new__(type(blank))
    new.__dict__.update(blank.__dict__, **values, _state=ModelState())
    return new


def insert_rows(records: Sequence[models.Model]) -> None:
    """Insert new records of one model and give them their ids."""
    model = type(records[0])
    fields = model._meta.concrete_fields
    for record, pk in zip(records, ids_for(model, len(records)), strict=True):
        record.pk = pk
    write(model, fields, rows_of(records, fields))
    for record in records:
        record._state.adding, record._state.db = False, connection.alias


def insert_missing(model: type[models.Model], same: Mapping[str, Any], texts: Mapping[str, Sequence[str]]) -> int:
    """Insert rows that a unique key doesn't have yet: a row for each place in the columns of text `texts`, all of one
    length, with the values `same` in its other columns (both by attname). Returns how many were new.

    Two who insert the same at once both succeed, with each row there once. No ids, no history: for what has none.
    """
    fields: list[Any] = [model._meta.get_field(name) for name in (*same, *texts)]
    values = [field.get_db_prep_save(value, connection) for field, value in zip(fields, same.values(), strict=False)]
    is_by_set = connection.vendor == "postgresql"
    one = sql.SQL("json_array_elements_text(%s)" if is_by_set else "%s")
    words = sql.SQL(INSERT_MISSING[connection.vendor]).format(
        table=sql.Identifier(model._meta.db_table),
        columns=sql.SQL(", ").join(sql.Identifier(field.column) for field in fields),
        same=sql.SQL("").join([sql.SQL("%s, ")] * len(same)),
        texts=sql.SQL(", ").join([one] * len(texts)),
    )
    with connection.cursor() as cursor:
        if is_by_set:
            cursor.execute(words.as_string(None), [*values, *map(json.dumps, texts.values())])
        else:
            cursor.executemany(words.as_string(None), [(*values, *row) for row in zip(*texts.values(), strict=True)])
        return cursor.rowcount


def update_rows(records: Sequence[models.Model], names: Iterable[str]) -> None:
    """Write these fields of records that are there."""
    model = type(records[0])
    fields: list[Any] = [model._meta.get_field(name) for name in names]
    query: Any = model._base_manager.filter(pk=0).query.chain(UpdateQuery)
    query.add_update_fields([(field, None, Slot()) for field in fields])
    words, _params = query.get_compiler(connection=connection).as_sql()
    pk = model._meta.pk
    with connection.cursor() as cursor:
        cursor.executemany(words, list(rows_of(records, [*fields, pk])))


def write_history(records: Sequence[models.Model], kind: str, *, person, reason: str, at: datetime) -> None:
    """A line of history for each record as it stands now: `kind` + for new ones, ~ for changed ones.

    Out of the table itself, in one statement: nothing goes over the wire twice.
    """
    model: Any = type(records[0])
    past = model.history.model
    told = {"history_date": at, "history_type": kind, "history_change_reason": reason, "history_user_id": person.pk}
    pks: list | str = [record.pk for record in records]
    if connection.vendor != "postgresql":
        pks = json.dumps(pks)
    words = sql.SQL("INSERT INTO {past} ({columns}, {marks}) SELECT {columns}, {told} FROM {table} WHERE {pk} {among}")
    made = words.format(
        past=sql.Identifier(past._meta.db_table),
        columns=sql.SQL(", ").join(sql.Identifier(field.column) for field in past.tracked_fields),
        marks=sql.SQL(", ").join(map(sql.Identifier, told)),
        told=sql.SQL(", ").join([sql.SQL("%s")] * len(told)),
        table=sql.Identifier(model._meta.db_table),
        pk=sql.Identifier(model._meta.pk.column),
        among=sql.SQL(AMONG[connection.vendor]),
    )
    with connection.cursor() as cursor:
        cursor.execute(made.as_string(None), [*told.values(), pks])


def ids_for(model: type[models.Model], count: int) -> list[int]:
    """As many new ids, drawn as the table itself draws them, so that none is ever given twice."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', column, count],
            )
            return [pk for (pk,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or [0])[0]
        return list(range(last + 1, last + count + 1))


def rows_of(records: Sequence[models.Model], fields: Sequence[models.Field]) -> Iterable[list]:
    """The values of these fields as the database takes them."""
    early = [field for field in fields if type(field).pre_save is not models.Field.pre_save]
    ways = [(field.attname, prepare(field)) for field in fields]
    for record in records:
        for field in early:
            field.pre_save(record, True)
        told = record.__dict__
        yield [way(told[name]) for name, way in ways]


def prepare(field: models.Field) -> Prepare:
    """How one field's values are made ready; text and numbers, which are most, by the shortest way."""

    def prepared(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    if type(field).get_db_prep_value is models.Field.get_db_prep_value and isinstance(field, TEXT):
        return lambda value: value if value is None or type(value) is str else str(value)
    if isinstance(field, WHOLE):
        return lambda value: value if value is None or type(value) is int else int(value)
    if connection.vendor == "postgresql" and type(field) is models.DateField:
        return lambda value: value if value is None or type(value) is date else field.to_python(value)
    if connection.vendor == "postgresql" and type(field) is models.DateTimeField:
        return lambda value: value if type(value) is datetime and value.tzinfo else prepared(value)
    if connection.vendor == "postgresql" and type(field) is models.DecimalField:
        return lambda value: value if type(value) is Decimal and value.is_finite() else prepared(value)
    if isinstance(field, models.BooleanField):
        return lambda value: value if type(value) is bool else prepared(value)
    return prepared


def write(model: type[models.Model], fields: Sequence[models.Field], rows: Any) -> None:
    if connection.vendor == "postgresql":
        words = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(model._meta.db_table), sql.SQL(", ").join(sql.Identifier(f.column) for f in fields)
        )
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(words) as lines:
            for row in rows:
                lines.write_row(row)
        return
    query = InsertQuery(model)
    query.insert_values(fields, [model()], raw=True)
    compiler = query.get_compiler(connection=connection)
    compiler.pre_save_val = lambda field, _record: None
    ((words, _params),) = compiler.as_sql()
    with connection.cursor() as cursor:
        cursor.executemany(words, rows)
