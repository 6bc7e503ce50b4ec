"""Questions that every page asks: they are put into SQL once, not on each page.

Of a list's 20 ms in Python a third went into putting the same few questions into SQL again (docs/benchmarks.md).
"""

from collections.abc import Callable
from copy import copy
from functools import lru_cache, partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, Field, QuerySet
from django.db.models.expressions import Col
from django.db.models.signals import post_migrate
from django.db.models.sql.where import WhereNode

KEPT = 512  # sets of words whose SQL each process keeps
LARGEST = (1 << 63) - 1


class Slot(Expression):
    """The place of a value that is given when the question is asked."""

    def __init__(self, name: str, output_field: Field):
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler, connection):
        return "%s", [self]

    def filled(self, values: dict[str, Any], connection) -> Any:
        """The value as this database wants it. EmptyResultSet for a number that no row can have."""
        value = self.output_field.get_db_prep_value(values[self.name], connection)
        if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
            raise EmptyResultSet
        return value


class Settled:
    """A query that was put into SQL. Each asking takes the connection of its own thread."""

    def __init__(self, queryset: QuerySet):
        self.queryset, self.alias = queryset, queryset.db
        self.compiler = queryset.query.get_compiler(self.alias)
        try:
            self.sql, self.params = self.compiler.as_sql()
        except EmptyResultSet:  # as for `IN ()`: the database need not be asked
            self.sql, self.params = "", ()
        else:
            self.lighten()
        self.compiler.connection = None

    def lighten(self) -> None:
        """Leave what is needed to read rows: the trees that the SQL was made of are ten times as large."""
        compiler, query = self.compiler, self.queryset.query
        converters = compiler.get_converters(column for column, _sql, _alias in compiler.select)
        light = {place: (convert, lightly(column)) for place, (convert, column) in converters.items()}
        compiler.get_converters = lambda _columns: light
        compiler.select = [(lightly(column), "", alias) for column, _sql, alias in compiler.select]
        compiler.where = compiler.having = compiler.qualify = None
        query.where, query.combined_queries = WhereNode(), ()
        query.annotations = dict.fromkeys(query.annotations)
        query.alias_map, query.alias_refcount, query.table_map, query.order_by = {}, {}, {}, ()

    def rows(self, values: dict[str, Any]) -> list:
        """What it answers now, read by Django's own iterables."""
        if not self.sql:
            return []
        asked, compiler, connection = self.queryset._chain(), copy(self.compiler), connections[self.alias]
        try:
            params = tuple(p.filled(values, connection) if isinstance(p, Slot) else p for p in self.params)
        except EmptyResultSet:
            return []
        compiler.connection, compiler.as_sql = connection, lambda *_args, **_kwargs: (self.sql, params)
        asked.query.get_compiler = lambda *_args, **_kwargs: compiler
        return list(asked._iterable_class(asked))


def lightly(column: Any) -> Any:
    """A plain column as it is; in place of an expression nothing: whatever converts its value looks at the value."""
    return column if isinstance(column, Col) else None


class Prepared:
    """The rows of the queryset that `build` makes of its words, asked anew each time with the values of its slots.

    The words are all that `build` may look at: no clock, no table, nothing remembered.
    """

    everything: list["Prepared"] = []

    def __init__(self, build: Callable[..., QuerySet]):
        self.settled = lru_cache(maxsize=KEPT, typed=True)(partial(settle, build))
        self.everything.append(self)

    def __call__(self, *words: Any, **values: Any) -> list:
        return self.settled(*words).rows(values)

    @classmethod
    def forget_all(cls, **_signal: Any) -> None:
        """After migrations, which number the kinds of records anew."""
        for prepared in cls.everything:
            prepared.settled.cache_clear()


post_migrate.connect(Prepared.forget_all, dispatch_uid="prepared")


def settle(build: Callable[..., QuerySet], *words: Any) -> Settled:
    return Settled(build(*words))
