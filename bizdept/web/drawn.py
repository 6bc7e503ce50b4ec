"""What is drawn hundreds of times on one page: icons, badges, names, the cells of lists.

A template each would cost more than all the rest: of a list's 45 ms, 30 went into 200 cells (benchmarks/results).
"""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.text import capfirst

from bizdept.access.levels import Level
from bizdept.web import words
from bizdept.web.columns import Column
from bizdept.web.tones import TONES

AVATAR_TONES = ("", "g", "o", "v")
SECRET = 2  # the level from which a lock stands beside the word
NOTHING = format_html('<span class="t3">{}</span>', "—")


@cache
def icon(name: str, css: str = "") -> str:
    """One icon of the sprite, for the eye alone: the word stands beside it or in aria-label."""
    sprite, classes = static("vendor/icons.svg"), f"i {css}".strip()
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"></use></svg>', classes, sprite, name)


def badge(word, tone: str = "", icon_name: str = "") -> str:
    """A word on a colour: ok, warn, bad, info, violet, line, or grey."""
    return coloured(str(word), tone, icon_name)


@lru_cache(maxsize=1024, typed=True)
def coloured(word: str, tone: str, icon_name: str) -> str:
    picture = icon(icon_name, "i-s") if icon_name else ""
    return format_html('<span class="{}">{}{}</span>', f"bz-b {tone}".strip(), picture, capfirst(word))


def state(record) -> str:
    """The record's state in its own words; `standing`, where a day that has passed makes another of it."""
    return badge(record.get_state_display(), *TONES.get(getattr(record, "standing", record.state), ("", "")))


def level(record_or_number) -> str:
    """The level of confidentiality, of a record or as its number."""
    number = Level(getattr(record_or_number, "level", record_or_number))
    return sealed_word(number.value, str(number.label))


@lru_cache(maxsize=64, typed=True)
def sealed_word(number: int, word: str) -> str:
    lock = icon("lock", "i-s") if number >= SECRET else ""
    return format_html('<span class="bz-sec l{}">{}{}</span>', number, lock, capfirst(word))


def avatar(person, css: str = "") -> str:
    """The first character of a name on a colour that stays the same for that name."""
    return initial(str(person).strip() or "?", css)


@lru_cache(maxsize=2048, typed=True)
def initial(name: str, css: str) -> str:
    classes = " ".join(filter(None, ("bz-av", AVATAR_TONES[sum(map(ord, name)) % len(AVATAR_TONES)], css)))
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, name[0].upper())


@lru_cache(maxsize=2048, typed=True)
def person(name: str) -> str:
    """A name with its first character before it."""
    return format_html('<span class="row-c g6 nw">{}<span class="nowrap">{}</span></span>', avatar(name, "s"), name)


def two_lines(value) -> tuple:
    return value if isinstance(value, tuple) else (value, "")


def with_second(value, second) -> str:
    return format_html('{}<br><span class="fs12 t3">{}</span>', value, second) if second else value


LABELLED = ("money", "number", "day", "moment")  # kinds beside which the column's name stands on the phone
FACES = ("state", "level", "person", "link")  # kinds that say by themselves what they are
CLASSES = {"money": "n", "number": "n", "day": "num nowrap", "moment": "num nowrap"}


class Row:
    """The cells of the rows of a list, drawn by the columns' kinds: what is the same in each row is drawn once.

    `came_from` is added to the records' addresses: from which list somebody opens them.
    """

    def __init__(self, columns: list[Column], came_from: str = ""):
        self.columns, self.came_from = columns, came_from
        self.frame = "".join(map(frame, columns))

    def of(self, record) -> str:
        """All cells of one row."""
        return format_html(self.frame, *(self.content(column, record) for column in self.columns))

    def content(self, column: Column, record) -> Any:
        """What stands in a cell. A value that is a pair has a second, smaller line."""
        value, second = two_lines(column.value(record))
        match column.kind:
            case "link":
                address = f"{record.get_absolute_url()}{self.came_from}"
                return with_second(format_html('<a class="nm" href="{}">{}</a>', address, value), second)
            case "state":
                return state(record)
            case "level":
                return level(record)
            case "money" | "day" | "moment" as kind:
                return WRITTEN[kind](value)
        if value is None or value == "":
            return "—" if column.kind == "number" else NOTHING
        return person(str(value)) if column.kind == "person" else with_second(value, second)


WRITTEN: dict[str, Callable[[Any], str]] = {"money": words.money, "day": words.day, "moment": words.moment}


def frame(column: Column) -> str:
    """A cell with a gap for what stands in it, as `format_html` wants it."""
    classes = f"{CLASSES.get(column.kind, '')} {column.card}".strip()
    is_labelled = column.kind in LABELLED or (column.kind not in FACES and not column.shown)
    label = format_html(' data-l="{}"', capfirst(str(column.label))) if is_labelled else ""
    return format_html('<td class="{}"{}>', classes, label).replace("{", "{{").replace("}", "}}") + "{}</td>"


def cells(row: Row, record) -> str:
    return row.of(record)
