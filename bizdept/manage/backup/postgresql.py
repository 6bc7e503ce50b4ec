"""PostgreSQL's part of a backup: every table by COPY, all in one snapshot, without a program of PostgreSQL's."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.core.management.color import no_style
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.utils.translation import gettext as _
from psycopg import sql

from bizdept.audit.chain import sealed
from bizdept.manage.backup import tables
from bizdept.manage.backup.archive import Archive, Unfit, Writer

STEADY = (  # or the same row might be written in other words
    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres'; SET extra_float_digits = 1; "
    "SET bytea_output = 'hex'; SET client_encoding = 'UTF8'; SET statement_timeout = 0; SET lock_timeout = '60s'; "
    "SET idle_in_transaction_session_timeout = 0"
)


def member(name: str) -> str:
    return f"tables/{name}"


def members(known: list[tables.Table]) -> list[str]:
    """What an archive of these tables consists of, beside files and keys."""
    return [member(table.name) for table in known]


@contextmanager
def of_its_own():
    """A connection beside Django's own, without its time limits."""
    wrapper = connection.copy()
    try:
        wrapper.ensure_connection()
        with wrapper.connection.cursor() as cursor:
            cursor.execute(STEADY)
        yield wrapper
    finally:
        wrapper.close()


def rows_out(cursor, table: tables.Table) -> Iterator[memoryview]:
    """The table's rows in the order of their keys, a line each."""
    columns, key = (sql.SQL(", ").join(map(sql.Identifier, names)) for names in (table.columns, table.key))
    words = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT")
    with cursor.copy(words.format(columns, sql.Identifier(table.name), key)) as lines:
        yield from lines


def dump(writer: Writer) -> tuple[list[tables.Table], set[str], dict]:
    """Write all tables as they stood at one moment; returns them, the files that they name, and the chain's end."""
    with of_its_own() as wrapper, wrapper.connection.cursor() as cursor:
        there = tables.present(wrapper)
        cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        # before the snapshot is taken: a table that a migration writes anew would look empty in it
        names = sql.SQL(", ").join(map(sql.Identifier, there))
        cursor.execute(sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(names))
        found = [written(writer, cursor, tables.described(wrapper, name)) for name in there]
        files: set[str] = set()
        for name, column in tables.storing(found):
            cursor.execute(
                sql.SQL("SELECT DISTINCT {0} FROM {1} WHERE {0} <> ''").format(
                    sql.Identifier(column), sql.Identifier(name)
                )
            )
            files.update(sha256 for (sha256,) in cursor.fetchall())
        cursor.execute("SELECT seq, mac FROM audit_audithead WHERE id = 1")
        head = cursor.fetchone() or (0, "0" * 64)
        cursor.execute("COMMIT")
    return found, files, {"seq": head[0], "mac": head[1]}


def written(writer: Writer, cursor, table: tables.Table) -> tables.Table:
    count = 0

    def counted() -> Iterator[memoryview]:
        nonlocal count
        for line in rows_out(cursor, table):
            count += bytes(line).count(b"\n")
            yield line

    told = writer.add(member(table.name), counted())
    return replace(table, rows=count, sha256=told["sha256"])


def hashed(cursor, table: tables.Table) -> tables.Table:
    digest, count = hashlib.sha256(), 0
    for line in rows_out(cursor, table):
        digest.update(line)
        count += bytes(line).count(b"\n")
    return replace(table, rows=count, sha256=digest.hexdigest())


def load(archive: Archive, known: list[tables.Table]) -> list[tables.Table]:
    """Make the archive's tables, fill them in one transaction, and return them as they now are."""
    drop_all()
    executor = MigrationExecutor(connection)
    executor.migrate([tuple(leaf) for leaf in archive.manifest["migrations"]])
    with sealed(), connection.cursor() as outer:
        cursor = outer.cursor
        cursor.execute(STEADY)
        everything = sql.SQL(", ").join(sql.Identifier(table.name) for table in known)
        cursor.execute(sql.SQL("TRUNCATE {} CASCADE").format(everything))  # what migrations laid in
        for table in known:
            columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
            words = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
            with cursor.copy(words) as lines:
                for chunk in archive.read(member(table.name)):
                    lines.write(chunk)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        now = [hashed(cursor, replace(table, rows=0, sha256="")) for table in known]
    connection.close()  # and with it what was set for the loading
    return now


def load_aside(archive: Archive, known: list[tables.Table]) -> list[tables.Table]:
    """Fill tables of a transaction of their own, shaped like ours and gone with it, and return them as they are there.

    Raises Unfit for an archive of an older version, whose tables have another shape.
    """
    with opened_aside(archive, known) as wrapper, wrapper.connection.cursor() as cursor:
        return [hashed(cursor, replace(table, rows=0, sha256="")) for table in known]


@contextmanager
def opened_aside(archive: Archive, known: list[tables.Table]) -> Iterator[BaseDatabaseWrapper]:
    """A connection on which every table is the archive's: temporary ones stand before those we live in."""
    with of_its_own() as wrapper, wrapper.connection.cursor() as cursor:
        cursor.execute("BEGIN")
        for table in known:
            if tables.described(wrapper, table.name).columns != table.columns:
                raise Unfit(_("The backup is of an older version: the next one can be tried again."))
            name = sql.Identifier(table.name)
            words = sql.SQL("CREATE TEMPORARY TABLE {0} (LIKE public.{0}) ON COMMIT DROP").format(name)
            cursor.execute(words)
            columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
            with cursor.copy(sql.SQL("COPY pg_temp.{} ({}) FROM STDIN").format(name, columns)) as lines:
                for chunk in archive.read(member(table.name)):
                    lines.write(chunk)
        yield wrapper
        cursor.execute("ROLLBACK")


def sweep_killed() -> int:
    """Nothing: a backup reads, and what a restore makes is of one transaction."""
    return 0


def drop_all() -> None:
    with connection.cursor() as cursor:
        there = connection.introspection.table_names(cursor)
        for name in there:
            cursor.execute(sql.SQL("DROP TABLE IF EXISTS {} CASCADE").format(sql.Identifier(name)))


def reset_sequences() -> None:
    """The next number of every table follows its last row."""
    there = set(tables.present(connection))
    known: list[type[Model]] = [*tables.models(), MigrationRecorder.Migration]
    known = [model for model in known if model._meta.db_table in there]
    with connection.cursor() as cursor:
        for words in connection.ops.sequence_reset_sql(no_style(), known):
            cursor.execute(words)
