"""The process that opens a file nobody trusts: run by its path, it limits itself, reads, writes JSON, ends.

It may be killed or abort inside a native reader at any moment; whoever started it takes that as "damaged".
So it imports nothing of the site, and catches little.
"""

import csv
import io
import json
import re
import resource
import sys
import zipfile
from collections import Counter
from datetime import date, datetime, time, timedelta
from decimal import Decimal

MEMORY, SECONDS, OUTPUT = 512 * 1024**2, 30, 256 * 1024**2
UNPACKED, MEMBERS = 50 * 1024**2, 2000
ROWS, COLUMNS, CHARACTERS = 200_000, 200, 64 * 1024**2
EXACT = 10**15  # Excel keeps 15 digits
# Control characters but the ends of lines and the tab; marks of direction, lone surrogates, the mark of byte order
UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
SEPARATORS = ",;\t"
WEB_PAGE = re.compile(r"\s*<(!doctype|html|table|\?xml|meta|head|style)", re.IGNORECASE)
OTHER_TEXT = re.compile(r"\s*[\[{]\s*[\[{\"]")  # JSON
GUARD = re.compile(r"^'(?=\s*[=+\-@＝＋－＠])")  # the apostrophe before what must not become a formula
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


class NotATable(Exception):
    """The code of the sentence that says why not, with the numbers that it names."""

    def __init__(self, code: str, **numbers: int):
        super().__init__(code)
        self.answer = {"refused": code, "numbers": numbers}


def limit() -> None:
    """Bound memory, processor time and output before anything of the file is read."""
    limits = {"AS": MEMORY, "CPU": SECONDS, "FSIZE": OUTPUT, "CORE": 0}
    for name, bound in limits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (bound, bound))


def text_of(cell: object) -> str:
    """A cell as clean text: 13800000000 and not 1.38E+10, 2026-11-23 and not a day's number."""
    match cell:
        case None:
            return ""
        case str():
            text = cell.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
            return UNWANTED.sub("", text).strip()
        case bool():
            return str(cell).upper()
        case int():
            return str(cell)
        case float():
            return format(Decimal(f"{cell:.15g}"), "f") if cell == cell and abs(cell) < 1e300 else ""
        case datetime():
            return text_of_moment(cell)
        case date():
            return cell.isoformat()
        case time():
            return cell.isoformat("seconds" if cell.second else "minutes")
        case timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(cell)


def text_of_moment(moment: datetime) -> str:
    """To the second, and no further than is said: Excel's days are fractions, 14:04:59.999997 is 14:05."""
    moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    if moment.time() == time():
        return moment.date().isoformat()
    return moment.isoformat(" ", "seconds" if moment.second else "minutes")


