"""The keys by which records are listed, as the database makes and compares them: rows, arrays, one number for both."""

from datetime import date, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connections, models
from django.db.models import F, Func, Lookup, Q, QuerySet, Subquery

Key = tuple[date, int]
EPOCH, ID_BITS = date(2000, 1, 1), 40  # of a key as one number
COUNTS = -(1 << 62)  # below it stand, among keys as numbers, counts: no day is so early


class Row(Func):
    """A row value `(a, b)`. Compared as a whole it is an index condition; `a < x OR a = x AND b < y` is not."""

    template = "(%(expressions)s)"
    output_field = models.BooleanField()


class Among(Lookup):
    """`value = ANY(array)`: Django's own expressions put brackets where PostgreSQL takes none."""

    def as_sql(self, compiler, connection):
        value, value_params = self.process_lhs(compiler, connection)
        array, array_params = self.process_rhs(compiler, connection)
        return f"{value} = ANY({array})", [*value_params, *array_params]


class Counted(Subquery):
    """How many rows a question answers, as one number of another question."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = models.BigIntegerField()


def within(ids: QuerySet) -> Q:
    """That a record is one of these, within an OR. On PostgreSQL they are collected first, into an array:
    `= ANY(ARRAY(…))` is answered by the primary key, `IN (SELECT …)` by reading the whole table."""
    if connections[ids.db].vendor == "postgresql":
        return Q(Among(F("pk"), ArraySubquery(ids)))
    return Q(pk__in=ids)


class Unnest(Func):
    """Each member of an array as a row of its own."""

    function = "UNNEST"
    output_field = models.BigIntegerField()
    set_returning = True


class Coded(Func):
    """A record's sort key, its day and its id, as one number that sorts the same way: days above, the id below."""

    output_field = models.BigIntegerField()

    def as_sql(self, compiler, connection, function=None, template=None, arg_joiner=None, **extra):
        (day, days), (pk, ids) = (compiler.compile(part) for part in self.source_expressions)
        return f"((({day} - DATE '{EPOCH}')::bigint << {ID_BITS}) + {pk})", [*days, *ids]


def id_in(code: int) -> int:
    return code & ((1 << ID_BITS) - 1)


def key_in(code: int) -> Key:
    return EPOCH + timedelta(days=code >> ID_BITS), id_in(code)
