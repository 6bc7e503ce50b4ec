"""Upkeep: what is over goes, what failed is tried again."""

from datetime import date, datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from bizdept.audit.chain import note, sealed
from bizdept.calendar.models import SpecialDay
from bizdept.manage import rules
from bizdept.notices.models import Dispatch
from bizdept.notices.outbox import ATTEMPTS
from bizdept.people.actor import Actor
from bizdept.refusal import refuse
from bizdept.web.imports.actions import forget_old
from bizdept.web.models import Press

KEPT_PRESSES = timedelta(days=30)


@sealed()
def clean_up(*, at: datetime) -> int:
    """Delete sessions, cached answers, presses and rows of imports whose time is over; how many. Safe to repeat."""
    sessions, _rows = Session.objects.filter(expire_date__lte=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    presses, _rows = Press.objects.filter(at__lt=at - KEPT_PRESSES).delete()
    return sessions + presses + forget_cached(at) + forget_old(on=timezone.localdate(at))


def forget_cached(at: datetime) -> int:
    """Delete expired rows of the cache."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    expires = connection.ops.adapt_datetimefield_value(at.replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [expires])  # noqa: S608  a name of the settings
        return cursor.rowcount


@sealed()
def enter_days(first: date, last: date, worked: bool, *, by: Actor, on: date) -> int:
    """Say of a span of days that they are free, or worked; returns how many. What stood there before gives way."""
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    refuse(rules.reasons_against_days(first, last, on))
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    for day in days:
        SpecialDay.objects.update_or_create(day=day, defaults={"worked": worked})
    note("account", "calendar.enter", by.person, by=by, first=str(first), last=str(last), worked=int(worked))
    return len(days)


@sealed()
def try_again(*, by: Actor) -> int:
    """Let what the channels refused five times go out once more; returns how many."""
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    dead = Dispatch.objects.filter(sent_at=None, attempts__gte=ATTEMPTS)
    count = dead.update(attempts=0, claimed_until=None)
    if count:
        note("account", "dispatch.try_again", by.person, by=by, count=count)
    return count
