"""The steps of an import that write: begin it, match its columns, skip a row, run it, drop it, forget old ones."""

from datetime import date, timedelta
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.audit.chain import note, sealed
from bizdept.files.actions import clean_name
from bizdept.files.content import reasons_against_size
from bizdept.people.actor import Actor
from bizdept.refusal import Reason, Refused, refuse
from bizdept.web.imports import store
from bizdept.web.imports.checking import Check, Importer, check
from bizdept.web.imports.mapping import Mapped, reasons_against_mapping, recognise, remembered_by
from bizdept.web.imports.models import ImportBatch
from bizdept.web.tables import Sheet, Table, read_table

KEPT = timedelta(days=7)  # an import that nobody finished
LISTED = 1000  # refused rows that are written down
Stage = ImportBatch.Stage


def begin_upload(upload: UploadedFile, *, kind: type[Importer], by: Actor, on: date) -> ImportBatch:
    """Read an uploaded file and remember it. Refused with a sentence where it is too large or no list."""
    name = clean_name(upload.name or "")
    refuse(reasons_against_size(name, upload.size or 0))
    with store.as_path(upload) as path:
        return begin(read_table(path, name), path, name, kind=kind, by=by, on=on)


def begin(table: Table, path: Path, name: str, *, kind: type[Importer], by: Actor, on: date) -> ImportBatch:
    """Remember a table that was read from `path`, with its columns as far as they are known."""
    sheet, header = likeliest(table)
    batch = ImportBatch(person=by.person, kind=kind.name, name=name, sha256=store.sha256_of(path))
    batch.sheet, batch.header = table.sheets.index(sheet), header
    batch.headings = sheet.headings(header)
    mapping = recognised(batch.headings, kind(by=by, on=on))
    batch.mapping = {str(column): field for column, field in mapping.items()}
    store.put(batch, table)
    with sealed():
        batch.save()
        note("record", "imports.begin", batch, by=by, sha256=batch.sha256, importer=kind.name)
    return batch


def likeliest(table: Table) -> tuple[Sheet, int]:
    """The sheet and the row of headings to begin with."""
    sheet = table.lists()[0]
    return sheet, sheet.header_candidates()[0]


def recognised(headings: list[str], importer: Importer) -> Mapped:
    return recognise(headings, importer.fields, remembered_by(importer.by.person, importer.name))


def trial(table: Table, importer: Importer) -> Check:
    """What would become of a table's rows with its columns as they are known. Writes nothing."""
    sheet, header = likeliest(table)
    mapping = recognised(sheet.headings(header), importer)
    refuse(reasons_against_mapping(mapping, importer.fields))
    return check(importer, sheet, header, mapping)


def mapped(batch: ImportBatch) -> Mapped:
    return {int(column): field for column, field in batch.mapping.items()}


def checked(batch: ImportBatch, importer: Importer) -> Check:
    """What would become of the batch's rows now. Refused where a needed column is missing or the rows are gone."""
    refuse(reasons_against_mapping(mapped(batch), importer.fields))
    sheet = store.take(batch).sheets[batch.sheet]
    return check(importer, sheet, batch.header, mapped(batch), batch.skipped)


def locked(batch: ImportBatch) -> ImportBatch:
    """The batch under its lock, still open. Refused where it was done or dropped."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.stage in (Stage.DONE, Stage.CANCELLED):
        raise Refused([Reason("already", _("This import is over: %s.") % batch.get_stage_display())])
    return batch


@sealed()
def match_columns(batch: ImportBatch, mapping: Mapped, options: dict, *, importer: Importer, by: Actor) -> ImportBatch:
    """Say which column holds what, and what holds for all rows."""
    batch = locked(batch)
    refuse(reasons_against_mapping(mapping, importer.fields))
    batch.mapping = {str(column): field for column, field in mapping.items()}
    batch.options, batch.stage = options, Stage.CHECK
    batch.save()
    return batch


@sealed()
def skip(batch: ImportBatch, line: int, *, by: Actor) -> ImportBatch:
    """Leave a row out, or take it in again."""
    batch = locked(batch)
    batch.skipped = sorted({*batch.skipped} ^ {line})
    batch.save()
    return batch


@sealed()
def run(batch: ImportBatch, *, importer: Importer, by: Actor, all_rows: bool = False, seen: str = "") -> dict:
    """Write the rows that are new or changed, all of them or none, with one line in the chain.

    Returns what `Check.result` has. With `all_rows` it is refused while a row is bad; where `seen`, the stamp of the
    check that was looked at, no longer holds, too.
    Imports of one kind wait for each other, so that two of the same list don't both find nothing there.
    """
    ImportBatch.objects.select_for_update().filter(kind=batch.kind).order_by("pk").first()
    batch = locked(batch)
    found = checked(batch, importer)
    if all_rows and (bad := found.of("bad")):
        words = _("%(count)d rows can't be read, the first in line %(line)d. Skip them, or import the good rows.")
        raise Refused([Reason("bad", words % {"count": len(bad), "line": bad[0].line})])
    if seen and seen != found.stamp:
        raise Refused([Reason("stale", _("Somebody changed these files meanwhile. Look at the check again."))])
    importer.write(found.to_write)
    result = found.result()
    batch.stage, batch.done_at = Stage.DONE, timezone.now()
    batch.counts = result | {"refused": result["refused"][:LISTED], "warnings": result["warnings"][:LISTED]}
    batch.save()
    numbers = {name: result[name] for name in ("read", "created", "updated", "unchanged", "duplicates")}
    note("record", "imports.run", batch, by=by, sha256=batch.sha256, refused=len(result["refused"]), **numbers)
    return result


@sealed()
def cancel(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Drop an import; nothing of it stays but that it was begun."""
    batch = locked(batch)
    batch.stage = Stage.CANCELLED
    batch.save()
    return batch


def forget_old(*, on: date) -> int:
    """Drop the rows of imports that are over or were left lying; how many files went. Safe to repeat."""
    gone = 0
    begun = ImportBatch.objects.filter(made_at__date__lt=on - KEPT)
    for batch in begun.iterator():
        gone += store.place_of(batch).is_file()
        store.drop(batch)
    return gone + store.sweep({str(place) for place in ImportBatch.objects.values_list("place", flat=True)})
