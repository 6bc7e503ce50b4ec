"""Files made to harm whoever opens them, made on the spot: name -> (how to make it, how it may be answered)."""

import io
import random
import zipfile
from functools import cache

import openpyxl

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
CELL = '<c r="{0}" t="inlineStr"><is><t>{1}</t></is></c>'
ROWS = "".join(f'<row r="{n}">{CELL.format(f"A{n}", f"名{n}")}{CELL.format(f"B{n}", "称")}</row>' for n in (1, 2))
MB = 1024**2
READ = "read"  # it is a list all the same


@cache
def plain() -> dict[str, bytes]:
    """The members of an honest workbook."""
    file = io.BytesIO()
    openpyxl.Workbook().save(file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(members: dict) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def book(rows: str = ROWS, before: str = "", after: str = "", head: str = "") -> bytes:
    """A workbook of one sheet with these rows, and what stands before and after them, and at the head of its XML."""
    sheet = f'{head}<worksheet xmlns="{SPREADSHEET}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    return zipped(plain() | {SHEET: f'<?xml version="1.0"?>{sheet}'})


def with_members(**members: str | bytes) -> bytes:
    return zipped(plain() | members)


def strings(longest: int) -> bytes:
    return with_members(**{STRINGS: f'<sst xmlns="{SPREADSHEET}"><si><t>{"x" * longest}</t></si></sst>'})


def lying() -> bytes:
    """A workbook whose sheet says that it is short, and unpacks to 300 MB."""
    with zipfile.ZipFile(io.BytesIO(data := book(" " * (300 * MB)))) as archive:
        size = archive.getinfo(SHEET).file_size.to_bytes(4, "little")
    assert size in data
    return data.replace(size, (5000).to_bytes(4, "little"))


def laughs() -> bytes:
    more = "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    return book(f'<row r="1">{CELL.format("A1", "&a11;")}</row>', head=f"<!DOCTYPE w [<!ENTITY a0 'ha'>{more}]>")


def spy() -> bytes:
    head = "<!DOCTYPE w [<!ENTITY spy SYSTEM 'file:///etc/passwd'>]>"
    return book(f'<row r="1">{CELL.format("A1", "&spy;")}{CELL.format("B1", "&spy;")}</row>', head=head)


def open_document(rows: int, columns: int) -> bytes:
    """One cell that is said to be repeated so often."""
    names = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text"))
    cell = f'<table:table-cell table:number-columns-repeated="{columns}"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="{rows}">{cell}</table:table-row>'
    body = f"<office:body><office:spreadsheet><table:table>{row}</table:table></office:spreadsheet></office:body>"
    content = f"<office:document-content {names}>{body}</office:document-content>"
    return zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def noise(length: int = 100_000) -> bytes:
    return random.Random(7).randbytes(length)


PACKAGE, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FAR = f'<row r="1048576">{CELL.format("XFD1048576", "x")}</row>'
BEYOND = '<row r="99999999999"><c r="A99999999999"/></row>'
OVERLAID = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
FILES = {
    "bomb": (lambda: book(" " * (300 * MB)), {"too_large"}),
    "bomb below the limit": (lambda: book(" " * (127 * MB)), {"empty", "damaged"}),
    "bomb of strings": (lambda: strings(60 * MB), {"empty", "damaged"}),
    "bomb of more strings": (lambda: strings(100 * MB), {"too_large"}),
    "bomb that lies": (lying, {"damaged", "empty"}),
    "billion laughs": (laughs, {"damaged", "not_a_list", "empty"}),
    "a file read by an entity": (spy, {"damaged", "not_a_list", "empty"}),
    "2,001 members": (lambda: with_members(**{f"x{n}": "" for n in range(2001)}), {"too_large"}),
    "a million rows claimed": (lambda: book(before='<dimension ref="A1:XFD1048576"/>'), {READ}),
    "a cell in the last corner": (lambda: book(ROWS + FAR), {"too_wide", "damaged"}),
    "rows beyond all numbers": (lambda: book(BEYOND), {"damaged", "too_long"}),
    "elements in elements": (lambda: book("<a>" * 200_000), {"damaged", "empty"}),
    "merged cells over each other": (lambda: book(after=OVERLAID * 200_000), {READ, "not_a_list"}),
    "a zip in a zip": (lambda: zipped({"list.xlsx": book()}), {"unknown"}),
    "paths that climb": (lambda: with_members(**{"../../../../tmp/climbed": "x", "/etc/climbed": "x"}), {"empty"}),
    "a password": (lambda: COMPOUND + bytes(600) + "EncryptedPackage".encode("utf-16-le"), {"password"}),
    "macros": (lambda: with_members(**{"xl/vbaProject.bin": b"x"}), {"macros"}),
    "a page saved as .xls": (lambda: "<html><table><tr><td>名称<td>电话</table>".encode("gbk"), {"web_page"}),
    "a PDF": (lambda: b"%PDF-1.7\n" + noise(5000), {"unknown"}),
    "nothing": (lambda: b"", {"empty"}),
    "half a workbook": (lambda: book()[:-300], {"damaged"}),
    "noise as a package": (lambda: PACKAGE + noise(), {"damaged"}),
    "noise as a workbook of 1997": (lambda: COMPOUND + noise(), {"damaged"}),
    "noise": (noise, {"encoding", "unknown"}),
    "one cell repeated to the end": (lambda: open_document(1_048_576, 16_384), {"too_wide"}),
    "one row repeated for ever": (lambda: open_document(99_999_999_999, 2), {"too_long"}),
    "one line of 40 MB": (lambda: b"x" * (40 * MB), {"damaged", "not_a_list"}),
    "five million separators": (lambda: b",\n" * 5_000_000, {"too_long"}),
    "a sea of cells": (lambda: (b"1," * 150 + b"1\n") * 100_000, {"too_many"}),
    "records in records": (lambda: b'{"a":' * 200_000, {"damaged", "unknown"}),
}
