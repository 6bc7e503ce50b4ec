"""Whether the tables are those of this version of the code."""

from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


@cache
def needed() -> frozenset[tuple[str, str]]:
    """The last migrations of this version's code, read from the disk once."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.leaf_nodes())


def tables_are_current() -> bool:
    return needed() <= set(MigrationRecorder(connection).applied_migrations())
