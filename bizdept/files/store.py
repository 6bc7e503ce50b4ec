"""The store: bytes under their own hash, in a folder that no web server shows."""

import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

INCOMING = "incoming-"  # how a file is called while it is written
LEAST_PART, LEAST = 20, 1024**3  # free: a twentieth of the disk or a gibibyte, whichever is less


def place_of(sha256: str) -> Path:
    return Path(settings.FILES_DIR) / sha256[:2] / sha256[2:4] / sha256


def put(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Write bytes to the disk for good and return their SHA-256 and their number.

    Whole or not at all: they are written aside, synced, then renamed. Raises OSError (a full disk). Call it before the
    row is written that names them: a crash between the two leaves bytes without a row, which `sweep` takes away, and
    never a row without bytes.
    """
    folder = Path(settings.FILES_DIR)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=folder, prefix=INCOMING)
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        place = place_of(digest.hexdigest())
        with held(folder, fcntl.LOCK_SH):
            parents = made_for(place)
            Path(name).replace(place)
        for parent in parents:
            settle(parent)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest.hexdigest(), size


def made_for(place: Path) -> list[Path]:
    """Make the folders above a place; returns those of which an entry changed."""
    above = [place.parents[1], place.parents[2]] if not place.parent.exists() else []
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return [place.parent, *above]


def settle(folder: Path) -> None:
    """A rename is on the disk for good only once the folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def held(folder: Path, how: int) -> Iterator[None]:
    """Whoever puts holds the store with others; whoever takes away holds it alone."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def has_room(size: int = 0) -> bool:
    """Whether the disk still has room after so many bytes: uploads give way before the database has none."""
    place = Path(settings.FILES_DIR)
    disk = shutil.disk_usage(next(folder for folder in (place, *place.parents) if folder.exists()))
    return disk.free - size >= min(disk.total // LEAST_PART, LEAST)


def is_whole(sha256: str) -> bool:
    """Whether the bytes are there and are still those that were put."""
    place = place_of(sha256)
    if not place.is_file():
        return False
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == sha256
