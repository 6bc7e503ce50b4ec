"""Upkeep: what is over goes, what failed is tried again."""

from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from bizdept.audit.chain import note, sealed
from bizdept.manage import rules
from bizdept.notices.models import Dispatch
from bizdept.people.actor import Actor
from bizdept.web import drafts
from bizdept.web.guesses import forget_guesses
from bizdept.web.imports.actions import forget_old
from bizdept.web.lists.actions import forget_old_runs
from bizdept.web.models import Press
from bizdept.web.works import actions as works

KEPT_PRESSES = timedelta(days=30)


@sealed()
def clean_up(*, at: datetime) -> int:
    """Delete sessions, cached answers, presses, long work, what came of batches and rows of imports whose time is
    over; how many.

    Safe to repeat.
    """
    sessions, _rows = Session.objects.filter(expire_date__lte=at).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    forget_guesses(at=at)
    presses, _rows = Press.objects.filter(at__lt=at - KEPT_PRESSES).delete()
    typed = drafts.forget_old(at=at) + forget_old_runs(at=at)
    handed_in = forget_old(on=timezone.localdate(at)) + works.forget_old(at=at)
    return sessions + presses + forget_cached(at) + handed_in + typed


def forget_cached(at: datetime) -> int:
    """Delete expired rows of the cache."""
    table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
    expires = connection.ops.adapt_datetimefield_value(at.replace(microsecond=0))
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [expires])  # noqa: S608  a name of the settings
        return cursor.rowcount


@sealed()
def try_again(*, by: Actor) -> int:
    """Let what the channels refused five times go out once more; returns how many."""
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    count = Dispatch.objects.dead().update(attempts=0, claimed_until=None)
    if count:
        note("account", "dispatch.try_again", by.person, by=by, count=count)
    return count


@sealed()
def send_again(pk: int, *, by: Actor) -> None:
    """Let one dispatch that was given up go out once more."""
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    if Dispatch.objects.dead().filter(pk=pk).update(attempts=0, claimed_until=None):
        note("account", "dispatch.send_again", by.person, by=by, dispatch=pk)


@sealed()
def drop(pk: int, reason: str, *, by: Actor, at: datetime) -> None:
    """Give up one dispatch for good, with the reason in its row (no words enter the chain). The notice stays."""
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    if Dispatch.objects.dead().filter(pk=pk).update(dropped_at=at, trouble=reason[:200]):
        note("account", "dispatch.drop", by.person, by=by, dispatch=pk)
