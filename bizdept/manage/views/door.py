"""Who comes in: by a post, else 403 and a line in the access log."""

from collections.abc import Callable

from bizdept.people.actor import Actor
from bizdept.web.pages import actor_of, admit


def only(request, may: Callable[[Actor], bool], what: str, record=None) -> Actor:
    """Who asks, if `may` is true of them. Asked before anything is looked up, so that a 403 tells of no record."""
    by = actor_of(request)
    admit(request, may(by), f"manage.{what}", record)
    return by
