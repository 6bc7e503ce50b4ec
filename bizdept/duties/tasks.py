"""Clockwork of duties."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from bizdept.duties.actions import remind as remind_on


@shared_task
def remind(at: datetime | None = None) -> int:
    """Tell everybody what has come due."""
    return remind_on(on=timezone.localdate(at))
