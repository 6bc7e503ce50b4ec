"""The day that posts and delegations are judged by."""

from datetime import date, datetime

from django.utils import timezone


class Seen:
    """The latest moment that the audit chain has shown this process (`audit.clock` looks), and when it was asked."""

    at: datetime | None = None
    asked: float | None = None

    @classmethod
    def forget(cls) -> None:
        cls.at = cls.asked = None


def latest() -> datetime:
    """Now, or the latest moment that this process knows of."""
    return max(filter(None, (Seen.at, timezone.now())))


def today() -> date:
    """The day it is, or has been: a clock that is set back revives no post and no delegation."""
    return timezone.localdate(latest())
