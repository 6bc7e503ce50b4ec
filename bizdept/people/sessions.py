"""Where somebody is signed in."""

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone

from bizdept.people.models import User


def forget_sessions(person: User) -> int:
    """Delete the person's sessions. Each is looked into: a session's row doesn't say whose it is."""
    store, ended = import_module(settings.SESSION_ENGINE).SessionStore(), 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            store.delete(session.session_key)
            ended += 1
    UserSession.objects.filter(user=person).delete()
    return ended
