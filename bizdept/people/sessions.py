"""Where somebody is signed in: which sessions live, and their end, which the very next request meets."""

from datetime import datetime, timedelta
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from bizdept.people.models import User


def living(at: datetime) -> QuerySet:
    """Sessions that still let somebody in, with the person. `expires`: a session's row ends SESSION_COOKIE_AGE after
    it was last written, once a minute at most, so `expires` less that is when the person was last seen."""
    day, idle = timedelta(seconds=settings.SESSION_COOKIE_AGE), timedelta(minutes=settings.SESSION_IDLE_MINUTES)
    expires = Session.objects.filter(pk=OuterRef("session_key")).values("expire_date")
    rows = UserSession.objects.annotate(expires=Subquery(expires)).select_related("user__department")
    return rows.filter(expires__gt=at + day - idle if idle else at, created_at__gt=at - day)


def last_seen(row) -> datetime:
    return row.expires - timedelta(seconds=settings.SESSION_COOKIE_AGE)


def forget_session(row: UserSession) -> None:
    """End one session: it is gone on the server."""
    import_module(settings.SESSION_ENGINE).SessionStore().delete(row.session_key)
    row.delete()


def forget_sessions(person: User, but: str = "") -> int:
    """Delete the person's sessions. Each is looked into: a session's row doesn't say whose it is. The one with the
    key `but` stays."""
    store, ended = import_module(settings.SESSION_ENGINE).SessionStore(), 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.session_key != but and session.get_decoded().get("_auth_user_id") == str(person.pk):
            store.delete(session.session_key)
            ended += 1
    UserSession.objects.filter(user=person).exclude(session_key=but).delete()
    return ended
