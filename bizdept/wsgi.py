"""The door for gunicorn: what is larger than anything that is taken here does not come in."""

import os
from collections.abc import Callable, Iterable

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils import translation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bizdept.settings")
site = get_wsgi_application()


def application(environ: dict, start_response: Callable) -> Iterable[bytes]:
    """Django puts each file of a body into a temporary one before anybody asks who sends it: a stranger filled the
    disk by the sign-in page. A file that is a little too large still gets its form back, with a sentence.

    What names no length is read as nothing.
    """
    length = environ.get("CONTENT_LENGTH") or "0"
    if length.isdecimal() and len(length) < 16 and int(length) <= 2 * settings.UPLOAD_LIMIT:
        return site(environ, start_response)
    with translation.override(settings.LANGUAGE_CODE):
        words = translation.gettext("That is too much at once: files up to %d MB are taken.")
    body = (words % (settings.UPLOAD_LIMIT // 1024**2)).encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response("413 Content Too Large", [*headers, ("Cache-Control", "no-store")])
    return [body]
