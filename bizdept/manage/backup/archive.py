"""The file of a backup: a zip whose members stand in manifest.json with their hashes, and at its end a hash of all.

The zip's comment is the SHA-256 of every byte before it, so that one changed byte anywhere is told, also where an
unpacker would not look. It is written aside, read back, and only then given its name.
"""

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.utils.translation import gettext as _

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1024 * 1024  # bytes
DIGITS = 64


class Damaged(ValueError):
    """This is no backup, or not all of it; the message says what is the matter."""


class Unfit(ValueError):
    """This archive can't be restored here; nothing was touched. The message says why."""


class Writer:
    """An archive that is being written: members one after the other, the manifest last."""

    def __init__(self, place: Path):
        self.members: dict[str, dict[str, Any]] = {}
        self.zip = zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED, compresslevel=4)

    def add(self, name: str, chunks: Iterable[bytes | memoryview]) -> dict[str, Any]:
        """Write one member and return its size and hash."""
        digest, size = hashlib.sha256(), 0
        with self.zip.open(name, "w", force_zip64=True) as member:
            for chunk in chunks:
                member.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        self.members[name] = {"size": size, "sha256": digest.hexdigest()}
        return self.members[name]

    def close(self, manifest: dict[str, Any]) -> None:
        words = json.dumps(manifest | {"format": FORMAT, "members": self.members}, indent=1, ensure_ascii=False)
        self.zip.writestr(MANIFEST, words)
        self.zip.comment = b"0" * DIGITS
        self.zip.close()


@contextmanager
def written(place: Path) -> Iterator[Writer]:
    """Write an archive aside, seal it, read it back, and give it its name; what fails leaves nothing."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}-")  # for this account's eyes alone
    os.close(handle)
    aside = Path(name)
    try:
        writer = Writer(aside)
        yield writer
        with aside.open("r+b") as file:
            digest = digest_of(file)
            file.seek(-DIGITS, os.SEEK_END)
            file.write(digest.encode())
            file.flush()
            os.fsync(file.fileno())
        with opened(aside) as archive:
            archive.check_members()
        aside.replace(place)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise


def digest_of(file: BinaryIO) -> str:
    """SHA-256 of everything but the seal at the end."""
    digest = hashlib.sha256()
    left = file.seek(0, os.SEEK_END) - DIGITS
    file.seek(0)
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return digest.hexdigest()


class Archive:
    """An archive that is whole: its manifest and its members."""

    def __init__(self, unpacked: zipfile.ZipFile):
        self.zip = unpacked
        self.manifest: dict[str, Any] = json.loads(unpacked.read(MANIFEST))
        self.members: dict[str, str] = {name: str(told["sha256"]) for name, told in self.manifest["members"].items()}

    def read(self, name: str) -> Iterator[bytes]:
        """A member in pieces. Raises Damaged at its end if it is not what the manifest says."""
        digest, words = hashlib.sha256(), _("%s in the archive is not what its manifest says.")
        try:
            with self.zip.open(name) as member:
                while chunk := member.read(CHUNK):
                    digest.update(chunk)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError):
            raise Damaged(words % name) from None
        if digest.hexdigest() != self.members.get(name):
            raise Damaged(words % name)

    def check_members(self) -> None:
        for name in self.members:
            for _chunk in self.read(name):
                pass

    def under(self, folder: str) -> list[str]:
        return sorted(name for name in self.members if name.startswith(f"{folder}/"))


@contextmanager
def opened(place: Path) -> Iterator[Archive]:
    """Read an archive. Raises Damaged, or OSError where there is none."""
    with place.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(size - DIGITS, 0))
        seal = file.read()
        if size <= DIGITS or digest_of(file).encode() != seal:
            raise Damaged(_("%s is damaged or no backup: its seal does not fit.") % place)
        try:
            archive = Archive(zipfile.ZipFile(file))
        except (zipfile.BadZipFile, zlib.error, EOFError, LookupError, TypeError, ValueError, AttributeError) as why:
            raise Damaged(_("%(place)s is no backup: %(why)s.") % {"place": place, "why": why}) from None
        yield archive
