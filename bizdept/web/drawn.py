"""What is drawn hundreds of times on one page: icons, badges, names, the cells of lists.

A template each would cost more than all the rest: of a list's 45 ms, 30 went into 200 cells (benchmarks/results).
"""

from functools import cache
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
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
    picture = icon(icon_name, "i-s") if icon_name else ""
    return format_html('<span class="{}">{}{}</span>', f"bz-b {tone}".strip(), picture, capfirst(str(word)))


def state(record) -> str:
    """The record's state in its own words."""
    tone, icon_name = TONES.get(record.state, ("", ""))
    return badge(record.get_state_display(), tone, icon_name)


def level(record_or_number) -> str:
    """The level of confidentiality, of a record or as its number."""
    number = Level(getattr(record_or_number, "level", record_or_number))
    lock = icon("lock", "i-s") if number >= SECRET else ""
    return format_html('<span class="bz-sec l{}">{}{}</span>', number.value, lock, capfirst(str(number.label)))


def avatar(person, css: str = "") -> str:
    """The first character of a name on a colour that stays the same for that name."""
    name = str(person).strip() or "?"
    classes = " ".join(filter(None, ("bz-av", AVATAR_TONES[sum(map(ord, name)) % len(AVATAR_TONES)], css)))
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, name[0].upper())


def two_lines(value) -> tuple:
    return value if isinstance(value, tuple) else (value, "")


def small(text) -> str:
    return format_html('<br><span class="fs12 t3">{}</span>', text) if text else ""


def cell(column: Column, record, came_from: str = "") -> str:
    """One cell of a list, drawn by the column's kind. A value that is a pair has a second, smaller line.

    `came_from` is added to the record's address: from which list somebody opens it.
    """
    value, second = two_lines(column.value(record))
    css, content, is_labelled = drawn(column.kind, value, second, record, came_from)
    classes = f"{css} {column.card}".strip()
    if is_labelled or (column.kind not in FACES and not column.shown):
        return format_html('<td class="{}" data-l="{}">{}</td>', classes, capfirst(str(column.label)), content)
    return format_html('<td class="{}">{}</td>', classes, content)


FACES = ("state", "level", "person", "link")  # kinds that say by themselves what they are


def drawn(kind: str, value: Any, second: Any, record, came_from: str) -> tuple[str, Any, bool]:
    """The class of a cell, what stands in it, and whether its column's name stands beside it on the phone."""
    is_empty = value in (None, "")
    match kind:
        case "money":
            return "n", words.money(value), True
        case "number":
            return "n", "—" if is_empty else value, True
        case "day":
            return "num nowrap", words.day(value), True
        case "moment":
            return "num nowrap", words.moment(value), True
        case "state":
            return "", state(record), False
        case "level":
            return "", level(record), False
        case "person":
            return "", NOTHING if is_empty else person(value), False
        case "link":
            address = f"{record.get_absolute_url()}{came_from}"
            return "", format_html('<a class="nm" href="{}">{}</a>{}', address, value, small(second)), False
    return "", NOTHING if is_empty else format_html("{}{}", value, small(second)), False


def person(value) -> str:
    return format_html('<span class="row-c g6 nw">{}<span class="nowrap">{}</span></span>', avatar(value, "s"), value)


def cells(columns: list[Column], record, came_from: str = "") -> str:
    """All cells of one row."""
    return format_html_join("", "{}", ((cell(column, record, came_from),) for column in columns))
