"""What cells mean: text, days, numbers, choices; and what a field of an importer is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bizdept.web.imports.amounts import Money, money, number
from bizdept.web.imports.cells import Parser, Unreadable, is_nothing, plain
from bizdept.web.imports.days import day
from bizdept.web.tables.child.cells import plain_text

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

__all__ = [
    "Field", "Money", "Parser", "Unreadable", "choice", "day", "is_nothing", "money", "number", "says_the_same",
    "text",
]  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One thing that a column may hold. `synonyms` are headings by which it is known, in any language, the likeliest
    first; `second` those by which it is known beside another column for the field that they name otherwise.

    `parse` gets a cell's text, never an empty one, and raises Unreadable with a sentence.
    """

    name: str
    label: "StrOrPromise"
    parse: Parser
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    second: tuple[str, ...] = ()

    def parser_for(self, heading: str, cells: Iterable[str]) -> Parser:
        """How to read one column: what its heading and all its cells say of the order of days, of units and commas."""
        of_column = getattr(self.parse, "of_column", None)
        return of_column(heading, cells) if of_column else self.parse


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


def says_the_same(on_file: Any, value: Any, parse: Parser) -> bool:
    """Whether what is on file, written into a cell and read from it again, is the value that a list has: blanks that
    nobody minds, and signs that nobody sees, change nothing."""
    if on_file == value or not isinstance(on_file, str):
        return on_file == value
    try:
        return parse(plain_text(on_file)) == value
    except Unreadable:
        return False


def choice(words: Mapping[str, Any]) -> Parser:
    """One of the given words, whatever their width and case."""
    known = {plain(str(word)): value for word, value in words.items()}

    def parse(cell: str) -> Any:
        word = plain(cell)
        if word not in known:
            offered = pgettext("between names", ", ").join(dict.fromkeys(str(value) for value in known.values()))
            raise Unreadable(_("“%(word)s” is none of %(offered)s.") % {"word": cell[:40], "offered": offered})
        return known[word]

    return parse
