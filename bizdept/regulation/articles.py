"""The articles of the regulation: found by code, ordered by chapter, numbered the Chinese way."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bizdept.regulation.text import CHAPTERS, FILLED_IN, TEXT

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ORDINALS = "一二三四五六七八九十"


class UnknownArticle(LookupError):
    """The regulation has no article of this code."""


@dataclass(frozen=True)
class Article:
    """One numbered clause. `title` and `demand` are lazy translations; `source` is "original" or "filled in"."""

    code: str
    chapter: str
    title: "StrOrPromise"
    demand: "StrOrPromise"
    source: str

    @property
    def number(self) -> str:
        """The number as the document prints it: 三（三）3."""
        return chinese_number(self.code)


@dataclass(frozen=True)
class Chapter:
    """One chapter with its articles in the order of the document."""

    number: str
    title: "StrOrPromise"
    articles: tuple[Article, ...]


def source_of(code: str) -> str:
    return "filled in" if code in FILLED_IN else "original"


ARTICLES: dict[str, Article] = {
    code: Article(code, code.partition(".")[0], title, demand, source_of(code)) for code, title, demand in TEXT
}


def article(code: str) -> Article:
    """The article of a code such as "3.3.3"; UnknownArticle where there is none."""
    try:
        return ARTICLES[code]
    except KeyError:
        raise UnknownArticle(f"The regulation has no article {code!r}.") from None


def chapters() -> tuple[Chapter, ...]:
    """The nine chapters, each with its articles."""
    return tuple(
        Chapter(number, title, tuple(entry for entry in ARTICLES.values() if entry.chapter == number))
        for number, title in CHAPTERS.items()
    )


def chinese_number(code: str) -> str:
    """How the document numbers a code: "3.3.3" is 三（三）3, "7.2" is 七（二）, "7" is 七."""
    chapter, *rest = code.split(".")
    number = ORDINALS[int(chapter) - 1]
    if rest:
        number += f"（{ORDINALS[int(rest[0]) - 1]}）"
    return number + ".".join(rest[1:])
