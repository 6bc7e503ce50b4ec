"""What every reading of a cell begins with: its plain form, the words for nothing, and the error that says why not."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import Any, Protocol

NOTHING = {
    *("", "-", "--", "---", "—", "——", "/", "\\", ".", "…", "?", "*"),
    *("n/a", "na", "n.a.", "null", "(null)", "none", "nil", "nan", "undefined"),
    *("#n/a", "#null!", "#div/0!", "#value!", "#ref!", "#name?", "#num!"),
    *("无", "(无)", "暂无", "暂缺", "空", "(空)", "(空白)", "不详", "未知", "未填", "未填写", "无数据", "暂无数据"),
}
BLANKS = re.compile(r"\s+")


class Unreadable(ValueError):
    """A cell that can't be taken over; the sentence says why."""


Parser = Callable[[str], Any]


class ColumnParser(Protocol):
    """A parser that reads better once it knows the column's heading and all its cells."""

    def __call__(self, cell: str) -> Any: ...

    def of_column(self, heading: str, cells: Iterable[str]) -> Parser: ...


def plain(cell: str) -> str:
    """A cell in half width, lower case, its blanks single: brackets, digits, letters and signs as ASCII has them."""
    return BLANKS.sub(" ", unicodedata.normalize("NFKC", cell)).strip().casefold()


def is_nothing(cell: str) -> bool:
    """Whether a cell only says that there is nothing to say."""
    return len(cell) < 12 and plain(cell) in NOTHING
