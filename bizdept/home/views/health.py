"""Whether the process runs, and whether it can work: for machines that watch it."""

import shutil
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.utils import timezone

from bizdept.notices.models import Dispatch

LEAST_FREE = 200 * 1024 * 1024  # bytes of disk
OLDEST = timedelta(minutes=30)  # that a dispatch may wait


@login_not_required
def alive(request):
    return JsonResponse({"ok": True})


@login_not_required
def ready(request):
    """Database, outbox and disk, each true or false; 503 when one is not."""
    checks = {"database": True, "outbox": True}
    try:
        connection.ensure_connection()
        checks["outbox"] = not Dispatch.objects.stuck(timezone.now() - OLDEST).exists()
    except DatabaseError:
        checks = {"database": False, "outbox": False}
    checks["disk"] = shutil.disk_usage(settings.DATA_DIR).free > LEAST_FREE
    return JsonResponse({"ok": all(checks.values())} | checks, status=200 if all(checks.values()) else 503)
