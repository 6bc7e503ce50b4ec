"""Cells as clean text, and the filled rows of one sheet as they are gathered."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from .limits import CELLS, CHARACTERS, COLUMNS, FILLED, LINES, MERGES, ROWS, NotATable

EXACT = 10**15  # Excel keeps 15 digits
CUT = re.compile(r"[+-]?\d(?:\.\d+)?[Ee]\+\d\d")  # what a long number has become where CSV was saved from a view
EARLY = 60  # filled rows among which the headings stand
# Control characters but the ends of lines and the tab; marks of direction, lone surrogates, the mark of byte order
UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
SHARED: dict[str, str] = {}  # cells that recur are held once: a list repeats its towns and trades
SHARES = 50_000
Range = tuple[int, int, int, int]  # first line, first column, last line, last column: lines from 1, columns from 0


def text_of(cell: object) -> str:
    """A cell as clean text: 13800000000 and not 1.38E+10, 2026-11-23 and not a day's number."""
    match cell:
        case None:
            return ""
        case str():
            return plain_text(cell)
        case bool():
            return str(cell).upper()
        case int():
            return str(cell)
        case float():
            return format(Decimal(f"{cell:.15g}"), "f") if cell == cell and abs(cell) < 1e300 else ""
        case datetime() | date() | time():
            return text_of_moment(cell)
        case timedelta():
            minutes, seconds = divmod(round(cell.total_seconds()), 60)
            return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(cell)


def plain_text(text: str) -> str:
    if text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return UNWANTED.sub("", text).strip()


def text_of_moment(moment: datetime | date | time) -> str:
    """To the second, and no further than is said: Excel's days are fractions, 14:04:59.999997 is 14:05."""
    if isinstance(moment, time):
        return moment.isoformat("seconds" if moment.second else "minutes")
    if not isinstance(moment, datetime):
        return moment.isoformat()
    moment = (moment + timedelta(milliseconds=500)).replace(microsecond=0)
    if moment.time() == time():
        return moment.date().isoformat()
    return moment.isoformat(" ", "seconds" if moment.second else "minutes")


def is_cut(cell: object) -> bool:
    """Whether a number has more digits than were kept of it."""
    return isinstance(cell, float | int) and abs(cell) >= EXACT


class Gathering:
    """The filled rows of one sheet, counted against the limits as they come; cells and characters over all sheets."""

    cells = characters = 0

    def __init__(self, name: str, is_hidden: bool = False):
        self.name, self.is_hidden = name, is_hidden
        self.rows: list[list[str]] = []
        self.lines: list[int] = []
        self.spans: list[list[int]] = []
        self.remarks: dict[str, list[int]] = {}  # what is to be told -> lines
        self.width = 0

    def add(self, line: int, cells: Iterable[object]) -> None:
        """Add a row, where anything is in it; lines beyond Excel's last are refused, as they would never end."""
        if line > LINES:
            raise NotATable("too_long", rows=ROWS)
        row = [plain_text(cell) if isinstance(cell, str) else text_of(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        if not row:
            return
        if len(row) > COLUMNS:
            raise NotATable("too_wide", columns=COLUMNS)
        if len(self.rows) == ROWS:
            raise NotATable("too_long", rows=ROWS)
        before = self.width * len(self.rows)
        self.width = max(self.width, len(row))
        Gathering.cells += self.width * (len(self.rows) + 1) - before
        Gathering.characters += sum(map(len, row))
        if Gathering.cells > CELLS:
            raise NotATable("too_many", cells=CELLS)
        if Gathering.characters > CHARACTERS:
            raise NotATable("too_large", megabytes=CHARACTERS // 1024**2)
        if len(SHARED) < SHARES:
            row = [SHARED.setdefault(cell, cell) for cell in row]
        else:
            row = [SHARED.get(cell, cell) for cell in row]
        self.rows.append(row)
        self.lines.append(line)

    def add_numbers(self, line: int, cells: Sequence[object]) -> None:
        """Add a row of a workbook, whose numbers are numbers."""
        self.add(line, cells)
        if any(is_cut(cell) for cell in cells):
            self.remark("rounded", line)

    def remark(self, code: str, line: int) -> None:
        lines = self.remarks.setdefault(code, [])
        if not lines or lines[-1] != line:
            lines.append(line)

    def merge(self, ranges: Iterable[Range]) -> None:
        """Put a value that spans rows into each of them, and keep what spans columns near the top: headings do.

        Only rows with something else in them are filled: a merged range makes none.
        """
        budget = FILLED
        filled: set[int] = set()
        for top, left, bottom, right in list(ranges)[:MERGES]:
            place = bisect_left(self.lines, top)
            if place == len(self.lines) or self.lines[place] != top or len(self.rows[place]) <= left:
                continue
            if right > left and place < EARLY:
                self.spans.append([place, left, min(right, COLUMNS - 1)])
            value, end = self.rows[place][left], bisect_right(self.lines, bottom)
            below = range(place + 1, min(end, place + 1 + budget)) if value else range(0)
            budget -= len(below)
            filled.update(self.lines[other] for other in below if fill(self.rows[other], left, value))
        if filled:
            self.remarks["merged"] = sorted(filled)

    def head(self) -> dict:
        """What is to be said of the sheet before its rows."""
        known = set(self.lines)
        remarks = {code: [line for line in lines if line in known] for code, lines in self.remarks.items()}
        return {
            "name": text_of(self.name), "is_hidden": self.is_hidden, "spans": self.spans,
            "remarks": {code: lines for code, lines in remarks.items() if lines},
        }  # fmt: skip


def fill(row: list[str], column: int, value: str) -> bool:
    """Put the value where nothing stands."""
    row.extend([""] * (column + 1 - len(row)))
    if row[column]:
        return False
    row[column] = value
    return True
