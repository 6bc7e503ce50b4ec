"""Add a photo or a paper to a record of supervision (8.3.1)."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile

from bizdept.access.models import Guarded
from bizdept.audit.chain import note, sealed
from bizdept.files.actions import attach
from bizdept.files.models import Attachment
from bizdept.people.actor import Actor


@sealed()
def add_evidence(record: Guarded, file: UploadedFile, may: Callable[[Actor, Any], bool], *, by: Actor) -> Attachment:
    """Add a file to a record, if `may` says so of it under its lock. Raises PermissionDenied or Refused."""
    record = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    if not may(by.renewed(), record):
        raise PermissionDenied
    return lay_by(record, file, by=by)


def lay_by(record: Guarded, file: UploadedFile, *, by: Actor) -> Attachment:
    """As confidential as the record itself. Whoever calls it holds the record's lock and the seal. Raises Refused."""
    row = attach(record, file, by=by, purpose="evidence", level=record.level, category=record.category)
    note("record", "confidentiality.add_evidence", record, by=by, file=row.pk)
    return row
