"""Add a photo or a paper to a record of supervision (8.3.1)."""

from django.core.files.uploadedfile import UploadedFile

from bizdept.access.models import Guarded
from bizdept.audit.chain import note, sealed
from bizdept.files.actions import attach
from bizdept.files.models import Attachment
from bizdept.people.actor import Actor


@sealed()
def add_evidence(record: Guarded, file: UploadedFile, *, by: Actor) -> Attachment:
    """As confidential as the record itself. Whether `by` may is the caller's to ask. Raises Refused."""
    row = attach(record, file, by=by, purpose="evidence", level=record.level, category=record.category)
    note("record", "confidentiality.add_evidence", record, by=by, file=row.pk)
    return row
