"""Pages for what went wrong: a sentence, a number to tell the administrator, no trace."""

import logging
import uuid

from django.shortcuts import render

logger = logging.getLogger(__name__)


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """500, with a number that stands in the log beside the trace."""
    incident = f"E-{uuid.uuid4().hex[:8].upper()}"
    logger.error("Incident %s at %s", incident, request.path)
    return render(request, "500.html", {"incident": incident}, status=500)
