"""Add a file to a record, and take it away again."""

import unicodedata
from datetime import date
from pathlib import PurePath
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile

from bizdept.access.levels import Category, Level
from bizdept.audit.chain import note, sealed
from bizdept.files import content, store
from bizdept.files.models import Attachment
from bizdept.people.actor import Actor
from bizdept.refusal import refuse

LONGEST_NAME = 180  # characters


def clean_name(name: str) -> str:
    """The last part of a name without anything that misleads: controls, direction marks, other paths."""
    last = PurePath(name.replace("\\", "/")).name
    plain = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})
    shown = unicodedata.normalize("NFC", plain).strip(" .")
    stem, dot, ending = shown.rpartition(".")
    room = LONGEST_NAME - len(dot + ending)
    return f"{stem[:room]}{dot}{ending}" if dot and room > 0 else shown[:LONGEST_NAME].strip(" .")


@sealed()
def attach(
    record,
    upload: UploadedFile,
    *,
    by: Actor,
    purpose: str,
    level: int = Level.CONFIDENTIAL,
    category: str = Category.BUSINESS,
) -> Attachment:
    """Check a file and add it to a record. Raises Refused with what is wrong with it.

    Whether `by` may add to the record is the caller's to ask.
    """
    name = clean_name(upload.name or "")
    refuse(content.reasons_against(cast(BinaryIO, upload.file), name, upload.size or 0))
    sha256, size = store.put(upload.chunks())
    row = Attachment.objects.create(
        record=record,
        purpose=purpose,
        name=name,
        kind=content.kind_of(name),
        size=size,
        sha256=sha256,
        level=level,
        category=category,
        added_by=by.person,
        added_for=by.on_behalf_of,
    )
    note("file", "file.add", record, by=by, row=row, sha256=sha256, level=int(level))
    return row


@sealed()
def take_away(attachment: Attachment, *, by: Actor, on: date) -> None:
    """Hide a file from its record. The row and the bytes stay, for versions that were frozen with it."""
    attachment.removed_on = on
    attachment.save(update_fields=["removed_on"])
    note("file", "file.remove", attachment.record, by=by, row=attachment)
