"""Devices that an account knows: a locked-out person still signs in from one on which they have done so before."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from bizdept.people.models import User

COOKIE = f"{settings.COOKIE_PREFIX}device"
AGE = timedelta(days=180)
MOST = 8  # people who share one device
SALT = "bizdept.device"


def mark_of(person: User) -> str:
    """Another password, another mark: a reset forgets all devices."""
    return salted_hmac(SALT, f"{person.pk}:{person.password}", algorithm="sha256").hexdigest()[:32]


def read(cookie: str) -> list[list]:
    """Whom the device knows: id, name of the device, mark. What we did not sign, or too long ago, is nothing."""
    try:
        return signing.loads(cookie, salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return []


def device_of(person: User, cookie: str) -> str:
    """The name of the device if this person has signed in on it since their password is what it is, else nothing."""
    for pk, device, mark in read(cookie) if cookie else ():
        if pk == person.pk and constant_time_compare(mark, mark_of(person)):
            return device
    return ""


def learnt(person: User, cookie: str) -> str:
    """The cookie once the person has signed in. The name of the device stays, and with it what was tried on it."""
    device = device_of(person, cookie) or secrets.token_urlsafe(12)
    others = [row for row in read(cookie) if row[0] != person.pk] if cookie else []
    return signing.dumps([*others[1 - MOST :], [person.pk, device, mark_of(person)]], salt=SALT, compress=True)
