"""The rows of a file on its way in, kept beside the database until the import is done or dropped."""

import hashlib
import json
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from bizdept.refusal import Reason, Refused
from bizdept.web.imports.models import ImportBatch
from bizdept.web.tables import Sheet, Table

AGE = 24 * 3600  # seconds


def place_of(batch: ImportBatch) -> Path:
    return Path(settings.FILES_DIR) / "imports" / f"{batch.place}.json"


def put(batch: ImportBatch, table: Table) -> None:
    place = place_of(batch)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    place.write_text(json.dumps(asdict(table), ensure_ascii=False), encoding="utf-8")


def take(batch: ImportBatch) -> Table:
    """The rows again. Refused when they are gone: an import that is old, done, or dropped."""
    try:
        held = json.loads(place_of(batch).read_text(encoding="utf-8"))
    except FileNotFoundError:
        words = _("The rows of “%s” are no longer kept. Choose the file again.")
        raise Refused([Reason("gone", words % batch.name)]) from None
    return Table(**held | {"sheets": [Sheet(**sheet) for sheet in held["sheets"]]})


def drop(batch: ImportBatch) -> None:
    place_of(batch).unlink(missing_ok=True)


def sweep(known: set[str]) -> int:
    """Delete the rows of imports that nobody knows of, a day after a crash left them; how many files."""
    folder, gone = Path(settings.FILES_DIR) / "imports", 0
    for place in folder.glob("*.json"):
        if place.stem not in known and time.time() - place.stat().st_mtime > AGE:
            place.unlink(missing_ok=True)
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
