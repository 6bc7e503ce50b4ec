"""How the machinery stands, as the administrator sees it: what waits to go out, what runs when, known holidays."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from bizdept.calendar.models import SpecialDay
from bizdept.calendar.rules import is_known
from bizdept.manage.backup.making import last_word
from bizdept.manage.schedule import SCHEDULE
from bizdept.notices.channels import in_service
from bizdept.notices.models import Dispatch
from bizdept.notices.outbox import ATTEMPTS

STUCK = timedelta(minutes=30)
SILENT = timedelta(minutes=10)  # the outbox is drained every minute
SHOWN = 20


@dataclass(frozen=True)
class Outbox:
    """Notices on their way out of the house: how many wait, how many too long, how many were given up."""

    waiting: int
    stuck: int
    dead: list[Dispatch]
    dead_count: int
    channels: list[str]


def outbox(at: datetime) -> Outbox:
    open_rows = Dispatch.objects.filter(sent_at=None)
    alive = open_rows.filter(attempts__lt=ATTEMPTS)
    dead = open_rows.filter(attempts__gte=ATTEMPTS)
    stuck = Dispatch.objects.stuck(at - STUCK).filter(attempts__lt=ATTEMPTS)
    rows = list(dead.select_related("notice").order_by("-pk")[:SHOWN])
    return Outbox(alive.count(), stuck.count(), rows, dead.count(), list(in_service()))


def words() -> dict[str, tuple[str, str]]:
    """What each job of the schedule does, and when."""
    return {
        "drain the outbox": (_("Send what waits in the outbox"), _("every minute")),
        "remind of duties": (_("Remind of what falls due, and escalate what is late"), _("every 15 minutes by day")),
        "watch over the chain": (_("Read the audit chain over, and write its end down outside"), _("daily at 03:10")),
        "back up": (_("Back up database and files into BACKUP_DIR"), _("daily at 03:15")),
        "clean up": (_("Delete sessions, cached answers and presses whose time is over"), _("daily at 02:30")),
    }


def schedule() -> list[tuple[str, str]]:
    """What runs by the clock, and when, in words; a job without words shows its name."""
    known = words()
    return [known.get(name, (name, "")) for name in SCHEDULE]


@dataclass(frozen=True)
class Backup:
    """The last backup of this machine: when, whether it is whole, where it lies or why there is none."""

    at: datetime
    is_whole: bool
    words: str


def last_backup() -> Backup | None:
    word = last_word()
    if not word:
        return None
    return Backup(datetime.fromisoformat(word["at"]), word["ok"], word["path"] if word["ok"] else word["why"])


def last_sign_of_life() -> datetime | None:
    """When the worker last finished a job, as far as this machine knows."""
    try:
        return datetime.fromtimestamp(settings.SIGN_OF_LIFE.stat().st_mtime, ZoneInfo(settings.TIME_ZONE))
    except OSError:
        return None


@dataclass(frozen=True)
class Holidays:
    """Until which year the public holidays are known, and whether next year is among them."""

    until: int | None
    next_year: int
    is_next_known: bool


def holidays(on: date) -> Holidays:
    special = SpecialDay.objects.as_mapping()
    until = max((day.year for day in special), default=None)
    return Holidays(until, on.year + 1, is_known(on.year + 1, special))
