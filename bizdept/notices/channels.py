"""The ways by which notices leave the house. In the app everybody is told in any case."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.core.mail import EmailMessage

from bizdept.notices.models import Notice
from bizdept.people.models import User

Channels = Mapping[str, Callable[[Notice, str], None]]  # name -> send(notice, dedupe key)


def mail(notice: Notice, key: str) -> None:
    """Send a notice by mail, with a link into the app. `key` lets a mail server see a repetition."""
    message = EmailMessage(
        subject=" ".join(notice.text.split()),
        body=f"{notice.text}\n\n{settings.SITE_URL}{notice.address}\n",
        to=[notice.person.email],
        headers={"Message-ID": f"<{key}@bizdept>"},
    )
    message.send()


def known() -> dict[str, bool]:
    """Every channel that there is, and whether this installation has been given a server for it."""
    return {"mail": bool(settings.EMAIL_HOST)}


def in_service() -> Channels:
    """The channels that this installation has been given a server for."""
    ways = {"mail": mail}
    return {name: ways[name] for name, is_set_up in known().items() if is_set_up}


def channels_of(person: User) -> list[str]:
    """By which of them this person wants to hear."""
    return [name for name in in_service() if is_reached(person)]


def is_reached(person: User) -> bool:
    """Whether anything may leave the house for this person: they work here, wish it and have an address."""
    return bool(person.is_active and person.wants_mail and person.email)
