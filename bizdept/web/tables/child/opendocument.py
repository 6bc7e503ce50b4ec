"""OpenDocument sheets read by ourselves: where calamine fails, and where cells are merged or rows are hidden."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from xml.etree.ElementTree import Element

from .cells import Gathering, Range
from .limits import COLUMNS, ROWS

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
SMALL = 32 * 1024**2  # bytes of XML that we read ourselves in the time that there is
INTRICATE = re.compile(rb'number-(?:rows|columns)-spanned="(?:[2-9]|1\d)|visibility="(?:collapse|filter)"')
LASTING = re.compile(r"PT(\d+)H(\d+)M([\d.]+)S")


def read_open_document(data: bytes, kind: str) -> list[Gathering | None]:
    from defusedxml.ElementTree import iterparse  # noqa: PLC0415, after the limits

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("content.xml")
    sheets: list[Gathering | None] = []
    sheet = Gathering("")
    unseen: set[str] = set()
    ranges: list[Range] = []
    line = 0
    for event, element in iterparse(io.BytesIO(content), events=("start", "end")):
        if event == "start":
            if element.tag == f"{TABLE}table":
                is_hidden = element.get(f"{TABLE}style-name", "") in unseen
                sheet = Gathering(element.get(f"{TABLE}name", ""), is_hidden)
                sheets.append(sheet)
                line, ranges = 0, []
        elif element.tag == f"{STYLE}style" and is_unseen(element):
            unseen.add(element.get(f"{STYLE}name", ""))
        elif element.tag == f"{TABLE}table-row":
            line = add_row(sheet, line, element, ranges)
            element.clear()
        elif element.tag == f"{TABLE}table":
            sheet.merge(ranges)
            element.clear()
    return sheets


def is_unseen(style: Element) -> bool:
    return any(part.get(f"{TABLE}display") == "false" for part in style)


def add_row(sheet: Gathering, line: int, row: Element, ranges: list[Range]) -> int:
    """Add a row as often as it is repeated, the empty ones by their count alone; the line that it ends on."""
    times = int(row.get(f"{TABLE}number-rows-repeated", "1"))
    cells = list(cells_of(row, line + 1, ranges))
    if any(cell not in (None, "") for cell in cells):
        for number in range(min(times, ROWS + 1)):
            sheet.add_numbers(line + 1 + number, cells)
            if row.get(f"{TABLE}visibility") in ("collapse", "filter"):
                sheet.remark("hidden", line + 1 + number)
    return line + times


def cells_of(row: Element, line: int, ranges: list[Range]) -> Iterator[object]:
    column = 0
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        times = int(cell.get(f"{TABLE}number-columns-repeated", "1"))
        height, width = (int(cell.get(f"{TABLE}number-{way}-spanned", "1")) for way in ("rows", "columns"))
        if height > 1 or width > 1:
            ranges.append((line, column, line + height - 1, column + width - 1))
        value = value_of(cell)
        for _ in range(min(times, COLUMNS + 1)):
            yield value
        column += times


def value_of(cell: Element) -> object:
    kind = cell.get(f"{OFFICE}value-type", "")
    said = cell.get(f"{OFFICE}value", "")
    if kind in ("float", "currency", "percentage") and said:
        return float(said)
    if kind == "date":
        moment = cell.get(f"{OFFICE}date-value", "")
        return datetime.fromisoformat(moment) if "T" in moment else date.fromisoformat(moment)
    if kind == "time" and (lasting := LASTING.fullmatch(cell.get(f"{OFFICE}time-value", ""))):
        return timedelta(hours=int(lasting[1]), minutes=int(lasting[2]), seconds=float(lasting[3]))
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true"
    return "\n".join(words(part) for part in cell.findall(f"{TEXT}p"))


def words(part: Element) -> str:
    """A paragraph's text; several blanks, a tab and the end of a line are elements of their own."""
    marks = {f"{TEXT}s": " " * min(int(part.get(f"{TEXT}c", "1")), 100), f"{TEXT}tab": " ", f"{TEXT}line-break": "\n"}
    inner = "".join(words(child) + (child.tail or "") for child in part)
    return marks.get(part.tag, "") + (part.text or "") + inner


def is_intricate(data: bytes) -> bool:
    """Whether a sheet has merged cells or hidden rows, of which calamine tells nothing."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        content = archive.read("content.xml") if archive.getinfo("content.xml").file_size < SMALL else b""
    return bool(INTRICATE.search(content))
