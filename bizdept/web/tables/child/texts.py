"""Tables that are text: CSV with whatever separates its cells, and JSON with one record a line."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable
from itertools import chain

from .cells import CUT, UNWANTED, Gathering
from .limits import LINES, TEXT, NotATable

SEPARATORS = ",;\t|"
LONGEST = 30  # characters of a number
SAID = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)  # Excel's own first line
WEB_PAGE = re.compile(r"\s*(<(!doctype|html|table|\?xml|meta|head|style|!--)|mime-version:)", re.IGNORECASE)
OTHER_TEXT = re.compile(r"\s*(\[\s*[\[{\"]|\{\\rtf)")  # JSON in one piece, RTF
RECORDS = re.compile(r"\s*\{\s*\"")
# The apostrophe before what must not become a formula, as our own lists have it: bizdept/web/sheets.py says where.
UNSEEN = r"['\"\s\x00-\x1f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
LIVE = r"[=+\-@＝＋－＠﹦﹢﹣﹫−]"
GUARD = re.compile(rf"^'(?={UNSEEN}{LIVE}|'*[\t\r\n])|(?<=[;|\t\r\n])'(?={UNSEEN}{LIVE})")
END = "\x01end"  # a last row that shows whether a quotation mark swallowed it


def read_text(data: bytes) -> tuple[dict, list[Gathering]]:
    """What the text is, and its one sheet."""
    if len(data) > TEXT:
        raise NotATable("too_large", megabytes=TEXT // 1024**2)
    text, encoding = decoded(data)
    if OTHER_TEXT.match(text) or len(UNWANTED.findall(text[:65536])) > 20 + len(text) // 20:
        raise NotATable("unknown")
    if WEB_PAGE.match(text):
        raise NotATable("web_page")
    if RECORDS.match(text):
        return {"kind": "jsonl", "encoding": encoding}, [records(text)]
    said = SAID.match(text)
    separator = said[1] if said else separator_of(text)
    del text
    lines = io.TextIOWrapper(io.BytesIO(data), encoding, newline="")  # a StringIO holds four bytes a character
    if said:
        next(lines)
    sheet = rows(lines, separator, 2 if said else 1)
    return {"kind": "csv", "encoding": encoding, "separator": separator}, [sheet]


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
    lines = text[:65536].splitlines()[:100]

    def agreement(separator: str) -> float:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if row)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        return count / widths.total() if width > 1 else 0

    return max(SEPARATORS, key=agreement)


def rows(lines: Iterable[str], separator: str, line: int) -> Gathering:
    """The rows of CSV; `line` is the number of its first. Refused where a quotation mark is never closed."""
    sheet, shift = Gathering(""), line
    wide = narrow = 0
    reader = csv.reader(chain(lines, [END]), delimiter=separator)
    for row in reader:
        if row and row[-1].endswith(END):
            if row[-1] != END:
                raise NotATable("quotes", line=line)
            break
        wide, narrow = wide + (len(row) > 1), narrow + (len(row) == 1)
        if any(row) or line > LINES:
            sheet.add(line, [GUARD.sub("", cell) if "'" in cell else cell for cell in row])
        if any("E+" in cell and len(cell) < LONGEST and CUT.fullmatch(cell) for cell in row):
            sheet.remark("rounded", line)
        line = reader.line_num + shift
    if wide < narrow and wide:
        raise NotATable("not_a_list")  # sentences with a comma here and there
    return sheet


def records(text: str) -> Gathering:
    """One record a line: the names of its parts are the headings."""
    found: list[tuple[int, dict]] = []
    for line, piece in enumerate(text.split("\n"), 1):
        if piece.strip():
            try:
                record = json.loads(piece)
            except ValueError:
                raise NotATable("unknown") from None
            if not isinstance(record, dict):
                raise NotATable("unknown")
            found.append((line, record))
    sheet = Gathering("")
    names = list(dict.fromkeys(name for _line, record in found for name in record))
    sheet.add(0, names)
    for line, record in found:
        sheet.add(line, [said(record.get(name)) for name in names])
    return sheet


def said(value: object) -> object:
    """A list or a record inside a record as its JSON, all else as it is."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
