"""What cells mean: text, days, choices; and which words say that there is nothing."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NOTHING = {
    "",
    "n/a",
    "na",
    "#n/a",
    "-",
    "--",
    "—",
    "——",
    "/",
    "\\",
    "无",
    "暂无",
    "空",
    "null",
    "none",
    "nan",
    "不详",
    "未知",
}
DAY = re.compile(
    r"(\d{4})\s*(?:-|/|\.|年)\s*(\d{1,2})\s*(?:-|/|\.|月)\s*(\d{1,2})\s*日?(?:[ T]+[\d:.]+)?|(\d{4})(\d\d)(\d\d)"
)


class Unreadable(ValueError):
    """A cell that can't be taken over; the sentence says why."""


Parser = Callable[[str], Any]


@dataclass(frozen=True)
class Field:
    """One thing that a column may hold. `synonyms` are headings by which it is known, in any language.

    `parse` gets a cell's text, never an empty one, and raises Unreadable with a sentence.
    """

    name: str
    label: "StrOrPromise"
    parse: Parser
    synonyms: tuple[str, ...] = ()
    is_required: bool = False


def is_nothing(cell: str) -> bool:
    """Whether a cell only says that there is nothing to say."""
    return unicodedata.normalize("NFKC", cell).strip().casefold() in NOTHING


ONE_LINE = 300  # characters


def text(longest: int) -> Parser:
    """Text of at most so many characters, its blanks at the ends and its doubled ones put aside.

    Short ones stand on one line: workbooks break names as the cell's width would have it.
    """
    glue = "\n" if longest > ONE_LINE else " "

    def parse(cell: str) -> str:
        cell = glue.join(" ".join(line.split()) for line in cell.splitlines()).strip()
        if len(cell) > longest:
            raise Unreadable(
                _("It has %(found)d characters; at most %(most)d fit.") % {"found": len(cell), "most": longest}
            )
        return cell

    return parse


def day(cell: str) -> date:
    """A day in the shapes that people write: 2019-01-02, 2019/1/2, 2019.1.2, 2019年1月2日, 20190102."""
    found = DAY.fullmatch(unicodedata.normalize("NFKC", cell).strip())
    try:
        year, month, number = (int(part) for part in found.groups() if part) if found else (0, 0, 0)
        return date(year, month, number)
    except ValueError:
        raise Unreadable(_("“%s” is no day. Write it as 2026-11-23.") % cell[:40]) from None


def choice(words: Mapping[str, Any]) -> Parser:
    """One of the given words, whatever their width and case."""
    known = {unicodedata.normalize("NFKC", str(word)).strip().casefold(): value for word, value in words.items()}

    def parse(cell: str) -> Any:
        word = unicodedata.normalize("NFKC", cell).strip().casefold()
        if word not in known:
            offered = pgettext("between names", ", ").join(dict.fromkeys(str(value) for value in known.values()))
            raise Unreadable(_("“%(word)s” is none of %(offered)s.") % {"word": cell[:40], "offered": offered})
        return known[word]

    return parse
