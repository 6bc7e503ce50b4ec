"""What a table is once it has been read: sheets of text, with the lines they came from."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from bizdept.web.tables import headings

LOST = re.compile(r"[?？\ufffd\s]+")  # what a wrong code page leaves of Chinese headings
TOTAL = re.compile(r"(本页)?(合计|总计|小计|共计|累计|总和)|grandtotal|(sub)?-?totals?|sum")
NOTE = re.compile(r"(注|备注|说明|制表|填表|审核|审批|复核|打印|填报|单位负责|日期)[^:：]{0,8}[:：].*", re.DOTALL)


@dataclass(frozen=True)
class Sheet:
    """One sheet: filled rows, all of one width, and for each the line (CSV) or row (Excel) it came from.

    `spans` are cells of the first rows that are merged over columns: (place of the row, first, last column).
    `remarks` say of which lines something is to be told: a key of bizdept.web.tables.told.REMARKS -> lines.
    """

    name: str
    rows: list[list[str]]
    lines: list[int]
    is_hidden: bool = False
    spans: list[list[int]] = field(default_factory=list)
    remarks: dict[str, list[int]] = field(default_factory=dict)

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    @property
    def rounded_lines(self) -> list[int]:
        """Lines with a number of more than 15 digits, of which Excel has kept only the first 15."""
        return self.remarks.get("rounded", [])

    def header_candidates(self, known: Collection[str] = ()) -> list[int]:
        """Which rows may hold the headings, likeliest first, as places in `rows`; `known`: headings waited for.

        Of headings in two or three rows it is the lowest.
        """
        return headings.candidates(self.rows, self.spans, {headings.plain(word) for word in known})

    def heading_rows(self, header: int) -> list[int]:
        """The rows whose words make up the headings, `header` the lowest of them."""
        return headings.rows_of_headings(self.rows, self.spans, header)

    def headings(self, header: int) -> list[str]:
        """The words of that row and of those above that belong to it, one for each column; "" for one without."""
        return headings.combined(self.rows, self.spans, self.heading_rows(header))

    def records(self, header: int) -> Iterator[tuple[int, list[str]]]:
        """The rows below the headings, each with its line."""
        return zip(self.lines[header + 1 :], self.rows[header + 1 :], strict=True)

    def asides(self, header: int) -> dict[int, str]:
        """Lines below the headings that are no records, and why: a key of bizdept.web.tables.told.ASIDES.

        They stay among the records: whoever imports them leaves them out unless a person says otherwise.
        """
        again, names = set(self.heading_rows(header)), self.headings(header)
        repeated = [names, *(self.rows[place] for place in again)]
        found = {}
        for line, row in self.records(header):
            if row in repeated:
                found[line] = "heading"
            elif why := aside(row):
                found[line] = why
        return found


@dataclass(frozen=True)
class Table:
    """A file that was read: its `kind` (csv, jsonl, xlsx, xls, ods), and for text its encoding and separator."""

    kind: str
    sheets: list[Sheet]
    encoding: str = ""
    separator: str = ""

    @property
    def sheet_names(self) -> list[str]:
        return [sheet.name for sheet in self.sheets]

    def lists(self, known: Collection[str] = ()) -> list[Sheet]:
        """The sheets that have headings with rows below them, those on view first; hidden ones never before them.

        Among those on view the first stands first, unless only later ones have headings that are `known`.
        """
        words = {headings.plain(word) for word in known}
        found = [sheet for sheet in self.sheets if sheet.header_candidates(known)]

        def strangeness(sheet: Sheet) -> tuple[bool, bool]:
            names = sheet.headings(sheet.header_candidates(known)[0])
            return sheet.is_hidden, not any(headings.plain(name) in words for name in names)

        return sorted(found, key=strangeness)

    def likeliest(self, known: Collection[str] = ()) -> tuple[Sheet, int]:
        """The sheet and the row of headings to begin with, of a table that `read_table` took for a list."""
        sheet = self.lists(known)[0]
        return sheet, sheet.header_candidates(known)[0]


def aside(row: list[str]) -> str:
    """Why a row is no record: a total, by its first word, with nothing but values beside it; a note of one cell."""
    filled = [cell for cell in row if cell]
    first = re.sub(r"[\s:：]", "", unicodedata.normalize("NFKC", filled[0])).casefold()
    if TOTAL.fullmatch(first) and not any(headings.is_word(cell) for cell in filled[1:]):
        return "total"
    if len(filled) == 1 and NOTE.fullmatch(filled[0]):
        return "note"
    return ""


def are_lost(names: list[str]) -> bool:
    """Whether the headings were destroyed before the file came here: nothing but question marks is left."""
    return all(LOST.fullmatch(name) for name in names if name)
