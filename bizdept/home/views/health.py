"""Whether the process runs, and whether it can work: for machines that watch it."""

import time
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.http import JsonResponse
from django.utils import timezone

from bizdept.files.store import has_room
from bizdept.notices.models import Dispatch
from bizdept.web.versions import tables_are_current

OLDEST = timedelta(minutes=30)  # that a dispatch may wait
SILENCE = 600  # seconds without a finished job, while the outbox is drained every minute


@login_not_required
def alive(request):
    return JsonResponse({"ok": True})


@login_not_required
def ready(request):
    """Each part true or false, and 503 when one is not: database, its tables' version, outbox, disk; and the worker,
    where it runs on this machine or leaves its sign on a common disk."""
    checks = {"database": False, "migrations": False, "outbox": False}
    try:
        connection.ensure_connection()
        checks["migrations"] = tables_are_current()
        checks["outbox"] = not Dispatch.objects.stuck(timezone.now() - OLDEST).exists()
        checks["database"] = True
    except (DatabaseError, InterfaceError):
        pass  # what could not be asked is false
    try:
        checks["disk"] = has_room()
    except OSError:
        checks["disk"] = False
    with suppress(FileNotFoundError):
        checks["worker"] = time.time() - settings.SIGN_OF_LIFE.stat().st_mtime < SILENCE
    return JsonResponse({"ok": all(checks.values())} | checks, status=200 if all(checks.values()) else 503)
