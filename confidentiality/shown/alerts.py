"""What the pages of alerts show (8.2.2)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from bizdept.access.pace import is_stopped
from bizdept.people.models import User
from confidentiality.models import AccessAlert
from confidentiality.shown.log import LOG, address_about

SIZE = 50


@dataclass(frozen=True)
class Page:
    """Some alerts, newest first, and whether there are more."""

    rows: list[Any]
    number: int
    has_next: bool


def page(person: User, states: list[str], number: int, at: datetime) -> Page:
    rows = AccessAlert.objects.for_list().visible_to(person, at).in_state(states).order_by("-opened_on", "-pk")
    start = (number - 1) * SIZE
    found = list(rows[start : start + SIZE + 1])
    return Page(found[:SIZE], number, len(found) > SIZE)


def log_of(alert: AccessAlert, viewer: User) -> str:
    """The log where it shows the lines that led to an alert; empty for whoever may not read them."""
    first, last = timezone.localdate(alert.since), timezone.localdate(alert.until)
    return address_about(LOG, viewer, alert.person, first=first, last=last, below=alert.last_seq + 1)


def is_held(alert: AccessAlert, at: datetime) -> bool:
    """Whether the person is shown no more records today."""
    return is_stopped(alert.person, timezone.localdate(at))
