"""Who has a second factor, who must still set one up, and who is asked for one: what the page of factors shows."""

from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from bizdept.manage import shown
from bizdept.manage.rules import not_over
from bizdept.people.models import Appointment, FactorRule, User
from bizdept.people.sign_in import everybody_needs_one, factor_posts


def people(view: str, on: date, *, q: str = "") -> QuerySet:
    """Those with an open account. `view`: missing (must set one up), set_up or free (nobody asks them)."""
    rows = User.objects.active().annotate(has_factor=shown.factors()).select_related("department")
    rows = rows.prefetch_related(Prefetch("appointments", shown.posts_open(on), to_attr="open_posts"))
    held = Appointment.objects.filter(not_over(on), person=OuterRef("pk"), since__lte=on, post__in=factor_posts())
    needed = Q(pk__isnull=False) if everybody_needs_one() else Exists(held)
    if view == "set_up":
        rows = rows.filter(has_factor=True)
    else:
        rows = rows.filter(needed if view == "missing" else ~Q(needed), has_factor=False)
    return (rows.filter(shown.named(q)) if q else rows).order_by("name", "pk")


def waiting() -> list[FactorRule]:
    """Proposals that nobody has decided, the oldest first."""
    rows = FactorRule.objects.filter(is_signed=None).select_related("proposed_by").order_by("pk")
    return list(rows[: shown.SHOWN])


def decided() -> list[FactorRule]:
    """What was decided, the newest first."""
    rows = FactorRule.objects.exclude(is_signed=None).select_related("proposed_by", "decided_by").order_by("-pk")
    return list(rows[:10])
