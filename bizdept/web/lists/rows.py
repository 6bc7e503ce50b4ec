"""Which rows a page of a list holds, and how many there are: the one place where a list asks the tables."""

from dataclasses import dataclass
from datetime import datetime

from bizdept.web.columns import Column, sortable
from bizdept.web.lists.forms import ListForm

PAGE_SIZE = 25
COUNTED = 1000  # beyond it the list says "1000+"


@dataclass(frozen=True)
class Rows:
    """One page of a list."""

    records: list
    number: int
    count: int
    has_next: bool

    @property
    def is_capped(self) -> bool:
        return self.count > COUNTED

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
    visible = model.objects.for_list().visible_to(form.user, at).matching(**form.criteria())
    return visible.order_by(*sortable(columns).get(order_of(form, columns), ()), "-opened_on", "-pk")


def page_of(model, form: ListForm, columns: list[Column], *, at: datetime) -> Rows:
    """The page that the address asks for, with the count up to COUNTED."""
    meeting = rows_meeting(model, form, columns, at=at)
    number = form.good("page") or 1
    is_plain = number == 1 and not order_of(form, columns) and not form.conditions()
    if is_plain and form.shown_view in ("", "all"):
        page = model.objects.for_list().visible_page(form.user, size=PAGE_SIZE, at=at)
        records, has_next = page.records, page.next is not None
    else:
        start = (number - 1) * PAGE_SIZE
        records = list(meeting[start : start + PAGE_SIZE + 1])
        if number > 1 and not records:  # beyond the end: rows have gone meanwhile, or somebody guessed
            number, records = 1, list(meeting[: PAGE_SIZE + 1])
        records, has_next = records[:PAGE_SIZE], len(records) > PAGE_SIZE
    is_all = number == 1 and not has_next
    count = len(records) if is_all else meeting.order_by()[: COUNTED + 1].count()
    return Rows(records, number, count, has_next)
