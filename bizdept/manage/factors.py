"""Who has a second factor, who must still set one up, and who is asked for one: what the page of factors shows."""

from datetime import date

from django.db.models import Prefetch, QuerySet

from bizdept.manage import shown
from bizdept.people.models import FactorRule, User


def people(view: str, on: date, *, q: str = "") -> QuerySet:
    """Those with an open account. `view`: missing (must set one up), set_up or free (nobody asks them)."""
    rows = shown.with_factor(User.objects.active(), on).select_related("department")
    rows = rows.prefetch_related(Prefetch("appointments", shown.posts_open(on), to_attr="open_posts"))
    if view == "set_up":
        rows = rows.filter(has_factor=True)
    else:
        rows = rows.filter(is_asked=view == "missing", has_factor=False)
    return (rows.filter(shown.named(q)) if q else rows).order_by("name", "pk")


def waiting() -> list[FactorRule]:
    """Proposals that nobody has decided, the oldest first."""
    rows = FactorRule.objects.filter(is_signed=None).select_related("proposed_by").order_by("pk")
    return list(rows[: shown.SHOWN])


def decided() -> list[FactorRule]:
    """What was decided, the newest first."""
    rows = FactorRule.objects.exclude(is_signed=None).select_related("proposed_by", "decided_by").order_by("-pk")
    return list(rows[:10])
