"""Clockwork of duties."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from bizdept.duties.actions import remind as remind_on
from bizdept.notices.runs import recorded


@shared_task
@recorded(alone=True)
def remind(at: datetime | None = None) -> int:
    """Tell everybody what has come due."""
    return remind_on(at=at or timezone.now())
