"""Backups beside the night's: asked for at a press, tried once a month, done by the clock."""

from datetime import datetime, timedelta
from pathlib import Path

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bizdept.audit.chain import note, sealed
from bizdept.manage import backups, rules
from bizdept.manage.actions.terms import lock_company
from bizdept.manage.backup.archive import Damaged, Unfit
from bizdept.manage.backup.making import dated, into_folder, of_vendor
from bizdept.manage.backup.restoring import Differs, try_out
from bizdept.manage.models import BackupOrder
from bizdept.people.actor import Actor, nobody
from bizdept.refusal import refuse

TROUBLES = (Damaged, Unfit, Differs, OSError, DatabaseError)
TOO_LONG = gettext_lazy("It took longer than a job may take.")
EVERY = timedelta(days=30)  # between two trials by the clock


@sealed()
def ask_for(kind: str, *, by: Actor, at: datetime) -> BackupOrder:
    """A backup, or the trial of the newest one: the clock does it within a minute. Raises Refused."""
    if not rules.may_keep_accounts(by):
        raise PermissionDenied
    lock_company()  # two who press at once take turns: the second finds the first one's order
    refuse(rules.reasons_against_backup(kind, settings.BACKUP_DIR, backups.archives(), backups.is_busy(at)))
    row = BackupOrder.objects.create(kind=kind, made_by=by.person, asked_at=at)
    note("account", "backup.ask", row, by=by, what=str(kind))
    return row


@sealed()
def plan_trial(*, at: datetime) -> bool:
    """Order the month's trial restore, where one is due and there is something to try. Safe to repeat."""
    lock_company()
    last = BackupOrder.objects.filter(kind=BackupOrder.Kind.TRIAL).order_by("-asked_at").first()
    if not backups.archives() or (last and at - last.asked_at < EVERY):
        return False
    row = BackupOrder.objects.create(kind=BackupOrder.Kind.TRIAL, asked_at=at)
    note("account", "backup.ask", row, by=nobody(), what=str(row.kind))
    return True


def work_off(*, at: datetime) -> int:
    """Do what was asked for, one after the other; how many. Whose time is over leaves the rest to the next minute."""
    give_up_killed(at=at)
    of_vendor().sweep_killed()
    count = 0
    while row := take_next(at=at):
        facts = outcome(row, at)
        finish(row, **facts, at=timezone.now())
        count += 1
        if facts.get("trouble") == str(TOO_LONG):
            break
    return count


@sealed()
def give_up_killed(*, at: datetime) -> int:
    """What was begun longer ago than a job may take, and has no end, has failed: its worker was killed. How many."""
    rows = list(BackupOrder.objects.select_for_update().filter(began_at__lte=at - backups.BUSY, ended_at=None))
    for row in rows:
        finish(row, trouble=_("The worker was killed before it was done."), at=at)
    return len(rows)


def outcome(row: BackupOrder, at: datetime) -> dict:
    """What came of it: numbers, or the trouble in words without the folder's place."""
    folder = Path(settings.BACKUP_DIR or ".")
    try:
        if row.kind == BackupOrder.Kind.BACKUP:
            made = into_folder(folder, at=at)
            if made is None:
                return {"trouble": _("Another backup was under way.")}
            return {"archive": made.place.name, "rows": made.rows, "files": made.files}
        newest = dated(folder)[0][1]
        tried = try_out(newest)
        return {"archive": newest.name, "rows": tried.rows, "files": tried.files}
    except SoftTimeLimitExceeded:
        return {"trouble": str(TOO_LONG)}
    except DatabaseError as trouble:  # its words may quote a row
        return {"trouble": type(trouble).__name__}
    except TROUBLES as trouble:
        return {"trouble": str(trouble).replace(f"{folder}/", "").strip()[:300] or type(trouble).__name__}
    except IndexError:
        return {"trouble": "BACKUP_DIR"}


@sealed()
def take_next(*, at: datetime) -> BackupOrder | None:
    """The oldest that nobody has begun."""
    row = BackupOrder.objects.select_for_update().waiting().first()
    if row is not None:
        row.began_at = at
        row.save(update_fields=["began_at"])
    return row


@sealed()
def finish(row: BackupOrder, *, at: datetime, **facts) -> None:
    row.ended_at = at
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    name = "backup.tried" if row.kind == BackupOrder.Kind.TRIAL else "backup.made"
    by = Actor(row.made_by) if row.made_by else nobody()
    note("account", name, row, by=by, whole=int(not row.trouble))
