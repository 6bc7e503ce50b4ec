"""The steps of an import that write: begin it, match its columns, mend or skip a row, run it, drop it, forget old."""

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.audit.chain import note, sealed
from bizdept.files.actions import clean_name
from bizdept.files.content import reasons_against_size
from bizdept.people.actor import Actor
from bizdept.refusal import Reason, Refused, refuse
from bizdept.web.imports import store
from bizdept.web.imports.checking import Importer, Reading
from bizdept.web.imports.mapping import Mapped, known_headings, reasons_against_mapping, recognise, remembered_by
from bizdept.web.imports.models import KEPT, ImportBatch
from bizdept.web.imports.spool import Spool
from bizdept.web.imports.tally import Tally
from bizdept.web.tables import Table, read_table
from bizdept.web.tables.told import remarks_on
from bizdept.web.works.actions import order
from bizdept.web.works.models import Work
from bizdept.web.works.progress import Progress, Silence

MENDED = 5000  # characters of a cell that a person mends
Stage = ImportBatch.Stage
SILENCE = Silence()


def begin_upload(upload: UploadedFile, *, kind: type[Importer], by: Actor, on: date) -> ImportBatch:
    """Read an uploaded file and remember it. Refused with a sentence where it is too large or no list."""
    name = clean_name(upload.name or "")
    refuse(reasons_against_size(name, upload.size or 0))
    with store.as_path(upload) as path:
        table = read_table(path, name, known_headings(kind(by=by, on=on).fields))
        return begin(table, path, name, kind=kind, by=by, on=on)


def begin(table: Table, path: Path, name: str, *, kind: type[Importer], by: Actor, on: date) -> ImportBatch:
    """Remember a table that was read from `path`, with its columns as far as they are known."""
    importer = kind(by=by, on=on)
    reading = likeliest(table, importer)
    batch = ImportBatch(person=by.person, kind=kind.name, name=name, sha256=store.sha256_of(path))
    batch.sheet, batch.header = table.sheets.index(reading.sheet), reading.header
    batch.headings, batch.rows = reading.sheet.headings(reading.header), len(reading)
    batch.mapping = {str(column): field for column, field in reading.mapping.items()}
    store.put(batch, table)
    with sealed():
        batch.save()
        note("record", "imports.begin", batch, by=by, sha256=batch.sha256, importer=kind.name)
    return batch


def likeliest(table: Table, importer: Importer) -> Reading:
    """The sheet, the row of headings and the columns to begin with."""
    sheet, header = table.likeliest(known_headings(importer.fields))
    known = remembered_by(importer.by.person, importer.name)
    return Reading(sheet, header, recognise(sheet.headings(header), importer.fields, known))


def trial(table: Table, importer: Importer) -> Tally:
    """What would become of a table's rows with its columns as they are known. Writes nothing."""
    reading, tally = likeliest(table, importer), Tally()
    refuse(reasons_against_mapping(reading.mapping, importer.fields))
    for rows in reading.chunks(importer):
        tally.take(rows)
    return tally


def told_of(batch: ImportBatch, table: Table) -> list[str]:
    """What is to be told of the file as a whole: sheets that are not read, and what else was found there."""
    return remarks_on(table, table.sheets[batch.sheet])


def mapped(batch: ImportBatch) -> Mapped:
    return {int(column): field for column, field in batch.mapping.items()}


def reading_of(batch: ImportBatch, importer: Importer) -> Reading:
    """The batch's rows as they are to be read now. Refused where a needed column is missing or the rows are gone."""
    refuse(reasons_against_mapping(mapped(batch), importer.fields))
    sheet = store.take(batch).sheets[batch.sheet]
    return Reading(sheet, batch.header, mapped(batch), set(batch.skipped), set(batch.taken), batch.edits)


def key_of(batch: ImportBatch) -> str:
    """Of which reading a check is: another one as soon as a column, an option, a cell or a skipped row changes."""
    told = [batch.sheet, batch.header, batch.mapping, batch.options, batch.skipped, batch.taken, batch.edits]
    return sha256(json.dumps(told, sort_keys=True, default=str).encode()).hexdigest()


def look_over(batch: ImportBatch, *, importer: Importer, progress: Progress | Silence = SILENCE) -> Tally:
    """Check all rows and write down what would become of them, for the check's page. Changes no record."""
    reading = reading_of(batch, importer)
    total = len(reading)
    return store.shown_of(batch).write(
        reading.chunks(importer), key_of(batch), lambda done: progress.tell(done, total, "check")
    )


def locked(batch: ImportBatch, *stages: str) -> ImportBatch:
    """The batch under its lock, in one of these stages, else still open. Refused where it was done or dropped."""
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.stage not in (stages or Stage.open()):
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
def choose(batch: ImportBatch, sheet: int, header: int, *, importer: Importer, by: Actor) -> ImportBatch:
    """Take another sheet, or another row for the headings; what was said of the rows is forgotten."""
    batch = locked(batch)
    table = store.take(batch)
    if not (0 <= sheet < len(table.sheets) and 0 <= header < len(table.sheets[sheet].rows) - 1):
        raise Refused([Reason("header", _("There is no such row with rows below it."))])
    batch.sheet, batch.header = sheet, header
    batch.headings = table.sheets[sheet].headings(header)
    batch.rows = len(table.sheets[sheet].rows) - header - 1
    mapping = recognise(batch.headings, importer.fields, remembered_by(by.person, importer.name))
    batch.mapping = {str(column): field for column, field in mapping.items()}
    batch.skipped, batch.taken, batch.edits, batch.stage = [], [], {}, Stage.COLUMNS
    batch.save()
    return batch


