"""Pages for what went wrong: a sentence, a number to tell the administrator, no trace; and what was typed, kept."""

import logging
import sys
import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation

from bizdept.access.pace import Stopped
from bizdept.home import trouble
from bizdept.web.drafts import ASIDE

logger = logging.getLogger(__name__)

LARGEST = 1_000_000  # characters of what was typed, kept on a page
RETRY_AFTER = 5  # seconds


def bad_request(request, exception=None):
    return render(request, "400.html", status=400)


def forbidden(request, exception=None):
    """403; or 429 for whoever has looked at so many records that they are shown no more today (8.2.2)."""
    if isinstance(exception, Stopped):
        return render(request, "429.html", status=429)
    return render(request, "403.html", status=403)


def not_found(request, exception=None):
    return render(request, "404.html", status=404)


def server_error(request):
    """500, with a number that stands in the log beside the trace; 503 where database or disk were not to be had."""
    incident = f"E-{uuid.uuid4().hex[:8].upper()}"
    kind = trouble.kind_of(sys.exception())
    logger.error("Incident %s at %s%s", incident, request.path, kind and f": {kind}")
    if kind:
        return not_to_be_had(request, kind, incident)
    return HttpResponse(render_to_string("500.html", {"incident": incident}), status=500)  # relies on nothing else


def not_to_be_had(request, kind: str, incident: str) -> HttpResponse:
    """503: what is the matter, in the person's language, and what was typed. It asks the database for nothing."""
    if hasattr(request, "session"):
        request.session.modified = False  # or the session would be saved on the way out, and wait once more
    typed = typed_on(request)
    with translation.override(language_of(request)):
        title, text = trouble.WORDS[kind]
        context = {
            "incident": incident, "title": title, "text": text, "kind": kind, "typed": typed,
            "had_files": bool(request.FILES), "address": request.get_full_path(), "is_press": request.method == "POST",
            "is_part": bool(request.headers.get("HX-Request")), "csrf_token": get_token(request),
        }  # fmt: skip
        page = render_to_string("503.html", context)
    return HttpResponse(page, status=503, headers={"Retry-After": str(RETRY_AFTER)})


def language_of(request) -> str:
    """As the page before spoke; without a database also where nobody could look up who this is."""
    known = dict(settings.LANGUAGES)
    told = getattr(request, "LANGUAGE_CODE", "") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return told if told in known else settings.LANGUAGE_CODE


def csrf_failure(request, reason=""):
    """The form's token is not ours any more: from our own pages what was typed is kept, from elsewhere refused."""
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    if urlsplit(origin).netloc == request.get_host():
        return typed_again(request, status=403)
    return render(request, "403_csrf.html", status=403)


def typed_again(request, status: int) -> HttpResponse:
    """A page that holds what was typed, to be sent once more after signing in. Files must be chosen anew."""
    context = {"typed": typed_on(request), "had_files": bool(request.FILES), "address": request.get_full_path()}
    return render(request, "401.html", context, status=status)


def typed_on(request) -> list[tuple[str, str]]:
    """The fields of a form that was sent, words that open doors left out; nothing where it is too much for a page."""
    typed = [(name, value) for name, values in request.POST.lists() if name not in ASIDE for value in values]
    return typed if sum(len(value) for _name, value in typed) <= LARGEST else []


class SignInFirst(LoginRequiredMiddleware):
    """Leads to the sign-in page; but whoever was signed out while filling in a form keeps what they typed."""

    def handle_no_permission(self, request, view_func):
        if request.method == "POST" and request.POST:
            return typed_again(request, status=401)
        return super().handle_no_permission(request, view_func)
