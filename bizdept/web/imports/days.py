"""Days in the shapes in which people write them, their order of day and month decided for a column, not a cell."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from bizdept.web.imports.cells import Parser, Unreadable, is_nothing, plain

MONTH = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTHS = {name: number for number, name in enumerate(MONTH, 1)}
CHINESE = str.maketrans("〇零○一二三四五六七八九", "000123456789")
# What may follow a day and says nothing of it: a weekday, a time, a zone
REST = (
    r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
    r"(?:[ t]*(?:上午|下午)?\s*\d{1,2}(?::|时|点)(?:\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?秒?)?分?)?\s*(?:am|pm)?)?"
    r"(?:\s*(?:z|utc|[+-]\d\d:?\d\d))?"
)
YEAR_FIRST = re.compile(
    rf"'?(\d{{4}})\s*(?:-|/|\.|年|,|\s)\s*(\d{{1,2}})\s*(?:-|/|\.|月|,|\s)\s*(\d{{1,2}})\s*[日号]?{REST}"
)
TOGETHER = re.compile(rf"((?:19|20)\d\d)(\d\d)(\d\d)(?:[ t]?\d{{4}}(?:\d\d)?|{REST})")
MONTH_ALONE = re.compile(r"(\d{4})\s*(?:年\s*(\d{1,2})\s*月份?|[-/.]\s*(\d{1,2}))")
EITHER = re.compile(rf"(\d{{1,2}})\s*[-/.]\s*(\d{{1,2}})\s*[-/.]\s*(\d{{4}}|\d\d){REST}")
DAY_NAMED = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?[-\s./]*({'|'.join(MONTHS)})[a-z]*[-\s./,]*(\d{{4}}|\d\d){REST}")
NAMED_DAY = re.compile(rf"({'|'.join(MONTHS)})[a-z]*[-\s.]*(\d{{1,2}})(?:st|nd|rd|th)?[-\s.,]+(\d{{4}}|\d\d){REST}")
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
FIRST_SERIAL, LAST_SERIAL = 10_000, 73_050  # 1927 to 2099, counted by Excel from the end of 1899
EPOCH = date(1899, 12, 30)
PIVOT = 69  # two digits from here on are of the last century, as C's library has it


@dataclass(frozen=True)
class DayParser:
    """Reads days. `order`: what comes first in 3/4/2019, “dmy” or “mdy”; "" where the column doesn't tell."""

    order: str = ""

    def of_column(self, heading: str, cells: Iterable[str]) -> Parser:
        """Of a column in which one day can only be read in one order, all are read in it."""
        found = set()
        for cell in cells:
            either = EITHER.fullmatch(plain(cell))
            if either and not is_nothing(cell):
                first, second = int(either[1]), int(either[2])
                found |= {"dmy"} if first > 12 >= second else {"mdy"} if second > 12 >= first else set()
        return DayParser(found.pop() if len(found) == 1 else "")

    def __call__(self, cell: str) -> date:
        """The day; Unreadable with a sentence where there is none, or two could be meant.

        A month alone is its first day. A number of five digits is Excel's count of days.
        """
        text = plain(cell)
        try:
            found = year_first(text) or named(text) or self.either(text, cell) or serial(text)
        except ValueError as error:
            if isinstance(error, Unreadable):
                raise
            found = None
        if found is None:
            raise Unreadable(_("“%s” is no day. Write it as 2026-11-23.") % cell[:40])
        return found

    def either(self, text: str, cell: str) -> date | None:
        """3/4/2019: as the column has it, or as it can only be."""
        found = EITHER.fullmatch(text)
        if not found:
            return None
        first, second, year = int(found[1]), int(found[2]), full_year(found[3])
        if first == second:
            return date(year, first, second)
        order = "dmy" if first > 12 else "mdy" if second > 12 else self.order
        if not order:
            raise Unreadable(_("“%s” may be two days: write the year first, as in 2026-11-23.") % cell[:40])
        return date(year, second, first) if order == "dmy" else date(year, first, second)


def full_year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= PIVOT else 2000)


def year_first(text: str) -> date | None:
    if "年" in text:
        text = in_digits(text)
    if found := YEAR_FIRST.fullmatch(text) or TOGETHER.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := MONTH_ALONE.fullmatch(text):
        return date(int(found[1]), int(found[2] or found[3]), 1)
    return None


def in_digits(text: str) -> str:
    """二〇一九年十一月二十三日 as 2019年11月23日."""
    text = re.sub(r"(?<![一二三四五六七八九])十(?=[一二三四五六七八九])", "1", text)
    text = re.sub(r"(?<=[一二三四五六七八九])十(?=[一二三四五六七八九])", "", text)
    text = re.sub(r"(?<=[一二三四五六七八九])十", "0", text).replace("十", "10")
    head, year, tail = text.partition("日")
    return head.translate(CHINESE) + year + tail


def named(text: str) -> date | None:
    if found := DAY_NAMED.fullmatch(text):
        return date(full_year(found[3]), MONTHS[found[2]], int(found[1]))
    if found := NAMED_DAY.fullmatch(text):
        return date(full_year(found[3]), MONTHS[found[1]], int(found[2]))
    return None


def serial(text: str) -> date | None:
    found = SERIAL.fullmatch(text)
    if found and FIRST_SERIAL <= int(found[1]) <= LAST_SERIAL:
        return EPOCH + timedelta(days=int(found[1]))
    return None


day = DayParser()
