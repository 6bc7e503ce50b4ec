"""What a table is once it has been read: sheets of text, with the lines they came from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

HEADER_WITHIN = 20  # rows from the top; titles and notes stand above the headings, not a page of them
NUMBER_OR_DATE = re.compile(r"[\d\s.,:/%¥$€年月日+-]+")
LOST = re.compile(r"[?？\ufffd\s]+")  # what a wrong code page leaves of Chinese headings


@dataclass(frozen=True)
class Sheet:
    """One sheet: filled rows, all of one width, and for each the line (CSV) or row (Excel) it came from.

    `rounded_lines` hold a number of more than 15 digits, of which Excel has kept only the first 15.
    """

    name: str
    rows: list[list[str]]
    lines: list[int]
    is_hidden: bool = False
    rounded_lines: list[int] = field(default_factory=list)

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def header_candidates(self) -> list[int]:
        """Which rows may hold the headings, likeliest first, as places in `rows`.

        So far: every early row with two or more cells of words, in the order in which they stand.
        """
        return [place for place, row in enumerate(self.rows[:HEADER_WITHIN]) if len(words_in(row)) >= 2]

    def headings(self, header: int) -> list[str]:
        """The words of that row, one for each column; "" for a column without."""
        return [" ".join(cell.split()) for cell in self.rows[header]]

    def records(self, header: int) -> Iterator[tuple[int, list[str]]]:
        """The rows below the headings, each with its line."""
        return zip(self.lines[header + 1 :], self.rows[header + 1 :], strict=True)


@dataclass(frozen=True)
class Table:
    """A file that was read: its `kind` (csv, xlsx, xls), and for text its encoding and separator."""

    kind: str
    sheets: list[Sheet]
    encoding: str = ""
    separator: str = ""

    @property
    def sheet_names(self) -> list[str]:
        return [sheet.name for sheet in self.sheets]

    def lists(self) -> list[Sheet]:
        """The sheets that have headings with rows below them, those on view first."""
        found = [sheet for sheet in self.sheets if any(len(sheet.rows) > row + 1 for row in sheet.header_candidates())]
        return sorted(found, key=lambda sheet: sheet.is_hidden)


def words_in(row: list[str]) -> list[str]:
    return [cell for cell in row if cell and not NUMBER_OR_DATE.fullmatch(cell)]


def are_lost(headings: list[str]) -> bool:
    """Whether the headings were destroyed before the file came here: nothing but question marks is left."""
    return all(LOST.fullmatch(heading) for heading in headings if heading)
