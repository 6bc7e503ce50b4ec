"""What the process does: limits itself, tells by its first bytes what the file is, reads it, writes JSON, ends.

It may be killed or abort inside a native reader at any moment; whoever started it takes that as "damaged".
So it imports nothing of the site, and catches little.
"""

import json
import sys
from collections.abc import Callable

from .cells import Gathering
from .limits import NotATable, limit
from .opendocument import is_intricate, read_open_document
from .packages import check_unpacked
from .texts import read_text
from .workbooks import Read, read_with_calamine, read_with_openpyxl, read_with_xlrd, told

Reader = Callable[[bytes, str], Read]
PACKAGE, COMPOUND = b"PK", b"\xd0\xcf\x11\xe0"
STREAMS = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")  # workbooks of before 1995
OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"MZ", b"\x7fELF")
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
SECOND: dict[str, Reader] = {"xlsx": read_with_openpyxl, "xls": read_with_xlrd, "ods": read_open_document}


def read(data: bytes, turn: str) -> tuple[dict, list[Gathering]]:
    """What the file holds, told by its first bytes; its name is not believed. `turn`: the first or second reader."""
    if not data.strip():
        raise NotATable("empty")
    if data.startswith(OTHERS):
        raise NotATable("unknown")
    kind = "xls" if data.startswith((COMPOUND, *STREAMS)) else ""
    if data.startswith(PACKAGE):
        kind = check_unpacked(data)
    elif data.startswith(COMPOUND) and ENCRYPTED in data:
        raise NotATable("password")
    if not kind:
        return read_text(data)
    reader = SECOND[kind] if turn == "second" else read_with_calamine
    if kind == "ods" and is_intricate(data):
        reader = read_with_calamine if turn == "second" else read_open_document
    return {"kind": kind}, told(data, kind, reader(data, kind))


def write(head: dict, sheets: list[Gathering]) -> None:
    """A line of what the file is; for each sheet a line of what it is, then one for each row: [line, cells]."""
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    sys.stdout.write(encode(head) + "\n")
    for sheet in sheets:
        sys.stdout.write(encode(sheet.head()) + "\n")
        for line, row in zip(sheet.lines, sheet.rows, strict=True):
            sys.stdout.write(encode([line, row]) + "\n")


def main(path: str, turn: str) -> None:
    limit()
    try:
        with open(path, "rb") as file:
            head, sheets = read(file.read(), turn)
    except NotATable as refusal:
        head, sheets = refusal.answer, []
    write(head, sheets)