@sealed()
def skip(batch: ImportBatch, line: int, *, by: Actor) -> ImportBatch:
    """Leave a row out, or take it in again; a total or a note that is left out by itself is taken in by this too."""
    batch = locked(batch)
    if line not in batch.skipped and line in skipped_by_itself(batch):
        batch.taken = sorted({*batch.taken} ^ {line})
    else:
        batch.skipped = sorted({*batch.skipped} ^ {line})
    batch.save()
    return batch


def skipped_by_itself(batch: ImportBatch) -> set[int]:
    sheet = store.take(batch).sheets[batch.sheet]
    return set(sheet.asides(batch.header))


@sealed()
def mend(batch: ImportBatch, line: int, cells: dict[int, str], *, by: Actor) -> ImportBatch:
    """Put other words into cells of one row: the list on the way in, never the file itself."""
    batch = locked(batch)
    width = len(batch.headings)
    kept = {str(column): text[:MENDED] for column, text in cells.items() if 0 <= column < width}
    batch.edits = batch.edits | {str(line): batch.edits.get(str(line), {}) | kept}
    batch.save()
    return batch


@sealed()
def run_by_worker(batch: ImportBatch, how: dict, *, by: Actor, title: str, base: str) -> Work:
    """Close the import for all other steps and let a worker run it. `how` is what `run` is told."""
    batch = locked(batch)
    batch.stage = Stage.RUNNING
    batch.save()
    return order("imports.run", by=by, about=batch.pk, title=title, told=how, back_to=f"{base}{batch.pk}/check/")


@sealed()
def undo_by_worker(batch: ImportBatch, *, by: Actor, title: str, base: str) -> Work:
    """Let a worker take it back."""
    batch = locked(batch, Stage.DONE)
    batch.stage = Stage.UNDOING
    batch.save()
    return order("imports.undo", by=by, about=batch.pk, title=title, back_to=f"{base}{batch.pk}/")


@sealed()
def give_back(batch: ImportBatch, *, on: date) -> None:
    """Back to where it stood, when the worker was stopped or could not do it."""
    before = {Stage.RUNNING: Stage.CHECK, Stage.UNDOING: Stage.DONE}
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.stage in before:
        batch.stage = before[Stage(batch.stage)]
        batch.save()


def run(
    batch: ImportBatch, *, importer: Importer, by: Actor, all_rows: bool = False, seen: str = "",
    progress: Progress | Silence = SILENCE,
) -> dict:  # fmt: skip
    """Write the rows that are new or changed, all of them or none, with one line in the chain.

    Returns what `Tally.result` has. With `all_rows` it is refused while a row is bad; where `seen`, the stamp of the
    check that was looked at, no longer holds, too.
    All rows are checked before the first is written: a row that changes a name must not hide whose file a later row
    is of. On SQLite, where writing shuts everybody else out, that is done before, and again where somebody wrote.
    """
    importer.reason = batch.reason
    with Spool() as spool:
        mark = None
        if not connection.features.has_select_for_update:
            mark = importer.mark()
            spool.fill(reading_of(batch, importer), importer, progress)
        return write(batch, spool, mark, importer=importer, by=by, all_rows=all_rows, seen=seen, progress=progress)


@sealed()
def write(
    batch: ImportBatch, spool: Spool, mark: tuple | None, *, importer: Importer, by: Actor, all_rows: bool,
    seen: str, progress: Progress | Silence,
) -> dict:  # fmt: skip
    """The second half of `run`, in one transaction.

    Imports of one kind wait for each other, so that two of the same list don't both find nothing there.
    """
    ImportBatch.objects.select_for_update().filter(kind=batch.kind).order_by("pk").first()
    batch = locked(batch, *Stage.open(), Stage.RUNNING)
    if mark is None or importer.mark() != mark:
        spool.fill(reading_of(batch, importer), importer, progress)
    tally = spool.tally
    if all_rows and tally.counts["bad"]:
        words = _("%(count)d rows can't be read, the first in line %(line)d. Skip them, or import the good rows.")
        raise Refused([Reason("bad", words % {"count": tally.counts["bad"], "line": tally.first_bad})])
    if seen and seen != tally.stamp:
        raise Refused([Reason("stale", _("Somebody changed these files meanwhile. Look at the check again."))])
    done = 0
    for rows in spool.chunks():
        importer.write(rows)
        done += len(rows)
        progress.tell(done, tally.writes + 1, "write")
    batch.stage, batch.done_at, batch.counts = Stage.DONE, timezone.now(), tally.result()
    batch.save()
    refused = tally.counts["bad"] + tally.counts["skipped"]
    numbers: dict[str, Any] = {**tally.numbers(), "refused": refused}
    note("record", "imports.run", batch, by=by, sha256=batch.sha256, **numbers)
    return tally.result()


@sealed()
def cancel(batch: ImportBatch, *, by: Actor) -> ImportBatch:
    """Drop an import; nothing of it stays but that it was begun."""
    batch = locked(batch)
    batch.stage = Stage.CANCELLED
    batch.save()
    return batch


def forget_old(*, on: date) -> int:
    """Drop the rows of imports that are over or were left lying; how many imports. Safe to repeat."""
    gone = 0
    begun = ImportBatch.objects.filter(made_at__date__lt=on - KEPT)
    for batch in begun.iterator():
        gone += store.is_kept(batch)
        store.drop(batch)
    return gone + store.sweep({str(place) for place in ImportBatch.objects.values_list("place", flat=True)})
