"""A list as a file: Excel and CSV in which nothing is alive, and which can be read in again."""

import csv as csv_module
import io
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access.levels import Level
from bizdept.web.columns import Column

MOST_ROWS = 1_048_575  # below the headings of a sheet of Excel
LONGEST = 32767  # characters in a cell of Excel
EXACT = 10**15  # Excel keeps 15 digits
NARROWEST, WIDEST, MEASURED = 8, 60, 200  # characters, characters, rows
FORMATS = {"money": "#,##0.00", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
# What begins a formula, be it behind blanks, quotation marks and signs that nobody sees; full width in East Asia too.
# Read with another separator than ours, a cell breaks at `;`, `|`, a tab or the end of a line, and begins there.
UNSEEN = r"['\"\s\x00-\x1f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
LIVE = r"[=+\-@＝＋－＠﹦﹢﹣﹫−]"
BEGINNING = re.compile(rf"^(?={UNSEEN}{LIVE}|'*[\t\r\n])|(?<=[;|\t\r\n])(?={UNSEEN}{LIVE})")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xlsx(title: str, columns: Sequence[Column], rows: Iterable[Any], mark: str = "") -> bytes:
    """The rows as a workbook: headings first, numbers as numbers, days as days, text as text.

    `mark` is who takes it, when, and the trace (8.2.2): below each printed page, among the facts of the file, and on a
    second sheet. The first one stays as it is, so that it can be read in again.
    """
    output = io.BytesIO()
    fill(output, title, columns, rows, {"in_memory": True}, mark)
    return output.getvalue()


def write_xlsx(path: Path, title: str, columns: Sequence[Column], rows: Iterable[Any], mark: str = "") -> None:
    """The same, written to `path` row by row: what is remembered is one row. What lies beside it meanwhile, and the
    workbook where `rows` raises, is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="sheet-") as aside:
        part = Path(aside) / "book"
        fill(str(part), title, columns, rows, {"constant_memory": True, "tmpdir": aside}, mark)
        part.replace(path)


def fill(
    output: Any, title: str, columns: Sequence[Column], rows: Iterable[Any], options: dict, mark: str = ""
) -> None:
    """Write a workbook. It is closed only where all went well: closing packs it, which nobody waits for in vain."""
    book = xlsxwriter.Workbook(output, {"strings_to_formulas": False, "strings_to_urls": False} | options)
    sheet = book.add_worksheet(sheet_name(title))
    bold = book.add_format({"bold": True})
    formats = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
    for place, column in enumerate(columns):
        sheet.write_string(0, place, writable(column.label), bold)
    widths = [width(str(column.label)) for column in columns]
    for line, row in enumerate(rows, 1):
        for place, column in enumerate(columns):
            value = plain(column.value(row))
            write(sheet, line, place, value, formats.get(column.kind), formats)
            if line <= MEASURED:
                widths[place] = max(widths[place], width(text_of(value, column.kind)))
    for place, wanted in enumerate(widths):
        sheet.set_column(place, place, min(max(wanted + 2, NARROWEST), WIDEST))
    sheet.freeze_panes(1, 0)
    if mark:
        set_mark(book, sheet, writable(mark))
    book.close()


def set_mark(book, sheet, mark: str) -> None:
    """Say of a workbook whose it is, wherever that spoils no row."""
    sheet.set_footer(f"&L{mark.replace('&', '&&')[:200]}&R&P / &N")
    book.set_properties({"comments": mark})
    aside = book.add_worksheet(sheet_name(_("Who took it")))
    aside.write_string(0, 0, mark)
    aside.set_column(0, 0, WIDEST)


def csv(columns: Sequence[Column], rows: Iterable[Any]) -> bytes:
    """The rows as CSV in UTF-8 with the mark Excel needs, in which nothing is alive (`harmless`)."""
    output = io.StringIO(newline="")
    csv_lines(output, columns, rows)
    return output.getvalue().encode("utf-8-sig")


def write_csv(path: Path, columns: Sequence[Column], rows: Iterable[Any]) -> None:
    """The same, written to `path` row by row; nothing lies there where `rows` raises."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix="sheet-") as aside:
        part = Path(aside) / "list"
        with part.open("w", encoding="utf-8-sig", newline="") as output:
            csv_lines(output, columns, rows)
        part.replace(path)


def csv_lines(output: IO[str], columns: Sequence[Column], rows: Iterable[Any]) -> None:
    writer = csv_module.writer(output)
    writer.writerow(harmless(writable(column.label)) for column in columns)
    for row in rows:
        values = ((plain(column.value(row)), column.kind) for column in columns)
        writer.writerow(harmless(text_of(value, kind)) for value, kind in values)


def leveled(name: str, level: int) -> str:
    """8.1.1: the name of a file that leaves the house says how confidential it is: confidential-HT-2026-0001.pdf."""
    return f"{Level(level).label}-{name}"


def disposition(name: str) -> str:
    """The Content-Disposition of a download called `name`, whatever is in the name."""
    name = re.sub(r'[\\/:*?"<>|]', "_", writable(name)).replace("\n", " ").replace("\t", " ").replace("\r", " ")
    plain_name = re.sub(r"[^A-Za-z0-9. _-]", "_", name)
    return f"attachment; filename=\"{plain_name}\"; filename*=UTF-8''{quote(name, safe='')}"


def plain(value: Any) -> Any:
    """A value as a cell holds it: number, day, moment of the wall clock, or writable text."""
    match value:
        case None:
            return ""
        case (first, *_second):  # a pair is drawn on two lines; a file has a column for each
            return plain(first)
        case bool():
            return str(value).upper()
        case datetime():
            return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
        case date() | int() | float() | Decimal():
            return value
    return writable(value)


def writable(value: Any) -> str:
    """Text without what no file can hold: control characters, halves of surrogate pairs."""
    return UNWRITABLE.sub("", str(value))[:LONGEST]


def write(sheet, line: int, place: int, value: Any, form, formats: dict) -> None:
    """Write one cell by the type of its value; what Excel can't hold exactly becomes text."""
    match value:
        case "":
            return
        case int() | float() | Decimal() if Decimal(value).is_finite() and abs(Decimal(value)) < EXACT:
            sheet.write_number(line, place, value, form)
        case date() if value.year >= 1900:
            usual = formats["moment" if isinstance(value, datetime) else "day"]
            sheet.write_datetime(line, place, value, usual)
        case _:
            sheet.write_string(line, place, text_of(value, ""))


def text_of(value: Any, kind: str) -> str:
    match value:
        case datetime():
            return value.isoformat(" ", "minutes")
        case date():
            return value.isoformat()
        case Decimal() | float() if kind == "money":
            return f"{value:.2f}"
        case float():
            return format(Decimal(str(value)), "f")
        case Decimal():
            return format(value, "f")
    return str(value)


def harmless(text: str) -> str:
    """The text with an apostrophe wherever a formula could begin; `child/texts.py` takes each off again, and no other.

    A text that has apostrophes of its own there gets one more.
    """
    return text if NUMBER.fullmatch(text) else BEGINNING.sub("'", text)


def width(text: str) -> int:
    """How wide the widest line of a text stands: a Chinese character takes two places."""
    lines = [sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in line) for line in text[:300].splitlines()]
    return max(lines, default=0)


def sheet_name(title: str) -> str:
    """A title as Excel allows it on a tab: 31 characters, none of []:*?/\\, no apostrophe at an end."""
    return re.sub(r"[\[\]:*?/\\]", " ", writable(title)).strip(" '")[:31].strip(" '") or "1"
