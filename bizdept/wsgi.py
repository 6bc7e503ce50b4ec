"""The door for gunicorn: what is so large that nobody means it does not come in."""

import os
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils import translation

MOST = 10  # times the largest file: a gigabyte is sent by nobody who looked at what they send

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bizdept.settings")
site = get_wsgi_application()


def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
    """A file that is too large gets its form back, with a sentence (`web.uploads`); but for that it is read to its
    end, by one of few threads. What names no length is read as nothing.
    """
    length = environ.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and len(length) < 16 and int(length) <= MOST * settings.UPLOAD_LIMIT:
        return site(environ, start_response)
    with translation.override(settings.LANGUAGE_CODE):
        words = translation.gettext("That is too much at once: files up to %d MB are taken.")
    body = (words % (settings.UPLOAD_LIMIT // 1024**2)).encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response("413 Content Too Large", [*headers, ("Cache-Control", "no-store")])
    return [body]
