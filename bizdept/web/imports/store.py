"""The rows of a file on its way in, kept beside the database until the import is done or dropped."""

import hashlib
import json
import shutil
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from bizdept.refusal import Reason, Refused
from bizdept.web.imports.models import ImportBatch
from bizdept.web.imports.tally import Shown
from bizdept.web.tables import Table
from bizdept.web.tables.reading import table_of

AGE = 24 * 3600  # seconds


def folder_of(batch: ImportBatch) -> Path:
    return Path(settings.FILES_DIR) / "imports" / str(batch.place)


def shown_of(batch: ImportBatch) -> Shown:
    """The rows of its last check, as the page shows them."""
    return Shown(folder_of(batch))


def put(batch: ImportBatch, table: Table) -> None:
    """Write the table down as the child process writes one: facts, then each sheet and its rows, line by line."""
    folder_of(batch).mkdir(parents=True, exist_ok=True, mode=0o700)
    facts = {"kind": table.kind, "encoding": table.encoding, "separator": table.separator}
    with (folder_of(batch) / "table.jsonl").open("w", encoding="utf-8") as file:
        print(json.dumps(facts), file=file)
        for sheet in table.sheets:
            about = {name: value for name, value in vars(sheet).items() if name not in ("rows", "lines")}
            print(json.dumps(about, ensure_ascii=False), file=file)
            for row in zip(sheet.lines, sheet.rows, strict=True):
                print(json.dumps(row, ensure_ascii=False), file=file)


def take(batch: ImportBatch) -> Table:
    """The rows again. Refused when they are gone: an import that is old, done, or dropped."""
    try:
        with (folder_of(batch) / "table.jsonl").open(encoding="utf-8") as lines:
            return table_of(lines)
    except FileNotFoundError:
        words = _("The rows of “%s” are no longer kept. Choose the file again.")
        raise Refused([Reason("gone", words % batch.name)]) from None


def drop(batch: ImportBatch) -> None:
    shutil.rmtree(folder_of(batch), ignore_errors=True)


def is_kept(batch: ImportBatch) -> bool:
    return folder_of(batch).is_dir()


def sweep(known: set[str]) -> int:
    """Delete the rows of imports that nobody knows of, a day after a crash left them; how many imports."""
    gone = 0
    for folder in (Path(settings.FILES_DIR) / "imports").glob("*"):
        if folder.name not in known and time.time() - folder.stat().st_mtime > AGE:
            shutil.rmtree(folder, ignore_errors=True)
            gone += 1
    return gone


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def as_path(upload: UploadedFile):
    """An upload as a file on the disk, for as long as the block runs."""
    with tempfile.NamedTemporaryFile(prefix="import-") as file:
        for chunk in upload.chunks():
            file.write(chunk)
        file.flush()
        yield Path(file.name)
