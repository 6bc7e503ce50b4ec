"""What is the matter when the database or the disk refuses: busy, away or full; told from codes, not from words."""

import errno
import shutil
import sqlite3

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

BUSY, AWAY, FULL = "busy", "away", "full"
FULL_DISK = {errno.ENOSPC, errno.EDQUOT}
LEAST = 1024 * 1024  # bytes; with less than that free, a database that cannot open its files has no room for them

STATES = {  # PostgreSQL's SQLSTATEs; appendix A of its manual
    "55P03": BUSY,  # a lock was not given in time
    "57014": BUSY,  # a statement took too long
    "40P01": BUSY,  # a deadlock, which never is the person's doing
    "40001": BUSY,
    "53300": BUSY,  # no connection left
    "53100": FULL,
    "53200": BUSY,
}
CLASSES = {"08": AWAY, "57": AWAY, "58": AWAY}  # connection, operator (restart), system
CODES = {sqlite3.SQLITE_BUSY: BUSY, sqlite3.SQLITE_LOCKED: BUSY, sqlite3.SQLITE_FULL: FULL}
FILES = {sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}  # of SQLite: on a full disk these two come as well

WORDS = {
    BUSY: (
        _("Too much is going on at this moment"),
        _("Somebody else's work holds what this needs. Nothing was half saved. Try again in a few seconds."),
    ),
    AWAY: (
        _("The database does not answer"),
        _("The pages come back by themselves with it. Send again what you were saving: nothing is made twice."),
    ),
    FULL: (
        _("The disk is full"),
        _("Nothing was half saved. Tell the administrator to make room; everything then goes on by itself."),
    ),
}  # fmt: skip


def kind_of(error: BaseException | None) -> str:
    """BUSY, AWAY or FULL; an empty word where the error says nothing of the kind."""
    if isinstance(error, OperationalError | InterfaceError):
        return of_database(error.__cause__)
    if isinstance(error, OSError) and error.errno in FULL_DISK:
        return FULL
    return ""


def of_database(cause: BaseException | None) -> str:
    """By the driver's own error, which Django's is raised from."""
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if code in FILES:
            return FULL if is_full() else AWAY
        return CODES.get(code, "")
    state = getattr(cause, "sqlstate", "") or ""
    is_lost = cause is not None and not state  # libpq found nobody there, or lost them half-way
    return STATES.get(state) or CLASSES.get(state[:2], "") or (AWAY if is_lost else "")


def is_full() -> bool:
    return shutil.disk_usage(settings.DATA_DIR).free < LEAST
