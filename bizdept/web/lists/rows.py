"""Which rows a page of a list holds, and how many there are: the one place where a list asks the tables."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from bizdept.access.keys import Counted
from bizdept.access.sources import Source
from bizdept.web.columns import Column, sortable
from bizdept.web.lists.forms import ListForm
from bizdept.web.lists.listing import Lane

PAGE_SIZE = 25
COUNTED = 1000  # beyond it the list says "1000+"
ON_A_BOARD = 60  # cards, shared out among the lanes: the page stays under 60 KB


@dataclass(frozen=True)
class Rows:
    """One page of a list."""

    records: list
    number: int
    count: int
    has_next: bool
    is_exact: bool = False  # counted to the end because somebody asked

    @property
    def is_capped(self) -> bool:
        return self.count > COUNTED and not self.is_exact

    @property
    def shown(self) -> str:
        return f"{COUNTED}+" if self.is_capped else str(self.count)

    @property
    def first(self) -> int:
        return (self.number - 1) * PAGE_SIZE + 1 if self.records else 0

    @property
    def last(self) -> int:
        return self.first + len(self.records) - 1 if self.records else 0

    @property
    def numbers(self) -> list[int | None]:
        """Page numbers to offer: the first, the last that is known, those around; None is a gap."""
        last = -(-min(self.count, COUNTED) // PAGE_SIZE) or 1
        near = {1, last, *range(self.number - 2, self.number + 3)}
        wanted = sorted(n for n in near if 1 <= n <= max(last, self.number))
        found: list[int | None] = []
        for n in wanted:
            if found and found[-1] is not None and n > found[-1] + 1:
                found.append(None)
            found.append(n)
        return found


def order_of(form: ListForm, columns: list[Column]) -> str:
    """The word of `?sort=` that this list knows, or none."""
    asked = form.good("sort")
    return asked if asked in sortable(columns) else ""


def rows_meeting(model, form: ListForm, columns: list[Column], *, at: datetime):
    """Every row that the asker may see and that meets the conditions, in the order asked for: for pages and exports.

    `model.objects` must know `visible_to`, `for_list()` (what a row shows comes in one query) and
    `matching(**criteria)`.
    """
    visible = Conditions.of(form)(model.objects.for_list().visible_to(form.user, at))
    return visible.order_by(*sortable(columns).get(order_of(form, columns), ()), "-opened_on", "-pk")


def page_of(model, form: ListForm, columns: list[Column], *, at: datetime) -> Rows:
    """The page that the address asks for, with the count up to COUNTED."""
    number, is_exact = form.good("page") or 1, form.good("count") is not None
    most = 0 if is_exact else COUNTED + 1
    narrow = None if is_plain(form) else Conditions.of(form)
    if order_of(form, columns):
        return sorted_page(rows_meeting(model, form, columns, at=at), form, number)
    listed = {"size": PAGE_SIZE, "at": at, "narrow": narrow, "most": most}
    page, count = model.objects.as_list().visible_list(form.user, skip=(number - 1) * PAGE_SIZE, **listed)
    if number > 1 and not page.records:  # beyond the end: rows have gone meanwhile, or somebody guessed
        number = 1
        page, count = model.objects.as_list().visible_list(form.user, **listed)
    if is_exact:
        count = count_of(rows_meeting(model, form, columns, at=at), is_exact=True)
    return Rows(page.records, number, count, page.next is not None, is_exact)


def sorted_page(meeting, form: ListForm, number: int) -> Rows:
    """The page in another order than the usual one."""
    start = (number - 1) * PAGE_SIZE
    records = list(meeting[start : start + PAGE_SIZE + 1])
    if number > 1 and not records:
        number, records = 1, list(meeting[: PAGE_SIZE + 1])
    has_next = len(records) > PAGE_SIZE
    is_exact = form.good("count") is not None
    count = count_of(meeting, is_exact=is_exact) if has_next or number > 1 else len(records)
    return Rows(records[:PAGE_SIZE], number, count, has_next, is_exact)


def is_plain(form: ListForm) -> bool:
    """Whether nothing is asked for but what the person may see."""
    return not form.conditions() and form.shown_view in ("", "all") and not form.good("row")


@dataclass(frozen=True)
class Conditions:
    """The filters of a list as a value: the same ones are put into SQL once."""

    criteria: tuple[tuple[str, Any], ...]
    picked: tuple[int, ...]

    @classmethod
    def of(cls, form: ListForm) -> "Conditions":
        named = {name: getattr(value, "pk", value) for name, value in form.criteria().items()}
        return cls(tuple(named.items()), tuple(form.good("row") or ()))

    def __call__(self, rows):
        rows = rows.matching(**dict(self.criteria))
        return rows.filter(pk__in=self.picked) if self.picked else rows


def count_of(meeting, *, is_exact: bool = False) -> int:
    """How many rows there are: up to COUNTED + 1, or all of them where somebody asked for it."""
    return meeting.order_by().count() if is_exact else meeting.order_by()[: COUNTED + 1].count()


def picked_of(model, user, ids: Collection[int], *, at: datetime) -> list:
    """The rows by these ids that `user` may see, newest first. One query."""
    rows = model.objects.for_list().visible_to(user, at).filter(pk__in=ids)
    return list(rows.order_by("-opened_on", "-pk"))


def closed_of(model, ids: Collection[int]) -> list:
    """The records by these ids, whoever may see them: for a line in the access log, and nothing else."""
    return list(model.objects.filter(pk__in=ids)) if ids else []


def first_of(model, form: ListForm, columns: list[Column], count: int, *, at: datetime) -> list:
    """The first rows that meet the conditions, in their order; one more than `count`, where there are more."""
    return list(rows_meeting(model, form, columns, at=at)[: count + 1])


@dataclass(frozen=True)
class Filled:
    """One lane of a board with its cards, and how many it holds in all."""

    lane: Lane
    records: list
    count: int

    @property
    def shown(self) -> str:
        return f"{COUNTED}+" if self.count > COUNTED else str(self.count)

    @property
    def has_more(self) -> bool:
        return self.count > len(self.records)


def board_of(model, form: ListForm, columns: list[Column], lanes: Sequence[Lane], *, at: datetime) -> list[Filled]:
    """The same rows as the list, on lanes, each with its share of ON_A_BOARD cards: one query, and one for the counts.

    The ids of each lane are collected first, by one limited question a lane within the one query.
    """
    meeting, most = rows_meeting(model, form, columns, at=at), ON_A_BOARD // len(lanes)
    bare = meeting.select_related(None)
    tops = [Source(lane.name, 0, bare.filter(**lane.where)[: most + 1]).condition() for lane in lanes]
    order = sortable(columns).get(order_of(form, columns), ())
    records = model.objects.for_list().filter(reduce(or_, tops)).order_by(*order, "-opened_on", "-pk")
    cards: dict[str, list[Any]] = {lane.name: [] for lane in lanes}
    for record in records:
        cards[lane_of(record, lanes)].append(record)
    full = [lane for lane in lanes if len(cards[lane.name]) > most]
    counts = counts_of(meeting, full) if full else {}
    return [Filled(lane, cards[lane.name][:most], counts.get(lane.name, len(cards[lane.name]))) for lane in lanes]


def lane_of(record, lanes: Sequence[Lane]) -> str:
    """The lane on which a record stands: the first whose words it meets."""
    return next(lane.name for lane in lanes if all(is_met(record, *pair) for pair in lane.where.items()))


def is_met(record, words: str, wanted) -> bool:
    name, _sign, how = words.partition("__")
    value = getattr(record, name)
    return value in wanted if how == "in" else value == wanted


def counts_of(meeting, lanes: Sequence[Lane]) -> dict[str, int]:
    """How many rows stand on these lanes, up to COUNTED + 1 each. One query."""
    plain = meeting.select_related(None).order_by().values("pk")
    wanted = [Counted(plain.filter(**lane.where)[: COUNTED + 1]) for lane in lanes]
    row = meeting.model.objects.order_by().values_list(*wanted)[:1].get()
    return {lane.name: count for lane, count in zip(lanes, row, strict=True)}


def beside(
    model, form: ListForm, columns: list[Column], pk: int, *, at: datetime
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The rows before and after a record on the page of the list that somebody came from: (id, page) of each.

    One query: the ids of that page and one more on either side. Nothing, where the record is no longer there.
    """
    number = form.good("page") or 1
    start = (number - 1) * PAGE_SIZE
    first = max(start - 1, 0)
    meeting = rows_meeting(model, form, columns, at=at).select_related(None)
    ids = list(meeting.values_list("pk", flat=True)[first : start + PAGE_SIZE + 1])
    if pk not in ids:
        return None, None
    pages = [(one, (first + place) // PAGE_SIZE + 1) for place, one in enumerate(ids)]
    place = ids.index(pk)
    return pages[place - 1] if place else None, pages[place + 1] if place + 1 < len(pages) else None
