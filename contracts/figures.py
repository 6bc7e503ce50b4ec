"""Sums over contracts for the work desk, always over what the person may see."""

from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from bizdept.access.doors import within
from bizdept.people.models import Post, User
from contracts.models import Contract, Signing
from contracts.models.contracts import UNDER_WAY

S = Contract.State
MONTHS = 12


def concern(user: User) -> bool:
    """Whether figures of contracts are this person's business: those who sell, and those who answer for it."""
    return user.holds(Post.SPECIALIST, Post.CHIEF, Post.LEADER, for_others=True)


def of_month(contracts: QuerySet, today: date) -> list[dict]:
    """The month's figures in one query: signed, under review, to be signed, returned.

    Only what is under way and what this month signed is read: what is over grows for ever.
    """
    first = today.replace(day=1)
    signed = Q(signing__signed_on__gte=first, state=S.SIGNED)
    this_month = Signing.objects.filter(signed_on__gte=first).values("contract")
    concerned = contracts.filter(Q(state__in=UNDER_WAY) | within(this_month))
    row = concerned.order_by().aggregate(
        signed=Sum("amount", filter=signed),
        signed_count=Count("pk", filter=signed),
        review=Count("pk", filter=Q(state=S.IN_REVIEW)),
        review_sum=Sum("amount", filter=Q(state=S.IN_REVIEW)),
        to_sign=Count("pk", filter=Q(state__in=S.to_be_signed())),
        to_sign_sum=Sum("amount", filter=Q(state__in=S.to_be_signed())),
        drafts=Count("pk", filter=Q(state__in=S.open_to_edit())),
        returned=Count("pk", filter=Q(state=S.RETURNED)),
    )
    unit, signed_count = unit_of_sums(), row["signed_count"]
    return [
        {"label": _("Signed this month"), "value": in_short(row["signed"]), "unit": unit,
         "note": ngettext("%d contract", "%d contracts", signed_count) % signed_count,
         "address": f"/contracts/?view=signed&signed_from={first}"},
        {"label": _("In review"), "value": row["review"], "unit": _("contracts"),
         "note": f"{in_short(row['review_sum'])} {unit}", "address": "/contracts/?view=review"},
        {"label": _("To be signed"), "value": row["to_sign"], "unit": _("contracts"),
         "note": f"{in_short(row['to_sign_sum'])} {unit}", "address": "/contracts/?view=signing"},
        {"label": _("Being drafted"), "value": row["drafts"], "unit": _("contracts"),
         "note": _("%d returned") % row["returned"], "address": "/contracts/?view=drafts"},
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


def by_month(contracts: QuerySet, today: date) -> list[dict]:
    """Signed amounts of the last twelve months, for the chart and its table. One query."""
    first = _months_back(today, MONTHS - 1)
    rows = (
        contracts.filter(state=S.SIGNED, signing__signed_on__gte=first)
        .order_by()
        .annotate(month=TruncMonth("signing__signed_on"))
        .values("month")
        .annotate(total=Sum("amount"))
        .values_list("month", "total")
    )
    totals = dict(rows)
    months = [_months_back(today, n) for n in range(MONTHS - 1, -1, -1)]
    top = max([*totals.values(), Decimal(1)])
    found, unit = [], unit_of_sums()
    for place, month in enumerate(months):
        total = totals.get(month, Decimal(0))
        height, x = round(total / top * 110), 20 + 73 * place
        places = {"height": height, "x": x, "middle": x + 17, "top": 134 - height}
        found.append({"month": month, "total": total, "words": in_short(total), "unit": unit} | places)
    return found


def _months_back(day: date, count: int) -> date:
    years, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return date(years, month + 1, 1)
