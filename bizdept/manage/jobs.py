"""How the machinery stands, as the administrator sees it: what waits to go out, what runs when, known holidays."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max
from django.utils.translation import gettext as _

from bizdept.manage.backup.making import last_word
from bizdept.manage.schedule import SCHEDULE
from bizdept.notices.channels import in_service
from bizdept.notices.models import Dispatch, JobRun

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
    waiting, dead = Dispatch.objects.waiting(), Dispatch.objects.dead()
    stuck = Dispatch.objects.stuck(at - STUCK)
    rows = list(dead.select_related("notice").order_by("-pk")[:SHOWN])
    return Outbox(waiting.count(), stuck.count(), rows, dead.count(), list(in_service()))


def words() -> dict[str, tuple[str, str]]:
    """What each job of the schedule does, and when."""
    return {
        "do long work": (_("Do long imports and exports that wait"), _("every two seconds")),
        "drain the outbox": (_("Send what waits in the outbox"), _("every minute")),
        "remind of duties": (_("Remind of what falls due, and escalate what is late"), _("every 15 minutes by day")),
        "watch over the chain": (_("Read the audit chain over, and write its end down outside"), _("daily at 03:10")),
        "give back what was handed on": (
            _("Give back to its post what was handed to somebody whose post has ended"),
            _("daily at 00:20 and 07:20"),
        ),
        "follow requests to see": (
            _("Bring requests to see before whoever keeps the record now; say which grants end soon"),
            _("every hour"),
        ),
        "close those who left": (_("Stop the signing in of those whose last day is over"), _("every hour")),
        "follow NDAs": (
            _("Draw up NDAs for whoever is to sign; say which of them end soon"),
            _("daily at 00:10 and 07:10"),
        ),
        "follow the library": (
            _("Ask whoever joined to read what is in force; ask nobody any more who left"),
            _("daily at 00:15 and 07:15"),
        ),
        "supervise": (
            _("Open the inspections that the plan asks for; draft last month's supervision report"),
            _("daily at 06:30"),
        ),
        "watch the access log": (_("Raise alerts on looking and taking beyond the measure"), _("every 20 seconds")),
        "open reviews of grants": (_("Open the quarter's reviews of grants"), _("daily at 06:40")),
        "forget those who left": (
            _("Put data of contacts before the chief whose time for being kept is over"),
            _("daily at 06:50"),
        ),
        "review levels": (_("Put levels whose period has ended before whoever looks after them"), _("daily at 06:50")),
        "back up": (_("Back up database and files into BACKUP_DIR"), _("daily at 03:15")),
        "do backups": (_("Make backups, and try restores, that were asked for"), _("every minute")),
        "plan a trial restore": (_("Order the month's trial restore"), _("daily at 04:30")),
        "clean up": (_("Delete sessions, cached answers and presses whose time is over"), _("daily at 02:30")),
    }


@dataclass(frozen=True)
class JobRow:
    """A job of the schedule in words: what it does, when, and how it last went (None: never)."""

    what: str
    when: str
    run: JobRun | None


def schedule() -> list[JobRow]:
    """What runs by the clock; a job without words shows its name."""
    known, runs = words(), {run.name: run for run in JobRun.objects.all()}
    return [JobRow(*known.get(name, (name, "")), runs.get(job.task)) for name, job in SCHEDULE.items()]


@dataclass(frozen=True)
class Backup:
    """The last backup of this machine: when, whether it is whole, where it lies or why there is none."""

    at: datetime
    is_whole: bool
    words: str
    size: int | None = None


def last_backup() -> Backup | None:
    word = last_word()
    if not word:
        return None
    place = Path(word["path"])
    words = place.name if word["ok"] else word["why"].replace(f"{place.parent}/", "")
    return Backup(datetime.fromisoformat(word["at"]), word["ok"], words, word.get("size"))


def last_sign_of_life() -> datetime | None:
    """When a job was last finished: on this machine by its file, on any other by what the runs say."""
    newest = JobRun.objects.aggregate(newest=Max("finished_at"))["newest"]
    try:
        here = datetime.fromtimestamp(settings.SIGN_OF_LIFE.stat().st_mtime, ZoneInfo(settings.TIME_ZONE))
    except OSError:
        here = None
    return max(filter(None, (newest, here)), default=None)
