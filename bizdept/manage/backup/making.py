"""Make a backup: the database at one moment, then the files that it names, then the proof; and keep so many."""

import fcntl
import json
import os
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _

from bizdept.files import store
from bizdept.manage.backup import archive, postgresql, sqlite
from bizdept.manage.backup.archive import CHUNK, Damaged

NAME = "bizdept-%Y%m%d-%H%M%S.zip"
DAYS, WEEKS, MONTHS = 7, 4, 12  # of which one backup each is kept


@dataclass(frozen=True)
class Made:
    """What a backup holds."""

    place: Path
    tables: int
    rows: int
    files: int
    size: int


def of_vendor():
    """The part that knows this database."""
    return postgresql if connection.vendor == "postgresql" else sqlite


def leaves() -> list[list[str]]:
    """The last migration of each app that this database has been through."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    applied = set(loader.applied_migrations) & set(loader.graph.nodes)
    followed = {
        parent.key for key in applied for parent in loader.graph.node_map[key].parents if parent.key[0] == key[0]
    }
    return sorted(map(list, applied - followed))


def version() -> str:
    with suppress(OSError):
        return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
    return ""


def back_up(place: Path, *, with_keys: bool, at: datetime) -> Made:
    """Write everything into one archive, read it back, and leave a line about it for the jobs' page.

    Raises Damaged where a file that a row names is not whole, OSError where there is no room.
    """
    try:
        with connection.wrap_database_errors:
            made = write(place, with_keys=with_keys, at=at)
    except BaseException as trouble:
        leave_word({"at": at.isoformat(), "ok": False, "path": str(place), "why": str(trouble)[:300]})
        raise
    word = {"at": at.isoformat(), "ok": True, "path": str(made.place), "rows": made.rows, "files": made.files}
    leave_word(word | {"tables": made.tables, "size": made.size})
    return made


def write(place: Path, *, with_keys: bool, at: datetime) -> Made:
    with archive.written(place) as writer:
        tables, files, head = of_vendor().dump(writer)
        for sha256 in sorted(files):
            add_file(writer, sha256)
        for key in sorted((settings.DATA_DIR / "keys").glob("*")) if with_keys else ():
            writer.add(f"keys/{key.name}", [key.read_bytes()])
        writer.close(
            {
                "version": version(),
                "at": at.isoformat(),
                "vendor": connection.vendor,
                "migrations": leaves(),
                "tables": [table.told() for table in tables],
                "head": head,
            }
        )
    return Made(place, len(tables), sum(table.rows for table in tables), len(files), place.stat().st_size)


def add_file(writer: archive.Writer, sha256: str) -> None:
    """The bytes behind a hash: written once and never changed, so they may be copied after the snapshot."""
    try:
        with store.place_of(sha256).open("rb") as file:
            told = writer.add(f"files/{sha256}", iter(lambda: file.read(CHUNK), b""))
    except FileNotFoundError:
        raise Damaged(_("The store lacks the file %s, which a row names.") % sha256) from None
    if told["sha256"] != sha256:
        raise Damaged(_("The file %s in the store is not what it was.") % sha256)


def leave_word(word: dict) -> None:
    """DATA_DIR/backup.json: what the administrator is shown of the last one."""
    place = settings.DATA_DIR / "backup.json"
    aside = place.with_suffix(".new")
    aside.write_text(json.dumps(word, ensure_ascii=False))
    os.replace(aside, place)


def last_word() -> dict:
    """What the last backup left, or nothing."""
    try:
        return json.loads((settings.DATA_DIR / "backup.json").read_text())
    except (OSError, ValueError):
        return {}


# ── a backup each night


def nightly(*, at: datetime) -> Made | None:
    """The night's backup into BACKUP_DIR, unless there is none or today has one already; then the old ones go."""
    if not settings.BACKUP_DIR:
        return None
    folder, today = Path(settings.BACKUP_DIR), timezone.localdate(at)
    if any(day == today for day, _place in dated(folder)):
        return None
    return into_folder(folder, at=at)


def into_folder(folder: Path, *, at: datetime) -> Made | None:
    """One backup among those of the nights, after which what is superfluous goes. None: somebody else is at it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for half in folder.glob(".bizdept-*.zip-*"):  # of a night that was killed
            half.unlink(missing_ok=True)
        made = back_up(folder / timezone.localtime(at).strftime(NAME), with_keys=False, at=at)
    except BlockingIOError:  # another worker is at it
        return None
    finally:
        os.close(handle)
    for place in superfluous(dated(folder)):
        place.unlink(missing_ok=True)
    return made


def dated(folder: Path) -> list[tuple[date, Path]]:
    """The nights' archives of a folder with their days, the newest first; other files are left alone."""
    found = []
    for place in folder.glob("bizdept-*.zip"):
        with suppress(ValueError):
            found.append((datetime.strptime(place.name, NAME).date(), place))
    return sorted(found, reverse=True)


def superfluous(found: Iterable[tuple[date, Path]]) -> list[Path]:
    """What goes: all but one of each of the last seven days, four weeks and twelve months that have one."""
    kept: set[Path] = set()
    rows = list(found)
    spans = ((str, DAYS), (lambda day: day.isocalendar()[:2], WEEKS), (lambda day: day.strftime("%Y%m"), MONTHS))
    for unit, count in spans:
        newest: dict = {}
        for day, place in rows:
            newest.setdefault(unit(day), place)
        kept.update(list(newest.values())[:count])
    return [place for _day, place in rows if place not in kept]
