"""Raise an alert, or let a raised one grow (8.2.2)."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.access.levels import Category, Level
from bizdept.audit.chain import note, sealed
from bizdept.duties.actions import open_duty
from bizdept.notices.outbox import News, tell
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User, holders
from bizdept.regulation.numbers import value
from confidentiality.models import AccessAlert
from confidentiality.rules import alerts as rules


@sealed()
def raise_alert(person: User, found: rules.Beyond, tally: rules.Tally, *, at: datetime) -> bool:
    """Put it before the officer, and whether it is new. What is counted in the same hour goes into the alert that is
    there already, while nobody has closed it."""
    (first, since), (last, until) = tally.first, tally.last
    grown = {"count": found.count, "until": until, "last_seq": last}
    there = AccessAlert.objects.reaching(person, found.kind, first)
    if there is not None:
        is_new, alert = False, there
        if not AccessAlert.objects.growing(there.pk, found.count).update(**grown):
            return False
    else:
        keeper, on = answers_for(person), timezone.localdate(at)
        given = grown | {"since": since, "first_seq": first, "limit": found.limit, "opened_on": on}
        given |= {"owner": keeper, "department_id": person.department_id or keeper.department_id}
        given |= {"level": Level.INTERNAL, "category": Category.MANAGEMENT}
        hour = at.replace(minute=0, second=0, microsecond=0)
        alert, is_new = AccessAlert.objects.get_or_create(person=person, kind=found.kind, hour=hour, defaults=given)
    note("alert", f"access.alert.{found.kind}", alert, by=Actor(person), row=alert, count=found.count)
    if is_new:
        tell_of(alert, on=timezone.localdate(at))
    return is_new


def answers_for(person: User) -> User:
    """Who first answers for an alert about somebody: an officer; about an officer, or without one, the leader."""
    officers = [] if person.holds(Post.OFFICER) else holders(Post.OFFICER, person.department_id)
    found = officers or list(User.objects.holding(Post.LEADER, Post.OFFICER).order_by("pk"))
    return next((one for one in found if one != person), person)


def tell_of(alert: AccessAlert, *, on: date) -> None:
    """The officer owes a look into it; the chief of the section hears."""
    within = int(value("access.alert_days", on))
    bearer, person = rules.bearer_of(alert), alert.person
    open_duty(alert, rules.DUTY.name, bearer, article="8.2.2", within=within, on=on, hidden_from=person.pk)

    def text() -> str:
        words = {"record": alert.reference(), "who": person, "what": alert.get_kind_display()}
        return _("%(record)s: %(what)s, %(who)s.") % words

    chiefs = (one for one in holders(Post.CHIEF, person.department_id) if one != person)
    tell(News(one, f"alert:{alert.pk}", text, alert.get_absolute_url()) for one in chiefs)
