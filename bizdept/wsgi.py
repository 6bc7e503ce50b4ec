"""The door for gunicorn: what is so large that nobody means it, and TRACE, do not come in."""

import os
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils import translation

from bizdept.web.middleware import SHUT

MOST = 10  # times the largest file: a gigabyte is sent by nobody who looked at what they send

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bizdept.settings")
site = get_wsgi_application()


def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
    """A file that is too large gets its form back, with a sentence (`web.uploads`); but for that it is read to its
    end, by one of few threads. What names no length is read as nothing.
    """
    if environ.get("REQUEST_METHOD") == "TRACE":
        return refused(start_response, "405 Method Not Allowed", b"")
    length = environ.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and len(length) < 16 and int(length) <= MOST * settings.UPLOAD_LIMIT:
        return site(environ, start_response)
    with translation.override(settings.LANGUAGE_CODE):
        words = translation.gettext("That is too much at once: files up to %d MB are taken.")
    return refused(start_response, "413 Content Too Large", (words % (settings.UPLOAD_LIMIT // 1024**2)).encode())


def refused(start_response: Callable, status: str, body: bytes) -> Iterable[bytes]:
    """What the site is not asked says of itself to the browser what every page does."""
    headers = {"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(body))}
    headers |= {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": SHUT}
    headers["Referrer-Policy"] = settings.SECURE_REFERRER_POLICY
    if settings.HTTPS:
        headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains; preload"
    start_response(status, list(headers.items()))
    return [body]
