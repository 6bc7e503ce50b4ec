"""Who comes in: by a post, else 403 and a line in the access log."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied

from bizdept.access import log
from bizdept.people.actor import Actor
from bizdept.web.pages import actor_of


def only(request, may: Callable[[Actor], bool], what: str, record=None) -> Actor:
    """Who asks, if `may` is true of them. Asked before anything is looked up, so that a 403 tells of no record."""
    by = actor_of(request)
    if not may(by):
        log.refused(record or request.user, by=by, what=f"manage.{what}")
        raise PermissionDenied
    return by
