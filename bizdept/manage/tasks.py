"""Clockwork of the administration."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from bizdept.files.sweep import sweep
from bizdept.manage.actions import backups, chain, upkeep
from bizdept.manage.backup.making import nightly
from bizdept.notices.runs import recorded


@shared_task
@recorded(alone=True)
def watch_chain(at: datetime | None = None) -> str | None:
    """Read the audit chain over, once a day."""
    row = chain.watch(at=at or timezone.now())
    return None if row is None else f"{row.lines} lines, {'whole' if row.is_whole else 'BROKEN'}"


@shared_task
@recorded(alone=True)
def clean_up(at: datetime | None = None) -> int:
    """Delete what is over: sessions, cached answers, presses, and bytes that no row names."""
    return upkeep.clean_up(at=at or timezone.now()) + sweep()


@shared_task(soft_time_limit=3 * 3600, time_limit=3 * 3600 + 60)
@recorded(alone=True)
def back_up(at: datetime | None = None) -> str | None:
    """Make the night's backup, where BACKUP_DIR names a place for it."""
    made = nightly(at=at or timezone.now())
    return None if made is None else f"{made.rows} rows, {made.files} files"


@shared_task(soft_time_limit=3 * 3600, time_limit=3 * 3600 + 60)
@recorded(alone=True)
def do_backups(at: datetime | None = None) -> int | None:
    """Do what was asked of backups."""
    return backups.work_off(at=at or timezone.now()) or None


@shared_task
@recorded(alone=True)
def plan_trial(at: datetime | None = None) -> str | None:
    """Order the month's trial restore."""
    return "ordered" if backups.plan_trial(at=at or timezone.now()) else None
