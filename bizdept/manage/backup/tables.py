"""Which tables a backup holds, and what it says of each: how many rows, and one hash over all of them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import Model

MIGRATIONS = "django_migrations"
LEFT_OUT = {  # table: why a restored copy does without
    "django_session": "a restored copy signs nobody in",
    "usersessions_usersession": "goes with the sessions",
    str(settings.CACHES["default"]["LOCATION"]): "a cache",
}


@dataclass(frozen=True)
class Table:
    """One table as the archive knows it. `sha256` is over its rows in the order of their keys, a line each."""

    name: str
    columns: list[str]
    key: list[str]
    rows: int = 0
    sha256: str = ""

    def told(self) -> dict[str, Any]:
        return asdict(self)


def models() -> list[type[Model]]:
    """Every model with a table of its own, those between two others included."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def names() -> list[str]:
    """The tables of a backup, in a steady order."""
    return sorted({model._meta.db_table for model in models()} - set(LEFT_OUT)) + [MIGRATIONS]


def present(connection) -> list[str]:
    """Those of them that this database has: a backup is taken before newer tables are made, too."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
    return [name for name in names() if name in there]


def described(connection, name: str) -> Table:
    """The columns of a table as the database has them, and its key."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, name)]
        key = list(connection.introspection.get_primary_key_columns(cursor, name) or columns)
    return Table(name, columns, key)


def storing(found: Iterable[Table]) -> list[tuple[str, str]]:
    """Table and column of every hash behind which bytes lie in the store, of those that this database has."""
    columns = {table.name: table.columns for table in found}
    named = [
        (model._meta.db_table, str(getattr(model._meta.get_field(name), "column")))  # noqa: B009  no relation has one
        for model in models()
        for name in getattr(model, "stored_fields", ())
    ]
    return [(name, column) for name, column in named if column in columns.get(name, ())]
