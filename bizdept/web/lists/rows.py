"""Which rows a page of a list holds, and how many there are: the one place where a list asks the tables."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import QuerySet

from bizdept.access.keys import Counted, within
from bizdept.access.sources import AT, Reader
from bizdept.prepared import Prepared
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


def fields_of(form: ListForm, columns: list[Column]) -> tuple[str, ...]:
    """The fields that the list is ordered by, beside its usual order; none, where it asks for that one."""
    fields = sortable(columns).get(order_of(form, columns), ())
    return () if fields == ("-opened_on",) else fields


def rows_meeting(model, form: ListForm, columns: list[Column], *, at: datetime):
    """Every row that the asker may see and that meets the conditions, in the order asked for: for exports, whole
    counts, and pages in another order than the usual one.

    `model.objects` must know the doors, `for_list()` (what a row shows comes in one query) and `matching(**criteria)`.
    """
    found = model.objects.for_list().of_part(Reader.of(form.user, at), at, Conditions.of(form))
    return found.order_by(*fields_of(form, columns), "-opened_on", "-pk")


def ids_of(
    model, form: ListForm, columns: list[Column], size: int, skip: int = 0, *, at: datetime, is_counted: bool = True
) -> tuple[list[int], int]:
    """The ids of some rows in the order asked for, and how many there are, up to COUNTED + 1."""
    if not fields_of(form, columns):
        narrow, most = None if is_plain(form) else Conditions.of(form), COUNTED + 1 if is_counted else 0
        return model.objects.visible_ids(form.user, size=size, skip=skip, at=at, narrow=narrow, most=most)
    meeting = rows_meeting(model, form, columns, at=at).select_related(None)
    ids = list(meeting.values_list("pk", flat=True)[skip : skip + size])
    is_whole = not skip and len(ids) < size
    return ids, count_of(meeting) if is_counted and ids and not is_whole else len(ids)


def page_of(model, form: ListForm, columns: list[Column], *, at: datetime) -> Rows:
    """The page that the address asks for, with the count up to COUNTED."""
    number, is_exact = form.good("page") or 1, form.good("count") is not None
    asked = partial(ids_of, model, form, columns, PAGE_SIZE + 1, at=at, is_counted=not is_exact)
    ids, count = asked((number - 1) * PAGE_SIZE)
    if number > 1 and not ids:  # beyond the end: rows have gone meanwhile, or somebody guessed
        number = 1
        ids, count = asked()
    if is_exact:
        count = count_of(rows_meeting(model, form, columns, at=at), is_exact=True)
    records = model.objects.as_list().in_order(ids[:PAGE_SIZE])
    return Rows(records, number, count, len(ids) > PAGE_SIZE, is_exact)


def is_plain(form: ListForm) -> bool:
    """Whether nothing is asked for but what the person may see."""
    return not form.conditions() and form.shown_view in ("", "all") and not form.good("row")


@dataclass(frozen=True)
class Conditions:
    """The filters of a list as a value: the same ones are put into SQL once."""

    criteria: tuple[tuple[str, Any], ...]
    picked: tuple[int, ...]
    lane: tuple[tuple[str, Any], ...] = ()

    @classmethod
    def of(cls, form: ListForm) -> "Conditions":
        named = {name: getattr(value, "pk", value) for name, value in form.criteria().items()}
        return cls(tuple(named.items()), tuple(form.good("row") or ()))

    def __call__(self, rows):
        rows = rows.matching(**dict(self.criteria)).filter(**dict(self.lane))
        return rows.filter(pk__in=self.picked) if self.picked else rows


def count_of(meeting, *, is_exact: bool = False) -> int:
    """How many rows there are: up to COUNTED + 1, or all of them where somebody asked for it."""
    return meeting.order_by().count() if is_exact else meeting.order_by()[: COUNTED + 1].count()


def picked_of(model, user, ids: Collection[int], *, at: datetime) -> list:
    """The rows by these ids that `user` may see, newest first. One query."""
    found = model.objects.among(user, ids, at).values()
    return sorted(found, key=lambda record: (record.opened_on, record.pk), reverse=True)


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
    conditions, most = Conditions.of(form), ON_A_BOARD // len(lanes)
    narrow = {lane.name: replace(conditions, lane=lane.words) for lane in lanes}
    reader, order = Reader.of(form.user, at), fields_of(form, columns)
    cards: dict[str, list[Any]] = {lane.name: [] for lane in lanes}
    for record in CARDS(model, reader, tuple(narrow.values()), order, most + 1, at=at):
        cards[lane_of(record, lanes)].append(record)
    full = [name for name, found in cards.items() if len(found) > most]
    rows = COUNTS(model, reader, tuple(narrow[name] for name in full), COUNTED + 1, at=at) if full else [()]
    counts = dict(zip(full, rows[0], strict=True))
    return [Filled(lane, cards[lane.name][:most], counts.get(lane.name, len(cards[lane.name]))) for lane in lanes]


def cards_of(model, reader: Reader, lanes: tuple[Conditions, ...], order: tuple[str, ...], most: int) -> QuerySet:
    """The first rows of each lane, in the order asked for."""
    order = (*order, "-opened_on", "-pk")
    parts = (model.objects.of_part(reader, AT, narrow).order_by(*order).values_list("pk")[:most] for narrow in lanes)
    return model.objects.for_list().filter(reduce(or_, map(within, parts))).order_by(*order)


def counts_of(model, reader: Reader, lanes: tuple[Conditions, ...], most: int) -> QuerySet:
    """How many rows stand on each of these lanes, up to `most`."""
    parts = (model.objects.of_part(reader, AT, narrow).order_by().values("pk")[:most] for narrow in lanes)
    return model.objects.order_by().values_list(*map(Counted, parts))[:1]


CARDS, COUNTS = Prepared(cards_of), Prepared(counts_of)


def lane_of(record, lanes: Sequence[Lane]) -> str:
    """The lane on which a record stands: the first whose words it meets."""
    return next(lane.name for lane in lanes if all(is_met(record, *pair) for pair in lane.where.items()))


def is_met(record, words: str, wanted) -> bool:
    name, _sign, how = words.partition("__")
    value = getattr(record, name)
    return value in wanted if how == "in" else value == wanted


def beside(
    model, form: ListForm, columns: list[Column], pk: int, *, at: datetime
) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The rows before and after a record on the page of the list that somebody came from: (id, page) of each.

    The ids of that page and one more on either side. Nothing, where the record is no longer there.
    """
    number = form.good("page") or 1
    start = (number - 1) * PAGE_SIZE
    first = max(start - 1, 0)
    ids, _count = ids_of(model, form, columns, start + PAGE_SIZE + 1 - first, first, at=at, is_counted=False)
    if pk not in ids:
        return None, None
    pages = [(one, (first + place) // PAGE_SIZE + 1) for place, one in enumerate(ids)]
    place = ids.index(pk)
    return pages[place - 1] if place else None, pages[place + 1] if place + 1 < len(pages) else None
