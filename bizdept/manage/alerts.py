"""What is wrong with the machinery, for whoever is to see to it. Asked on every page, looked up twice a minute."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bizdept.audit.clock import moment
from bizdept.audit.models import AuditCheck
from bizdept.calendar.models import known_years
from bizdept.calendar.rules import words_on_years
from bizdept.manage import jobs
from bizdept.manage.backups import archives, last_trial
from bizdept.manage.channels import label_of
from bizdept.manage.models import BackupOrder
from bizdept.notices.channels import in_service
from bizdept.notices.models import ChannelState, Dispatch
from bizdept.people.actor import Actor
from bizdept.people.models import Post, User
from bizdept.remembered import Remembered
from bizdept.web.questions import Alert
from bizdept.web.words import moment as moment_in_words

AHEAD = timedelta(minutes=2)  # that the chain may have seen a later moment than this machine's clock shows
BACKUP_EVERY = timedelta(days=1, hours=2)  # a day, and what a backup itself may take
LEAST_SHARE, LEAST_FREE = 0.15, 1024**3  # of the disk, in bytes
CHANNEL_DEAD = timedelta(hours=1)  # in which nothing went out and something failed
TRIAL_EVERY = timedelta(days=40)  # a month, and some patience
OCTOBER = 10  # in November the State Council names the holidays of the next year


@dataclass(frozen=True)
class Facts:
    """How things stood when they were last looked up."""

    at: datetime
    last_job: datetime | None
    stuck: int
    dead: int
    administrators: int
    free_share: float
    free_bytes: int
    backup: dict | None
    chain_is_broken: bool
    trial: BackupOrder | None  # the last restore that was tried
    untried: bool  # backups lie there, and none was tried for long
    failing: list[tuple[str, datetime]]  # channels, and since when nothing has gone out


def look_up() -> Facts:
    now, disk = timezone.now(), shutil.disk_usage(settings.DATA_DIR)
    return Facts(
        at=now,
        last_job=jobs.last_sign_of_life(),
        stuck=Dispatch.objects.stuck(now - jobs.STUCK).count(),
        dead=Dispatch.objects.dead().count(),
        administrators=User.objects.holding(Post.ADMINISTRATOR).count(),
        free_share=disk.free / disk.total,
        free_bytes=disk.free,
        backup=last_backup(),
        trial=last_trial(),
        untried=is_untried(now),
        failing=[
            (row.name, row.failing_since)
            for row in ChannelState.objects.exclude(failing_since=None)
            if row.failing_since
        ],
        chain_is_broken=not (AuditCheck.objects.order_by("-pk").first() or AuditCheck()).is_whole,
    )


facts = Remembered(look_up)


def is_untried(at: datetime) -> bool:
    trial, found = last_trial(), archives()
    since = trial.ended_at if trial else None
    if since is None and found:
        since = timezone.make_aware(datetime.combine(found[-1].day, datetime.min.time()))
    return bool(found and since and at - since > TRIAL_EVERY)


def last_backup() -> dict | None:
    """What the last backup wrote down about itself: when it was (`at`) and whether it is whole (`ok`)."""
    try:
        told = json.loads((settings.DATA_DIR / "backup.json").read_text(encoding="utf-8"))
        return {"at": datetime.fromisoformat(told["at"]), "ok": bool(told["ok"])}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return {"at": None, "ok": False}


def of_jobs() -> Iterator[Alert]:
    found, address = facts(), reverse("manage:jobs")
    if found.last_job is None or found.at - found.last_job > jobs.SILENT:
        yield Alert("bad", _("The worker is silent: nothing that runs by the clock is being done."), address)
    if found.stuck:
        words = ngettext(
            "%d notice has waited for more than half an hour to leave the house.",
            "%d notices have waited for more than half an hour to leave the house.",
            found.stuck,
        )
        yield Alert("bad", words % found.stuck, address)
    if found.dead:
        words = ngettext("%d notice could not be sent.", "%d notices could not be sent.", found.dead)
        yield Alert("warn", words % found.dead, address)


def of_channels() -> Iterator[Alert]:
    """A way out of the house that takes nothing any more: an authorisation code that expired is the usual cause."""
    for name, since in facts().failing:
        if name in in_service() and facts().at - since > CHANNEL_DEAD:
            words = {"channel": label_of(name), "moment": moment_in_words(since)}
            yield Alert(
                "bad", _("%(channel)s: nothing goes out since %(moment)s.") % words, reverse("manage:channels")
            )


def of_calendar() -> Iterator[Alert]:
    """2.1.6: deadlines that reach into a year whose holidays nobody has entered are reckoned by the week alone."""
    today, years = timezone.localdate(), known_years()
    wanted = [today.year, today.year + 1] if today.month >= OCTOBER else [today.year]
    if unknown := [year for year in wanted if year not in years]:
        yield Alert("warn", words_on_years(unknown), reverse("manage:import_days"))


def of_chain() -> Iterator[Alert]:
    """1.3.1: somebody has been at the records behind the program's back."""
    if facts().chain_is_broken:
        words = _("The audit chain is broken: somebody changed what was recorded.")
        yield Alert("bad", words, reverse("manage:chain"))


