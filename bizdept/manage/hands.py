"""Whose hands: signatures that are awaited, posts that stay apart, who stands in for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.manage import rules
from bizdept.manage.shown import SHOWN, Tag
from bizdept.people.actor import Actor
from bizdept.people.models import POWERFUL, Appointment, Delegation, OneTimeCode, Post, User, our_company
from bizdept.people.rules import may_sign


@dataclass(frozen=True)
class Awaited:
    """An appointment that waits for a signature, whether this person may give it, and who gave the post."""

    row: Appointment
    may_sign: bool
    is_own: bool


def waiting_halves(by: Actor, at: datetime) -> list[OneTimeCode]:
    """1.3.1: second halves that this person may fetch, the oldest first."""
    rows = OneTimeCode.objects.exclude(seed="").filter(ends_at__gt=at, person__is_active=True).order_by("pk")
    today = timezone.localdate(at)
    return [row for row in rows.select_related("person", "made_by") if rules.may_take_half(by, row, today)]


def awaited(by: Actor, rows: Iterable[Appointment] | None = None) -> list[Awaited]:
    """1.3.1: what waits for a second hand, the oldest first."""
    if rows is None:
        waiting = Appointment.objects.awaiting_signature().filter(person__is_active=True).order_by("pk")
        rows = waiting.select_related("person", "department", "given_by")[:SHOWN]
    may = rules.may_sign_posts(by)
    return [Awaited(row, may and may_sign(by, row), by.is_any_of(row.person_id, row.given_by_id)) for row in rows]


def powerful_appointment(pk: int) -> Appointment | None:
    rows = Appointment.objects.filter(post__in=POWERFUL).select_related("person", "department", "given_by")
    return rows.filter(pk=pk).first()


def powerful_rows(on: date) -> list[Appointment]:
    """Every post, held or awaiting its signature, of those who have a powerful one. One query."""
    crowd = Appointment.objects.filter(rules.not_over(on), post__in=POWERFUL).values("person")
    rows = Appointment.objects.filter(rules.not_over(on), person__is_active=True, person__in=crowd)
    return list(rows.select_related("person", "department", "given_by").order_by("pk"))


def counts(row: Appointment, on: date) -> bool:
    return row.since <= on and (row.post not in POWERFUL or row.signed_by_id is not None)


def conflicts(rows: Iterable[Appointment], on: date) -> list[tuple[User, str]]:
    """1.3.1: who holds posts that stay apart, by the small-office preset or from before it went."""
    held: dict[User, set[str]] = {}
    for row in rows:
        if counts(row, on):
            held.setdefault(row.person, set()).add(row.post)
    return [
        (person, " + ".join(str(Post(post).label) for post in sorted(pair)))
        for person, posts in held.items()
        for pair in sorted(rules.held_together(posts), key=sorted)
    ]


def side_of_people(by: Actor, on: date) -> dict:
    """What stands beside the list: signatures awaited, who stands in, hands that stay apart."""
    rows = powerful_rows(on)
    waiting = [row for row in rows if row.post in POWERFUL and row.signed_by_id is None and row.ended_on is None]
    administrators = {row.person_id for row in rows if row.post == Post.ADMINISTRATOR and counts(row, on)}
    return {
        "awaited": awaited(by, waiting),
        "standing_in": list(delegations(on)[:6]),
        "conflicts": conflicts(rows, on),
        "small_office": our_company().small_office,
        "lonely": len(administrators) == 1,
    }


# Delegations


def delegations(on: date) -> QuerySet:
    """Who stands in for whom, now and later, the next to end first."""
    signed = Q(made_by=F("of")) | Q(signed_by__isnull=False)
    rows = Delegation.objects.filter(signed, withdrawn_on=None).filter(Q(ends_on=None) | Q(ends_on__gte=on))
    return rows.select_related("of", "to").order_by("starts_on", "pk")


def delegations_of(person: User, on: date) -> list[Delegation]:
    """Those that somebody gave or takes, and what was of late."""
    rows = Delegation.objects.filter(Q(of=person) | Q(to=person)).select_related("of", "to")
    return list(rows.order_by("-starts_on", "-pk")[:SHOWN])


def all_delegations() -> list[Delegation]:
    """Everybody's, the latest first."""
    return list(Delegation.objects.select_related("of", "to").order_by("-starts_on", "-pk")[:SHOWN])


def delegation_state(row: Delegation, on: date) -> Tag:
    if row.withdrawn_on:
        return Tag(_("withdrawn"), "line")
    if row.awaits_signature:
        return Tag(_("awaits a signature"), "warn", "clock")
    if row.starts_on > on:
        return Tag(_("not begun"), "line", "clock")
    if row.ends_on and row.ends_on < on:
        return Tag(_("over"), "line")
    return Tag(_("running"), "ok") if row.ends_on else Tag(_("until withdrawn"), "info")


def has_default_delegate(person: User, on: date) -> bool:
    return Delegation.objects.by_default(on).filter(of=person).exists()
