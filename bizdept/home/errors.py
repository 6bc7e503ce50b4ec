"""Pages for what went wrong: a sentence, a number to tell the administrator, no trace; and what was typed, kept."""

import logging
import uuid
from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from bizdept.web.drafts import ASIDE

logger = logging.getLogger(__name__)

LARGEST = 1_000_000  # characters of what was typed, kept on a page


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
    return HttpResponse(render_to_string("500.html", {"incident": incident}), status=500)  # relies on nothing else


def csrf_failure(request, reason=""):
    """The form's token is not ours any more: from our own pages what was typed is kept, from elsewhere refused."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    if urlsplit(origin).netloc == request.get_host():
        return typed_again(request, status=403)
    return render(request, "403_csrf.html", status=403)


def typed_again(request, status: int) -> HttpResponse:
    """A page that holds what was typed, to be sent once more after signing in. Files must be chosen anew."""
    typed = [(name, value) for name, values in request.POST.lists() if name not in ASIDE for value in values]
    kept = typed if sum(len(value) for _name, value in typed) <= LARGEST else []
    context = {"typed": kept, "had_files": bool(request.FILES), "address": request.get_full_path()}
    return render(request, "401.html", context, status=status)


class SignInFirst(LoginRequiredMiddleware):
    """Leads to the sign-in page; but whoever was signed out while filling in a form keeps what they typed."""

    def handle_no_permission(self, request, view_func):
        if request.method == "POST" and request.POST:
            return typed_again(request, status=401)
        return super().handle_no_permission(request, view_func)
