"""One record brought back out of a backup: the rows that are missing here, and at wish those that differ."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import connection

from bizdept.audit.chain import note, sealed
from bizdept.files import store
from bizdept.manage import notices, rules
from bizdept.manage.backup import postgresql
from bizdept.manage.backup.archive import Archive, Damaged
from bizdept.manage.backup.records import Found, Row, aside_kind
from bizdept.notices.outbox import tell
from bizdept.people import bulk
from bizdept.people.actor import Actor
from bizdept.refusal import Reason, refuse

REASON = "restore"  # what a line of history says of a row that was overwritten


@sealed()
def bring_back(found: Found, saved: Archive, *, overwrite: bool, by: Actor, at: datetime) -> list[Row]:
    """Write the rows that are missing, with `overwrite` those that differ too; all or none. Files come first: they go
    by their hash, and one too many does no harm."""
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    refuse(Reason("against", sentence) for sentence in found.against)
    for sha256 in found.files:
        written, _size = store.put(saved.read(f"files/{sha256}"))
        if written != sha256:
            raise Damaged(sha256)
    rows = found.to_write(overwrite)
    for row in rows:
        write(row, by=by, at=at)
    if rows:
        counted = Counter(row.state for row in rows)
        note("account", "record.restore", found.root, by=by, missing=counted["missing"], differs=counted["differs"])
        if connection.vendor == "postgresql":
            postgresql.reset_sequences()  # the next number of each table follows its last row
        tell(notices.of_restored(found.root, by, at))
    return rows


def write(row: Row, *, by: Actor, at: datetime) -> None:
    """One row as it was. What somebody may have open of a row that is overwritten is stale from now on."""
    record, model = row.saved, type(row.saved)
    as_here(record)
    if row.here is not None and hasattr(record, "version") and isinstance(record.version, int):
        record.version = row.here.version + 1
    record.save_base(raw=True, using="default", force_insert=row.here is None, force_update=row.here is not None)
    if row.here is not None and hasattr(model, "history"):
        bulk.write_history([record], "~", person=by.person, reason=REASON, at=at)
    if hasattr(model, "sealed_fields"):
        note("account", "record.row", record, by=by, row=record)


def as_here(record: Any) -> None:
    """Kinds of records have numbers of their own in each database: the backup's become ours."""
    for field in record._meta.private_fields:
        if isinstance(field, GenericForeignKey) and (number := getattr(record, f"{field.ct_field}_id")) is not None:
            kind = aside_kind(number)
            if kind is not None:
                setattr(record, f"{field.ct_field}_id", ContentType.objects.get_for_model(kind).pk)
