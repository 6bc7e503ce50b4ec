"""Workbooks as packages of XML: refused before they unpack to too much, and searched for what no reader tells."""

import io
import re
import zipfile
from collections.abc import Iterator

from .cells import Gathering, Range
from .limits import BESIDE, MEMBERS, MERGES, UNPACKED, NotATable

SHEETS = re.compile(r"(^|/)(worksheets/|content\.xml$)")
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d+)"[^>]*>')
HIDDEN = re.compile(rb'\shidden="(?:1|true)"')
MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
# A cell with a formula and nothing, or an empty value, behind it: no program has reckoned it yet
UNRECKONED = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?\br="[A-Z]{1,3}(\d{1,7})"[^>]*>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
WRONG = re.compile(rb'<(?:\w+:)?c\s(?=[^>]*?\bt="e")[^>]*?\br="[A-Z]{1,3}(\d{1,7})"')
SHEET = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?\bname="([^"]*)"[^>]*?\b\w+:id="([^"]*)"')
TARGET = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
PART = re.compile(rb'\b(Id|Target)="([^"]*)"')


def check_unpacked(data: bytes) -> str:
    """Refuse what grows too large before anything is unpacked; xlsx or ods."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        sizes = {member.filename.replace("\\", "/").lower(): member.file_size for member in members}
        is_open = "content.xml" in sizes and "mimetype" in sizes and archive.read("mimetype")[:46] == OPEN_DOCUMENT
        is_listed = is_open and "meta-inf/manifest.xml" in sizes
        is_locked = is_listed and b"encryption-data" in archive.read("META-INF/manifest.xml")[:65536]
    total, beside = sum(member.file_size for member in members), 0
    beside = sum(size for name, size in sizes.items() if not SHEETS.search(name))
    if len(members) > MEMBERS or total > UNPACKED or beside > BESIDE:
        raise NotATable("too_large", megabytes=UNPACKED // 1024**2)
    if is_locked:
        raise NotATable("password")
    if any(name.endswith("vbaproject.bin") for name in sizes):
        raise NotATable("macros")
    if not is_open and not any("workbook" in name for name in sizes):
        raise NotATable("unknown")
    return "ods" if is_open else "xlsx"


def column_of(letters: bytes) -> int:
    """A column's place by its letters: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def merges_in(xml: bytes) -> Iterator[Range]:
    for count, found in enumerate(MERGED.finditer(xml)):
        if count == MERGES:
            return
        left, top, right, bottom = found.groups()
        yield int(top), column_of(left), int(bottom), column_of(right)


def tell(sheet: Gathering, xml: bytes) -> None:
    """Note on a gathered sheet what its XML says beside the values: hidden rows, unreckoned formulas, merges."""
    if HIDDEN.search(xml):
        for found in ROW.finditer(xml):
            if HIDDEN.search(found[0]):
                sheet.remark("hidden", int(found[1]))
    if b"<f" in xml or b":f>" in xml or b":f " in xml:
        for found in UNRECKONED.finditer(xml):
            sheet.remark("formula", int(found[1]))
    if b't="e"' in xml:
        for found in WRONG.finditer(xml):
            sheet.remark("error", int(found[1]))
    sheet.merge(merges_in(xml))


def sheets_of(archive: zipfile.ZipFile) -> list[str]:
    """The member of each sheet in the workbook's order; "" for one that is not found."""
    members = {name.replace("\\", "/").lower().lstrip("/"): name for name in archive.namelist()}
    book = next((name for name in members if re.fullmatch(r"(.*/)?workbook\.xml", name)), "")
    folder = book.rpartition("/")[0]
    links = members.get(f"{folder}/_rels/workbook.xml.rels".lstrip("/"), "")
    if not book or not links:
        return []
    targets = {}
    for relationship in TARGET.findall(archive.read(links)):
        parts = dict(PART.findall(relationship))
        targets[parts.get(b"Id", b"")] = parts.get(b"Target", b"").decode(errors="replace").replace("\\", "/").lower()
    found = []
    for _name, link in SHEET.findall(archive.read(members[book])):
        target = targets.get(link, "")
        path = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}".lstrip("/")
        found.append(members.get(path, ""))
    return found


def tell_all(data: bytes, sheets: list[Gathering | None]) -> None:
    """Note what the package says beside the values; `sheets` in the workbook's order, None for one that is a chart."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for sheet, member in zip(sheets, sheets_of(archive), strict=False):
            if sheet is not None and sheet.rows and member:
                tell(sheet, archive.read(member))
