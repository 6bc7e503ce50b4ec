"""Numbers such as HT-2026-0001, without gaps: the number is drawn in the transaction that uses it.

How a number is written is data (`Format`); that none is given twice is code. A prefix that a kind of records ever had
is its own for ever. Each kind has one count of all its numbers (the series of year 0) and one for each year, and every
draw moves both: so whatever was signed between two draws, no pair of year and count comes a second time.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils.translation import gettext, pgettext

from bizdept.audit.chain import sealed
from bizdept.refusal import Reason
from bizdept.regulation.conventions import Subject, convention_now, conventions_ever
from bizdept.workflow.models import Series

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ALL = 0  # the year under which all numbers of a kind are counted
LETTERS, DIGITS = 6, range(3, 7)  # at most so many letters; so many digits at least
BY_ROW = frozenset(  # prefixes of numbers that are made of the row's id, and stay
    ["BM", "BMW", "CY", "FC", "GR", "JB", "JC", "JJ", "KH", "MJ", "PD", "XM", "YD", "YJ", "ZG"]
)


@dataclass(frozen=True)
class Format:
    """How the numbers of one kind are written: prefix, with the year or without, digits, begun anew each year."""

    prefix: str
    year: bool = True
    digits: int = 4
    yearly: bool = True

    def written(self, year: int, count: int) -> str:
        parts = [self.prefix, *([str(year)] if self.year else []), f"{count:0{self.digits}}"]
        return "-".join(parts)

    def in_words(self) -> str:
        told = [
            gettext("with the year") if self.year else gettext("without the year"),
            gettext("%d digits") % self.digits,
            gettext("begun anew each year") if self.yearly else gettext("counted on"),
        ]
        return pgettext("between names", ", ").join(told)


KINDS: dict[str, "StrOrPromise"] = {}  # whose numbers are drawn, by the kind, which is also the usual prefix


def numbered_kind(kind: str, label: "StrOrPromise") -> str:
    """Declare records whose numbers are drawn."""
    KINDS[kind] = label
    return kind


def format_in(content: Mapping[str, Any], kind: str) -> Format:
    return replace(Format(kind), **content.get("formats", {}).get(kind, {}))


def format_now(kind: str) -> Format:
    return format_in(convention_now(Subject.NUMBERING), kind)


def prefixes_of(kind: str) -> frozenset[str]:
    """Every prefix that this kind ever had."""
    return frozenset({kind, *(format_in(content, kind).prefix for content in conventions_ever(Subject.NUMBERING))})


def may_be_number(text: str, kind: str) -> bool:
    """Whether a text looks like a number of this kind, of today or from before. No query."""
    prefix, dash, _rest = text.strip().upper().partition("-")
    return bool(dash) and prefix in prefixes_of(kind)


@sealed()
def draw(kind: str, *, on: date) -> str:
    """The next number of this kind in this year. Whoever draws holds the series until the commit (3.3.2).

    A transaction that rolls back gives its number back; one that commits has used it for good.
    """
    return draw_many(kind, 1, on=on)[0]


@sealed()
def draw_many(kind: str, count: int, *, on: date) -> list[str]:
    """The next `count` numbers at once, for whoever writes in bulk. As `draw` otherwise."""
    whole, year = locked(kind, on.year)
    form = format_now(kind)  # read under the lock: what was signed meanwhile holds
    first = next_in(form, whole.last, year.last)
    last = first + count - 1
    whole.last, year.last = max(whole.last, last), last
    whole.save()
    year.save()
    return [form.written(on.year, number) for number in range(first, last + 1)]


def locked(kind: str, year: int) -> tuple[Series, Series]:
    """The count of all of this kind and that of the year, under the one lock of the kind."""
    Series.objects.get_or_create(kind=kind, year=ALL, defaults={"last": highest(kind)})
    whole = Series.objects.select_for_update().get(kind=kind, year=ALL)
    return whole, Series.objects.get_or_create(kind=kind, year=year)[0]


def next_in(form: Format, whole: int, year: int) -> int:
    return (year if form.yearly else max(whole, year)) + 1


def highest(kind: str) -> int:
    return Series.objects.filter(kind=kind).aggregate(last=Max("last"))["last"] or 0


def next_numbers(formats: Mapping[str, Format], on: date) -> dict[str, str]:
    """What the next number of each kind would be, by the kind. One query, nothing is drawn."""
    lasts = {(kind, year): last for kind, year, last in Series.objects.values_list("kind", "year", "last")}
    found = {}
    for kind, form in formats.items():
        whole = max((last for (of, _year), last in lasts.items() if of == kind), default=0)
        found[kind] = form.written(on.year, next_in(form, whole, lasts.get((kind, on.year), 0)))
    return found


def own_formats(entered: Mapping[str, Format]) -> dict[str, dict[str, Any]]:
    """Of what was entered that which is not as usual."""
    return {kind: asdict(form) for kind, form in entered.items() if form != Format(kind)}


def reasons_against_formats(content: Mapping[str, Any]) -> Iterator[Reason]:
    """3.3.2: a number says of which kind it is, and none is ever given twice."""
    for place, kind in enumerate(KINDS):
        form, field = format_in(content, kind), f"prefix_{place}"
        others = {other: {format_in(content, other).prefix, *prefixes_of(other)} for other in KINDS if other != kind}
        is_word = form.prefix.isascii() and form.prefix.isalpha() and form.prefix.isupper()
        if not is_word or len(form.prefix) > LETTERS:
            yield Reason("prefix", gettext("One to %d capital letters from A to Z.") % LETTERS, field)
        elif form.prefix in BY_ROW or any(form.prefix in theirs for theirs in others.values()):
            yield Reason("taken", gettext("Other records have, or once had, numbers that begin so."), field)
        if form.digits not in DIGITS:
            span = {"least": DIGITS[0], "most": DIGITS[-1]}
            yield Reason("digits", gettext("%(least)s to %(most)s digits.") % span, f"digits_{place}")
        if form.yearly and not form.year:
            yield Reason("yearly", gettext("What begins anew each year shows the year."), f"yearly_{place}")
