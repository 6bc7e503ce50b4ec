"""Lists of holidays as people have them: a day or a span a line, or the State Council's own sentences."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

LONGEST = 15  # days in one span; no holiday lasts longer
REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")  # "(周六)", and the number of the circular
YEAR = re.compile(r"(?<!\d)(20\d\d)\s*年(?!\s*\d{1,2}\s*月)")
FULL = r"(?P<y{n}>\d{{4}})\s*[年/.\-]\s*(?P<m{n}>\d{{1,2}})\s*[月/.\-]\s*(?P<d{n}>\d{{1,2}})(?!\d)\s*[日号]?"
CLOSE = r"(?P<Y{n}>20\d\d)(?P<M{n}>\d\d)(?P<D{n}>\d\d)(?!\d)"
SHORT = r"(?P<sm{n}>\d{{1,2}})\s*月\s*(?P<sd{n}>\d{{1,2}})\s*[日号]"
LAST = r"(?P<only>\d{1,2})\s*[日号]"
DAY = "(?:" + "|".join((FULL, CLOSE, SHORT)) + ")"
TO = r"\s*(?:至|到|~|—|–|-{1,2}|\bto\b)\s*"
WORKED = r"(?P<worked>(?:正常|调休|休息日)?(?:上班|补班|调班|工作)|\b(?:worked|working|workday|work)\b)"
ORDINARY = r"(?P<ordinary>取消|恢复|正常(?!放假|休)|\b(?:ordinary|normal|cancel(?:led)?)\b)"
FREE = r"(?P<free>放假|公休|(?<!调)休|假|\b(?:free|holiday|off|closed)\b)"
SPAN = rf"(?<!\d){DAY.format(n=1)}(?:{TO}(?:{DAY.format(n=2)}|{LAST}))?"
TOKEN = re.compile("|".join((SPAN, WORKED, ORDINARY, FREE)), re.IGNORECASE)
NOT = re.compile(
    r"[不未非无](?:是|再|用|必|须|需)*(?:放假|休假|公休|上班|补班|工作日|节假日|假日|假期)|\bnot\b|n't\b", re.I
)
KINDS = {"worked": True, "free": False, "ordinary": None}
NEITHER = "neither"  # what is said of days of which nothing is said

Days = dict[date, bool | None]  # worked, free, or None: as the week has it


@dataclass(frozen=True)
class Wrong:
    """A line from which nothing was taken, and why."""

    line: int
    text: str
    why: str


@dataclass
class Reading:
    """What a list says of which days, and which of its lines say nothing that can be used."""

    days: Days = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)


def read_days(lines: Iterable[tuple[int, str]], year: int, years: range) -> Reading:
    """Read numbered lines. `year` holds for days without one, until a heading names another; `years` are allowed."""
    reading = Reading()
    for number, raw in lines:
        text = REMARK.sub(" ", unicodedata.normalize("NFKC", raw)).strip()
        if heading := YEAR.search(text):
            year = int(heading[1])
        tokens = list(TOKEN.finditer(text))
        is_remark = heading is not None and all(kind_of(token) for token in tokens)
        if text and not is_remark:
            why = "" if not NOT.search(text) else _("It says what a day is not: write whether it is free or worked.")
            why = why or take(reading.days, tokens, year, years)
            reading.wrong += [Wrong(number, raw.strip()[:120], why)] if why else []
    return reading


def take(days: Days, tokens: list[re.Match], year: int, years: range) -> str:
    """Enter what one line says; all of it or nothing. Returns why nothing was entered, or ""."""
    found: Days = {}
    if is_contrary(tokens):
        return _("It says two things of the same day.")
    for day, kind in said(tokens, year):
        if isinstance(day, str):
            return day
        if kind == NEITHER:
            return _("It says neither free nor worked.")
        if day.year not in years:
            return _("Only days of %(first)d to %(last)d can be entered.") % {"first": years[0], "last": years[-1]}
        if found.get(day, KINDS[kind]) != KINDS[kind] or days.get(day, KINDS[kind]) != KINDS[kind]:
            return _("%s is said to be something else further above.") % day
        found[day] = KINDS[kind]
    if not found:
        return _("It names no day.")
    days |= found
    return ""


def said(tokens: list[re.Match], year: int) -> Iterator[tuple[date | str, str]]:
    """Each day with what is said of it: the next word, else the word before. A sentence in place of a wrong day."""
    waiting: list[date | str] = []
    before = NEITHER
    for token in tokens:
        if kind := kind_of(token):
            before = kind
            yield from ((day, before) for day in waiting)
            waiting = []
        else:
            waiting += days_of(token, year)
    yield from ((day, before) for day in waiting)


def is_contrary(tokens: list[re.Match]) -> bool:
    """Whether one word follows another that it takes back: "worked free", "holiday cancelled"."""
    words = [kind_of(token) for token in tokens]
    return any(first in ("worked", "free") and then not in ("", first) for first, then in pairwise(words))


def kind_of(token: re.Match) -> str:
    """Which word it is: worked, free or ordinary; "" for a day or a span."""
    return next((kind for kind in KINDS if token[kind]), "")


def days_of(token: re.Match, year: int) -> list[date | str]:
    """The days of one span, or the sentence that says what is wrong with it."""
    try:
        first = day_of(token, 1, year)
        last = end_of(token, first)
    except ValueError:
        return [_("“%s” is no day of the calendar.") % token[0].strip()]
    if last < first:
        return [_("“%s” ends before it begins.") % token[0].strip()]
    if (last - first).days >= LONGEST:
        return [_("“%(span)s” is longer than %(days)d days.") % {"span": token[0].strip(), "days": LONGEST}]
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def day_of(token: re.Match, n: int, year: int) -> date:
    for y, m, d in (("y", "m", "d"), ("Y", "M", "D")):
        if token[f"{y}{n}"]:
            return date(int(token[f"{y}{n}"]), int(token[f"{m}{n}"]), int(token[f"{d}{n}"]))
    return date(year, int(token[f"sm{n}"]), int(token[f"sd{n}"]))


def end_of(token: re.Match, first: date) -> date:
    """The last day of a span; without a year it follows the first, over New Year too."""
    if token["only"]:
        return first.replace(day=int(token["only"]))
    if not any(token[f"{name}2"] for name in ("y", "Y", "sm")):
        return first
    last = day_of(token, 2, first.year)
    return last.replace(year=first.year + 1) if token["sm2"] and last < first else last


def written(days: Days) -> str:
    """The same as text that `read_days` takes: to be sent on, and to be kept for undoing."""
    words = {True: "worked", False: "free", None: "ordinary"}
    return "\n".join(f"{day.isoformat()} {words[kind]}" for day, kind in sorted(days.items()))