def of_accounts() -> Iterator[Alert]:
    if facts().administrators < 2:
        words = _("There is only one administrator: if they are away, nobody can help. Give the post to a second one.")
        yield Alert("bad", words, reverse("manage:people"))


def of_disk() -> Iterator[Alert]:
    found = facts()
    if found.free_share < LEAST_SHARE or found.free_bytes < LEAST_FREE:
        words = _("The disk is nearly full: %(gigabytes)s GB (%(share)d %%) are free.")
        told = {"gigabytes": f"{found.free_bytes / 1024**3:.1f}", "share": int(found.free_share * 100)}
        yield Alert("bad", words % told)


def of_clock() -> Iterator[Alert]:
    """A clock that was set back: rights are judged by what the chain has seen, deadlines by what the clock says."""
    behind = moment() - timezone.now()
    if behind > AHEAD:
        words = _("The clock of this machine is %(minutes)d minutes behind what has been recorded: set it right.")
        yield Alert("bad", words % {"minutes": behind // timedelta(minutes=1)})


def of_backup() -> Iterator[Alert]:
    backup, trial, address = facts().backup, facts().trial, reverse("manage:backups")
    if backup is None:
        if not settings.DEMO:
            yield Alert("bad", _("No backup has been made yet."), address)
    elif not backup["ok"]:
        yield Alert("bad", _("The last backup failed."), address)
    elif timezone.now() - aware(backup["at"]) > BACKUP_EVERY:
        yield Alert("bad", _("The last backup is more than a day old."), address)
    if trial and trial.trouble:
        yield Alert("bad", _("The last trial restore failed: what lies there might not come back."), address)
    elif facts().untried:
        yield Alert("warn", _("No restore has been tried for more than a month."), address)


def aware(at: datetime) -> datetime:
    return timezone.make_aware(at) if timezone.is_naive(at) else at


Posts = tuple[str, ...]
ADMINISTRATORS: Posts = (Post.ADMINISTRATOR,)
WATCHERS: Posts = (Post.ADMINISTRATOR, Post.OFFICER)
ALERTS: list[tuple[Posts, Callable[[], Iterator[Alert]]]] = [  # who is told of what; another one is a line here
    (WATCHERS, of_chain),
    (ADMINISTRATORS, of_jobs),
    (ADMINISTRATORS, of_channels),
    (ADMINISTRATORS, of_clock),
    (ADMINISTRATORS, of_disk),
    (ADMINISTRATORS, of_backup),
    (ADMINISTRATORS, of_accounts),
    (ADMINISTRATORS, of_calendar),
]


def alerts_for(by: Actor) -> Iterator[Alert]:
    """What this person is to see to. Nothing is looked up for whoever holds none of the posts."""
    for posts, found in ALERTS:
        if by.holds(*posts):
            yield from found()
