"""What a file is, told from its content and not from its name; and which files are let in."""

import zipfile
from collections.abc import Iterator
from pathlib import PurePath
from typing import BinaryIO

import filetype
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from bizdept.files.store import has_room
from bizdept.refusal import Reason

OFFICE = "application/vnd.openxmlformats-officedocument."
ZIPPED = {
    "docx": (f"{OFFICE}wordprocessingml.document", "word/"),
    "xlsx": (f"{OFFICE}spreadsheetml.sheet", "xl/"),
    "pptx": (f"{OFFICE}presentationml.presentation", "ppt/"),
}
KNOWN = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "doc": "application/msword",
    "xls": "application/vnd.ms-excel",
    "ppt": "application/vnd.ms-powerpoint",
}
TEXT = {"txt": "text/plain", "csv": "text/csv"}
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of doc, xls and ppt
UNPACKED_LIMIT = 200 * 1024 * 1024  # bytes
MEMBERS_LIMIT = 5000
LOOK_AHEAD = 8192  # bytes


def ending_of(name: str) -> str:
    return PurePath(name).suffix.lower().lstrip(".")


def accepted() -> list[str]:
    """The endings that are let in, for the file box and the sentence of a refusal."""
    return sorted({*ZIPPED, *KNOWN, *TEXT})


def kind_of(name: str) -> str:
    """The media type that goes with the ending; only asked about files that were let in."""
    ending = ending_of(name)
    return ZIPPED[ending][0] if ending in ZIPPED else KNOWN.get(ending) or TEXT[ending]


def reasons_against_size(name: str, size: int) -> list[Reason]:
    """Why this is more than is taken of any file, also of one that is only read."""
    if size <= settings.UPLOAD_LIMIT:
        return []
    words = {"name": name, "size": filesizeformat(size), "limit": filesizeformat(settings.UPLOAD_LIMIT)}
    return [Reason("large", _("“%(name)s” has %(size)s; up to %(limit)s are taken.") % words, "file")]


def reasons_against(file: BinaryIO, name: str, size: int) -> Iterator[Reason]:
    """Why this file is not let in: empty, too large, of a kind that isn't taken, or not what its name says."""
    ending = ending_of(name)
    if size == 0:
        yield Reason("empty", _("“%s” is empty.") % name, "file")
    elif large := reasons_against_size(name, size):
        yield from large
    elif not has_room(size):
        yield Reason("disk", _("The disk is nearly full, so no files are taken. Tell the administrator."), "file")
    elif ending not in accepted():
        words = {"name": name, "kinds": ", ".join(accepted())}
        yield Reason("kind", _("“%(name)s” is not of a kind that is taken (%(kinds)s).") % words, "file")
    elif not _is_what_it_says(file, ending):
        yield Reason("content", _("“%s” does not hold what its name says.") % name, "file")


def _is_what_it_says(file: BinaryIO, ending: str) -> bool:
    file.seek(0)
    head = file.read(LOOK_AHEAD)
    file.seek(0)
    if ending in ZIPPED:
        return _is_plain_office(file, ZIPPED[ending][1])
    if ending in TEXT:
        return b"\0" not in head and filetype.guess(head) is None
    if ending in {"doc", "xls", "ppt"}:
        return head.startswith(COMPOUND)
    guess = filetype.guess(head)
    return guess is not None and guess.mime == KNOWN[ending]


def _is_plain_office(file: BinaryIO, folder: str) -> bool:
    """A whole office document without macros, of a size that can be unpacked, and nothing outside its folder."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    finally:
        file.seek(0)
    names = [member.filename for member in members]
    fits = len(members) <= MEMBERS_LIMIT and sum(member.file_size for member in members) <= UNPACKED_LIMIT
    stays = not any(name.startswith("/") or ".." in PurePath(name).parts or "\\" in name for name in names)
    plain = not any(PurePath(name).name.lower() == "vbaproject.bin" for name in names)
    return fits and stays and plain and any(name.startswith(folder) for name in names)