class Gathering:
    """The filled rows of one sheet, counted against the limits as they come."""

    def __init__(self, name: str, is_hidden: bool = False):
        self.name, self.is_hidden = name, is_hidden
        self.rows: list[list[str]] = []
        self.lines: list[int] = []
        self.rounded: list[int] = []
        self.width = self.characters = 0

    def add(self, line: int, cells) -> None:
        row = [text_of(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        if not row:
            return
        if len(row) > COLUMNS:
            raise NotATable("too_wide", columns=COLUMNS)
        if len(self.rows) == ROWS:
            raise NotATable("too_long", rows=ROWS)
        self.characters += sum(map(len, row))
        if self.characters > CHARACTERS:
            raise NotATable("too_large", megabytes=CHARACTERS // 1024**2)
        self.width = max(self.width, len(row))
        self.rows.append(row)
        self.lines.append(line)
        if any(isinstance(cell, float | int) and abs(cell) >= EXACT for cell in cells):
            self.rounded.append(line)

    def answer(self) -> dict:
        rows = [row + [""] * (self.width - len(row)) for row in self.rows]
        return {
            "name": text_of(self.name), "is_hidden": self.is_hidden, "rows": rows,
            "lines": self.lines, "rounded_lines": self.rounded,
        }  # fmt: skip


def decoded(data: bytes) -> tuple[str, str]:
    """UTF-8, else GB18030, and UTF-16 where its mark says so. Guessing further calls short GBK files Korean."""
    named = ["utf-16"] if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ["utf-8-sig", "gb18030"]
    for encoding in named:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise NotATable("encoding")


def separator_of(text: str) -> str:
    """The separator under which the most of the first lines have the same number of cells, above one."""

    def agreement(separator: str) -> float:
        widths = Counter(len(row) for row in csv.reader(text[:65536].splitlines()[:100], delimiter=separator) if row)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return count / widths.total() if width > 1 else 0

    return max(SEPARATORS, key=agreement)


def read_text(data: bytes) -> dict:
    if len(data) > UNPACKED:
        raise NotATable("too_large", megabytes=UNPACKED // 1024**2)
    text, encoding = decoded(data)
    if OTHER_TEXT.match(text) or len(UNWANTED.findall(text[:65536])) > 20 + len(text) // 20:
        raise NotATable("unknown")
    if WEB_PAGE.match(text):
        raise NotATable("web_page")
    separator = separator_of(text)
    sheet, line = Gathering(""), 1
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    for row in reader:
        sheet.add(line, [GUARD.sub("", cell) for cell in row])
        line = reader.line_num + 1
    return {"kind": "csv", "encoding": encoding, "separator": separator, "sheets": [sheet.answer()]}


def check_unpacked(data: bytes) -> None:
    """Refuse what grows too large before anything is unpacked."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = archive.infolist()
        names = {member.filename.replace("\\", "/").lower() for member in members}
    if len(members) > MEMBERS or sum(member.file_size for member in members) > UNPACKED:
        raise NotATable("too_large", megabytes=UNPACKED // 1024**2)
    if any(name.endswith("vbaproject.bin") for name in names):
        raise NotATable("macros")
    if not any("workbook" in name for name in names):
        raise NotATable("unknown")


def read_with_calamine(data: bytes) -> list[dict]:
    import python_calamine as calamine  # noqa: PLC0415, after the limits

    try:
        book = calamine.load_workbook(io.BytesIO(data))
    except calamine.PasswordError:
        raise NotATable("password") from None
    sheets = []
    for number, facts in enumerate(book.sheets_metadata):
        if facts.typ == calamine.SheetTypeEnum.WorkSheet:
            sheet = book.get_sheet_by_index(number)
            gathering = Gathering(facts.name, facts.visible != calamine.SheetVisibleEnum.Visible)
            before = [""] * (sheet.start or (0, 0))[1]  # rows come from the first, columns from the first filled one
            for line, row in enumerate(sheet.iter_rows(), 1):
                gathering.add(line, before + row)
            sheets.append(gathering.answer())
    return sheets


def read_with_openpyxl(data: bytes) -> list[dict]:
    import openpyxl  # noqa: PLC0415, after the limits

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    sheets = []
    for sheet in book.worksheets:
        sheet.reset_dimensions()
        gathering = Gathering(sheet.title, sheet.sheet_state != "visible")
        for line, row in enumerate(sheet.iter_rows(values_only=True), 1):
            gathering.add(line, row)
        sheets.append(gathering.answer())
    return sheets


def read(data: bytes, reader: str) -> dict:
    """What the file holds, told by its first bytes; its name is not believed."""
    if not data.strip():
        raise NotATable("empty")
    if data.startswith(b"PK"):
        check_unpacked(data)
        return {"kind": "xlsx", "sheets": (read_with_openpyxl if reader == "openpyxl" else read_with_calamine)(data)}
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if ENCRYPTED in data:
            raise NotATable("password")
        return {"kind": "xls", "sheets": read_with_calamine(data)}
    if data.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise NotATable("unknown")
    return read_text(data)


def main(path: str, reader: str) -> None:
    limit()
    try:
        with open(path, "rb") as file:
            answer = read(file.read(), reader)
    except NotATable as refusal:
        answer = refusal.answer
    json.dump(answer, sys.stdout, ensure_ascii=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
