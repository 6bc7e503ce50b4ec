"""Sums over contracts for the work desk, always over what the person may see."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import models
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Cast, Substr
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bizdept.access.doors import together
from bizdept.access.sources import Reader
from bizdept.people.models import Post, User
from bizdept.prepared import Prepared, Slot
from contracts.models import Contract
from contracts.models.contracts import UNDER_WAY

S = Contract.State
MONTHS = 12
BEGUN = 8  # on the desk


def concern(user: User) -> bool:
    """Whether figures of contracts are this person's business: those who sell, and those who answer for it."""
    return user.holds(Post.SPECIALIST, Post.CHIEF, Post.LEADER, for_others=True)


@dataclass(frozen=True)
class Sums:
    """How many contracts and what they come to: under way by state, signed by month. Always of what one may see."""

    by_state: dict[str, tuple[int, Decimal]]
    by_month: dict[str, tuple[int, Decimal]]  # 2026-11

    def of(self, *states: str) -> tuple[int, Decimal]:
        rows = [self.by_state[state] for state in states if state in self.by_state]
        return sum(count for count, _total in rows), sum((total for _count, total in rows), Decimal(0))

    def signed_in(self, month: date) -> tuple[int, Decimal]:
        return self.by_month.get(f"{month:%Y-%m}", (0, Decimal(0)))


def rows_of_sums(reader: Reader, first: date) -> QuerySet:
    """By state what is under way, by month what was signed since that day: what is over grows for ever."""
    at = Slot("at", models.DateTimeField())
    month = Substr(Cast("signing__signed_on", models.CharField()), 1, 7)  # 2026-11, on both databases
    under_way = Contract.objects.of_part(reader, at, lambda rows: rows.under_way())
    signed = Contract.objects.of_part(reader, at, lambda rows: rows.signed_since(first))
    parts = (rows.order_by() for rows in (under_way.values_list("state"), signed.values_list(month)))
    return together((rows.annotate(count=Count("pk"), total=Sum("amount")) for rows in parts), all=True)


def begun(reader: Reader) -> QuerySet:
    rows = Contract.objects.for_list().began_by(reader.pk).under_way()
    return rows.open_to(reader, Slot("at", models.DateTimeField()))[:BEGUN]


SUMS, OWN = Prepared(rows_of_sums), Prepared(begun)


def begun_by(user: User, at: datetime) -> list[Contract]:
    """What this person began and is not over, newest first. One query."""
    return OWN(Reader.of(user, at), at=at)


def started_by(user: User, at: datetime, most: int) -> list[Contract]:
    """What this person began, over or not, newest first. One query."""
    return list(Contract.objects.for_list().began_by(user).open_to(Reader.of(user, at), at)[:most])


def sums(user: User, today: date, at: datetime) -> Sums:
    """What the desk tells of contracts, of the last twelve months. One query."""
    rows = SUMS(Reader.of(user, at), _months_back(today, MONTHS - 1), at=at)
    by_state = {state: (count, total) for state, count, total in rows if state in UNDER_WAY}
    return Sums(by_state, {key[:7]: (count, total) for key, count, total in rows if key not in UNDER_WAY})


def of_month(found: Sums, today: date) -> list[dict]:
    """The month's figures: signed, under review, to be signed, returned."""
    first = today.replace(day=1)
    signed_count, signed = found.signed_in(first)
    review, to_sign, drafts = found.of(S.IN_REVIEW), found.of(*S.to_be_signed()), found.of(*S.open_to_edit())
    unit = unit_of_sums()
    return [
        {"label": _("Signed this month"), "value": in_short(signed), "unit": unit,
         "note": ngettext("%d contract", "%d contracts", signed_count) % signed_count,
         "address": f"/contracts/?view=signed&signed_from={first}"},
        {"label": _("In review"), "value": review[0], "unit": _("contracts"),
         "note": f"{in_short(review[1])} {unit}", "address": "/contracts/?view=review"},
        {"label": _("To be signed"), "value": to_sign[0], "unit": _("contracts"),
         "note": f"{in_short(to_sign[1])} {unit}", "address": "/contracts/?view=signing"},
        {"label": _("Being drafted"), "value": drafts[0], "unit": _("contracts"),
         "note": _("%d returned") % found.of(S.RETURNED)[0], "address": "/contracts/?view=drafts"},
    ]  # fmt: skip


def counts_in_10k() -> bool:
    """Chinese counts money in units of ten thousand, other languages in millions."""
    return (get_language() or "").startswith("zh")


def unit_of_sums() -> str:
    return _("10,000 yuan") if counts_in_10k() else _("million yuan")


def in_short(amount: Decimal | None) -> str:
    """An amount in yuan as summaries show it, in the language's unit: 525.8 (万元), 5.26 (million yuan)."""
    amount = amount or Decimal(0)
    return f"{amount / 10_000:,.1f}" if counts_in_10k() else f"{amount / 1_000_000:,.2f}"


def by_month(sums: Sums, today: date) -> list[dict]:
    """Signed amounts of the last twelve months, for the chart and its table."""
    months = [_months_back(today, n) for n in range(MONTHS - 1, -1, -1)]
    totals = {month: sums.signed_in(month)[1] for month in months}
    top = max([*totals.values(), Decimal(1)])
    found, unit = [], unit_of_sums()
    for place, month in enumerate(months):
        total = totals[month]
        height, x = round(total / top * 110), 20 + 73 * place
        places = {"height": height, "x": x, "middle": x + 17, "top": 134 - height}
        found.append({"month": month, "total": total, "words": in_short(total), "unit": unit} | places)
    return found


def _months_back(day: date, count: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(years, month + 1, 1)
