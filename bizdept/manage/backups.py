"""How the backups stand: the archives that lie there, the last one, and the last that was restored by way of trial."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from bizdept.manage.backup.making import DAYS, MONTHS, WEEKS, dated
from bizdept.manage.models import BackupOrder

SHOWN = 10
BUSY = timedelta(hours=4)  # longer than a job may take: after it, its worker was killed
KEPT = {"days": DAYS, "weeks": WEEKS, "months": MONTHS}


@dataclass(frozen=True)
class Kept:
    """One archive of the folder, by its name."""

    name: str
    day: date
    size: int


def archives() -> list[Kept]:
    """Those that lie there, the newest first."""
    folder = Path(settings.BACKUP_DIR) if settings.BACKUP_DIR else None
    if folder is None or not folder.is_dir():
        return []
    return [Kept(place.name, day, place.stat().st_size) for day, place in dated(folder)]


def folder_name() -> str:
    """The folder's own name: where it lies is nobody's business on a page."""
    return Path(settings.BACKUP_DIR).name if settings.BACKUP_DIR else ""


def orders() -> list[BackupOrder]:
    return list(BackupOrder.objects.select_related("made_by").order_by("-pk")[:SHOWN])


def last_trial() -> BackupOrder | None:
    return BackupOrder.objects.trials().first()


def is_busy(at: datetime) -> bool:
    """Whether something was asked for that is not done; a worker that was killed is not waited for for ever."""
    return BackupOrder.objects.filter(ended_at=None, asked_at__gt=at - BUSY).exists()
